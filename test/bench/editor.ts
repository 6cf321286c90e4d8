import { TextDocument } from 'vscode-languageserver-textdocument';
import type { LanguageService } from 'yaml-language-server';
import type { Knowledge } from '../../src/sweep/knowledge';
import type { Bench, Figure } from './bench';
import { DEFAULTS, language, loadKnowledge, open } from './built';
import { count, faster } from './figure';
import { cpuOf, exponent, inTurn, medianOf } from './measure';
import { paramsText } from './sweep-text';
import { documentOf, openPeer } from './yaml-server';

const SIZES = [100, 1_000, 10_000];
/** Keystrokes in a row that make one sample: a single one is too short to be measured. */
const BURST = 20;
const PEER = 'yaml-language-server';

/** A file that is open in both, and whose middle is typed in. */
class Typing {
  readonly ours;
  readonly theirs: TextDocument;
  #version = 1;

  constructor(
    readonly size: number,
    knowledge: Knowledge,
  ) {
    const text = paramsText(size);
    this.ours = open(text, knowledge);
    this.ours.problems();
    this.theirs = documentOf(text, size);
  }

  /** Another digit of a value in the middle of the file. */
  key(): { readonly range: { start: Position; end: Position }; readonly text: string } {
    this.#version += 1;
    const line = LINES_BEFORE + Math.floor(this.size / 2) * 4 + 1;
    const character = '    learning_rate: 0.'.length;
    return {
      range: { start: { line, character }, end: { line, character: character + 1 } },
      text: String(1 + (this.#version % 9)),
    };
  }

  get version(): number {
    return this.#version;
  }
}

interface Position {
  readonly line: number;
  readonly character: number;
}

const LINES_BEFORE = paramsText(0).split('\n').length - 1;

function typeOurs(typing: Typing, after: () => unknown): Promise<number> {
  return cpuOf(() => {
    for (let key = 0; key < BURST; key++) {
      typing.ours.edit([typing.key()]);
      after();
    }
  }).then((time) => time / BURST);
}

function typeTheirs(
  typing: Typing,
  after: (document: TextDocument, at: Position) => Promise<unknown>,
): Promise<number> {
  return cpuOf(() => {
    const key = typing.key();
    TextDocument.update(typing.theirs, [key], typing.version);
    return after(typing.theirs, key.range.end);
  });
}

const growth = (points: readonly { readonly size: number; readonly value: number }[]): string =>
  points.map(({ size, value }) => `${count(size)}: ${Number(value.toPrecision(3))} ms`).join(' · ');

/** One keystroke's figure at each size, against the peer at the largest; its cost must not grow with the file. */
async function perKeystroke(
  name: string,
  quick: boolean,
  ours: (typing: Typing) => Promise<number>,
  theirs: (typing: Typing, service: LanguageService) => Promise<number>,
): Promise<readonly Figure[]> {
  const knowledge = await loadKnowledge();
  const service = openPeer();
  const rounds = quick ? 3 : 7;
  const points: { size: number; value: number }[] = [];
  let largest = { ours: 0, theirs: 0 };
  for (const size of SIZES) {
    const typing = new Typing(size, knowledge);
    await ours(typing);
    if (size === SIZES.at(-1)) {
      largest = await inTurn(
        rounds,
        () => ours(typing),
        () => theirs(typing, service),
      );
      points.push({ size, value: largest.ours });
    } else points.push({ size, value: await medianOf(rounds * 3, () => ours(typing)) });
  }
  const slope = exponent(points);
  return [
    faster(`${name}, ${count(10_000)} runs`, largest, PEER, 20),
    {
      name: `${name}: how it grows with the file`,
      value: slope,
      unit: '(exponent)',
      gate: '≤ 0.2',
      ok: slope <= 0.2,
      note: growth(points),
    },
  ];
}

const keystroke: Bench = {
  name: 'keystroke',
  quick: true,
  run: ({ quick }) =>
    perKeystroke(
      'keystroke → problems',
      quick,
      (typing) => typeOurs(typing, () => typing.ours.problems()),
      (typing, service) => typeTheirs(typing, (document) => service.doValidation(document, false)),
    ),
};

const firstOpen: Bench = {
  name: 'open',
  quick: true,
  run: async ({ quick }) => {
    const knowledge = await loadKnowledge();
    const service = openPeer();
    const points: { size: number; ours: number; theirs: number }[] = [];
    let serial = 0;
    for (const size of SIZES) {
      const text = paramsText(size);
      const times = await inTurn(
        quick ? 3 : 7,
        () => cpuOf(() => open(text, knowledge).problems()),
        () => cpuOf(() => service.doValidation(documentOf(text, `open-${++serial}`), false)),
      );
      points.push({ size, ...times });
    }
    const last = points.at(-1);
    if (last === undefined) throw new RangeError('no size was measured');
    const mine = points.map(({ size, ours }) => ({ size, value: ours }));
    const note = `grows with exponent ${exponent(mine).toFixed(2)} · ${growth(mine)}`;
    return [faster(`first open → problems, ${count(last.size)} runs`, last, PEER, 1.5, { note })];
  },
};

const lens: Bench = {
  name: 'lens',
  quick: true,
  run: async ({ quick }) => {
    const knowledge = await loadKnowledge();
    const lensesOf = (typing: Typing): unknown =>
      language.lensesOf(typing.ours, language.estimateDocument(typing.ours, DEFAULTS, language.prices));
    const rounds = quick ? 3 : 7;
    const points: { size: number; value: number }[] = [];
    let opening = 0;
    for (const size of SIZES) {
      const typing = new Typing(size, knowledge);
      lensesOf(typing);
      const { ours, theirs } = await inTurn(
        rounds,
        () => typeOurs(typing, () => lensesOf(typing)),
        () => cpuOf(() => open(paramsText(size), knowledge).problems()),
      );
      points.push({ size, value: ours });
      opening = theirs;
    }
    const value = points.at(-1)?.value ?? Number.NaN;
    const share = (100 * value) / opening;
    const slope = exponent(points);
    return [
      {
        name: 'CodeLens with cost after a keystroke, 10,000 runs',
        value,
        unit: 'ms',
        against: { name: 'first open', value: opening },
        gate: '≤ 5 % of it',
        ok: share <= 5,
        note: `${share.toFixed(2)} %`,
      },
      {
        name: 'CodeLens: how it grows with the file',
        value: slope,
        unit: '(exponent)',
        gate: '≤ 0.2',
        ok: slope <= 0.2,
        note: growth(points),
      },
    ];
  },
};

const completion: Bench = {
  name: 'completion',
  quick: true,
  run: ({ quick }) =>
    perKeystroke(
      'completion in params after a keystroke',
      quick,
      (typing) => {
        const config = { defaults: DEFAULTS, prices: language.prices };
        const at = typing.key().range.end;
        return typeOurs(typing, () => language.complete(typing.ours, at, config));
      },
      (typing, service) => typeTheirs(typing, (document, at) => service.doComplete(document, at, false)),
    ),
};

export default [keystroke, firstOpen, completion, lens];
