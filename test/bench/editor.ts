import type { TextDocument } from 'vscode-languageserver-textdocument';
import { TextDocument as Texts } from 'vscode-languageserver-textdocument';
import type { SweepDocument } from '../../src/sweep/document';
import type { Knowledge } from '../../src/sweep/knowledge';
import type { Position } from '../../src/sweep/text';
import type { Bench, Figure } from './bench';
import { DEFAULTS, language, loadKnowledge, open } from './built';
import { count, faster } from './figure';
import { openJsonServer } from './json-server';
import { cpuOf, exponent, inTurn, medianOf } from './measure';
import type { Peer } from './peer';
import { paramsJson, paramsText } from './sweep-text';
import { openYamlServer } from './yaml-server';

const SIZES = [100, 1_000, 10_000];
/** Keystrokes in a row that make one sample: a single one is too short to be measured. */
const BURST = 20;

/** How a sweep file is written. */
interface Format {
  readonly name: string;
  readonly language: SweepDocument['language'];
  textOf(size: number): string;
  openPeer(): Peer;
  /** How many times faster than the peer a first open must be: VS Code's own JSON is no slow one. */
  readonly leastAtOpen: number;
}

const YAML: Format = {
  name: 'YAML',
  language: 'yaml',
  textOf: paramsText,
  openPeer: openYamlServer,
  leastAtOpen: 1.5,
};
const JSON_: Format = {
  name: 'JSON',
  language: 'json',
  textOf: paramsJson,
  openPeer: openJsonServer,
  leastAtOpen: 1,
};
const FORMATS = [YAML, JSON_];

/** A file that is open in both, and whose middle is typed in. */
class Typing {
  readonly ours;
  readonly #at: Position;
  #version = 1;

  constructor(format: Format, size: number, knowledge: Knowledge) {
    const text = format.textOf(size);
    this.ours = open(text, knowledge, format.language);
    this.ours.problems();
    const before = text.slice(0, text.indexOf('0.', text.indexOf(`run-${size / 2}`)) + 2).split('\n');
    this.#at = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  }

  /** Another digit of a value in the middle of the file. */
  key(): { readonly range: { start: Position; end: Position }; readonly text: string } {
    this.#version += 1;
    const { line, character } = this.#at;
    return {
      range: { start: { line, character }, end: { line, character: character + 1 } },
      text: String(1 + (this.#version % 9)),
    };
  }

  get version(): number {
    return this.#version;
  }
}

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
  document: TextDocument,
  after: (at: Position) => PromiseLike<unknown>,
): Promise<number> {
  return cpuOf(() => {
    const key = typing.key();
    Texts.update(document, [key], typing.version);
    return after(key.range.end);
  });
}

const growth = (points: readonly { readonly size: number; readonly value: number }[]): string =>
  points.map(({ size, value }) => `${count(size)}: ${Number(value.toPrecision(3))} ms`).join(' · ');

/** One keystroke's figure at each size, against the peer at the largest; its cost must not grow with the file. */
async function perKeystroke(
  name: string,
  quick: boolean,
  format: Format,
  ours: (typing: Typing) => unknown,
  theirs: (peer: Peer, document: TextDocument, at: Position) => PromiseLike<unknown>,
): Promise<readonly Figure[]> {
  const knowledge = await loadKnowledge();
  const peer = format.openPeer();
  const rounds = quick ? 3 : 7;
  const points: { size: number; value: number }[] = [];
  let largest = { ours: 0, theirs: 0 };
  for (const size of SIZES) {
    const typing = new Typing(format, size, knowledge);
    const type = () => typeOurs(typing, () => ours(typing));
    await type();
    if (size === SIZES.at(-1)) {
      const document = peer.documentOf(format.textOf(size), size);
      largest = await inTurn(rounds, type, () =>
        typeTheirs(typing, document, (at) => theirs(peer, document, at)),
      );
      points.push({ size, value: largest.ours });
    } else points.push({ size, value: await medianOf(rounds * 3, type) });
  }
  const slope = exponent(points);
  return [
    faster(`${format.name}: ${name}, ${count(10_000)} runs`, largest, peer.name, 20),
    {
      name: `${format.name}: ${name}: how it grows with the file`,
      value: slope,
      unit: '(exponent)',
      gate: '≤ 0.2',
      ok: slope <= 0.2,
      note: growth(points),
    },
  ];
}

/** The same for each way to write a file. */
async function inAllFormats(
  measure: (format: Format) => Promise<readonly Figure[]>,
): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const format of FORMATS) figures.push(...(await measure(format)));
  return figures;
}

const keystroke: Bench = {
  name: 'keystroke',
  quick: true,
  run: ({ quick }) =>
    inAllFormats((format) =>
      perKeystroke(
        'keystroke → problems',
        quick,
        format,
        (typing) => typing.ours.problems(),
        (peer, document) => peer.validate(document),
      ),
    ),
};

const firstOpen: Bench = {
  name: 'open',
  quick: true,
  run: ({ quick }) =>
    inAllFormats(async (format) => {
      const knowledge = await loadKnowledge();
      const peer = format.openPeer();
      const points: { size: number; ours: number; theirs: number }[] = [];
      let serial = 0;
      for (const size of SIZES) {
        const text = format.textOf(size);
        const times = await inTurn(
          quick ? 3 : 7,
          () => cpuOf(() => open(text, knowledge, format.language).problems()),
          () => cpuOf(() => peer.validate(peer.documentOf(text, `open-${++serial}`))),
        );
        points.push({ size, ...times });
      }
      const last = points.at(-1);
      if (last === undefined) throw new RangeError('no size was measured');
      const mine = points.map(({ size, ours }) => ({ size, value: ours }));
      const note = `grows with exponent ${exponent(mine).toFixed(2)} · ${growth(mine)}`;
      const name = `${format.name}: first open → problems, ${count(last.size)} runs`;
      return [faster(name, last, peer.name, format.leastAtOpen, { note })];
    }),
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
      const typing = new Typing(YAML, size, knowledge);
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
    inAllFormats((format) =>
      perKeystroke(
        'completion in params after a keystroke',
        quick,
        format,
        (typing) => {
          const config = { defaults: DEFAULTS, prices: language.prices };
          return language.complete(typing.ours, typing.key().range.end, config);
        },
        (peer, document, at) => peer.complete(document, at),
      ),
    ),
};

export default [keystroke, firstOpen, completion, lens];
