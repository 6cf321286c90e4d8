import * as fs from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { SweepDocument } from '../../src/sweep/document';
import type { Bench } from './bench';
import { loadKnowledge, open } from './built';
import { count } from './figure';

const FILES = 100_000;
/** Minutes; what has not been read by then counts as missing. */
const LONGEST = 30;
/** Milliseconds of CPU time that no file may take. */
const HANG_MS = 1_000;
const SEED = 42;

/** What changes how a file is read: indicators of YAML and JSON, line ends, keys, and what no text should hold. */
const SNIPPETS = [
  ...[
    '\n',
    '\r\n',
    '\r',
    '\t',
    ' ',
    '  ',
    '- ',
    ': ',
    ':',
    '#',
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    ',',
    '|\n',
    '>-\n',
  ],
  ...[
    '&a ',
    '*a',
    '<<: *a\n',
    '!!binary ',
    '? ',
    '---\n',
    '...\n',
    '%YAML 1.2\n',
    '\uFEFF',
    '\0',
    '\u2028',
    '💥',
    '\uD800',
  ],
  ...[
    'params:\n',
    'grid:\n',
    'random:\n',
    'defaults:\n',
    'exclude:\n',
    'include:\n',
    'user_data: |\n',
    '  - name: x\n',
  ],
  ...[
    'ttl: 1h\n',
    'count: 9e9\n',
    '{index:03}',
    '{a',
    "<<'EOF'\n",
    '$(',
    '${',
    '`',
    '$((',
    'name: {file: runs.csv}\n',
  ],
  ...['"params": [\n', '{"a": 1},\n', '],\n', '}\n', '/*', '*/', '// c\n', '\\', '"name": "x",\n'],
  '['.repeat(300),
  '&a [*a,*a,*a,*a,*a,*a,*a,*a]\n',
];

interface Change {
  readonly at: number;
  readonly remove: number;
  readonly add: string;
  /** Takes what is removed to another place. */
  readonly move: boolean;
}

const changes = fc.array(
  fc.record<Change>({
    at: fc.nat(),
    remove: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(40), fc.nat(2_000)),
    add: fc.oneof(fc.constant(''), fc.constantFrom(...SNIPPETS), fc.string({ maxLength: 8 })),
    move: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
);

function mutated(text: string, all: readonly Change[]): string {
  let result = text;
  for (const { add, at, move, remove } of all) {
    const from = at % (result.length + 1);
    const taken = result.slice(from, from + remove);
    const left = result.slice(0, from) + add + result.slice(from + remove);
    const to = move ? (at * 7) % (left.length + 1) : left.length;
    result = move ? left.slice(0, to) + taken + left.slice(to) : left;
  }
  return result;
}

interface Seed {
  readonly text: string;
  readonly language: SweepDocument['language'];
}

/** Sweep files, each in YAML, and in JSON as printers write it and on one line. */
function seeds(): readonly Seed[] {
  const files = ['samples', 'test/fixtures/sweeps'].flatMap((folder) =>
    fs
      .readdirSync(folder)
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => fs.readFileSync(path.join(folder, file), 'utf8')),
  );
  return [...files, ANCHORS].flatMap((text): readonly Seed[] => {
    const value: unknown = parse(text, { merge: true });
    return [
      { text, language: 'yaml' },
      { text: `// spawn: sweep\n${JSON.stringify(value, undefined, 2)}\n`, language: 'json' },
      { text: JSON.stringify(value), language: 'json' },
    ];
  });
}

const ANCHORS =
  'x: &d\n  lr: 1\ndefaults:\n  <<: *d\n  name: r-{index:03}\nparams:\n  - a: 1\n  - <<: *d\n    a: 2\nrandom:\n  count: 5\n  seed: 1\n  space:\n    lr: {log_uniform: [0.0001, 0.1]}\n';

/** Reads so many mutated files: no exception, no hang, and every problem is in the text. */
const fuzz: Bench = {
  name: 'fuzz',
  quick: false,
  run: async () => {
    const knowledge = await loadKnowledge();
    let slowest = 0;
    const property = fc.property(fc.constantFrom(...seeds()), changes, ({ language, text }, all) => {
      const file = mutated(text, all);
      const start = process.cpuUsage();
      const document = open(file, knowledge, language);
      const problems = document.problems();
      document.sweep();
      const { system, user } = process.cpuUsage(start);
      slowest = Math.max(slowest, (user + system) / 1000);
      if (user + system > HANG_MS * 1000) throw new Error(`took ${(user + system) / 1000} ms`);
      const lines = file.split('\n').length;
      for (const { code, range } of problems) {
        const { end, start: begin } = range;
        const ordered =
          begin.line < end.line || (begin.line === end.line && begin.character <= end.character);
        if (!ordered || begin.line < 0 || end.line >= lines)
          throw new Error(`${code} lies outside of the text`);
      }
    });
    const started = performance.now();
    const details = fc.check(property, {
      seed: SEED,
      numRuns: FILES,
      interruptAfterTimeLimit: LONGEST * 60_000,
      endOnFailure: true,
    });
    const read = details.failed ? details.numRuns - 1 : details.numRuns;
    const note = details.failed
      ? `${String(details.errorInstance)}\n${JSON.stringify(details.counterexample)}`
      : `${((performance.now() - started) / read).toFixed(2)} ms a file, the slowest ${slowest.toFixed(0)} ms`;
    return [
      {
        name: 'fuzz: mutated files read, no exception, no hang, ranges in the text',
        value: read,
        unit: 'files',
        gate: count(FILES),
        ok: !details.failed && read >= FILES,
        exact: true,
        note,
      },
    ];
  },
};

export default [fuzz];
