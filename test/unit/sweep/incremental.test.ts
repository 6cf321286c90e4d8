import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import type { SweepDocument } from '../../../src/sweep/document';
import { Chunk } from '../../../src/sweep/syntax/chunk';
import type { SyntaxNode } from '../../../src/sweep/syntax/node';
import { parsePlainItem } from '../../../src/sweep/syntax/plain-item';
import { parseAnyYaml } from '../../../src/sweep/syntax/yaml';
import type { Position } from '../../../src/sweep/text';
import { applied, offsetAt, open } from './mark';

const read = (name: string): string => readFileSync(path.join('test/fixtures/sweeps', name), 'utf8');

/** Texts that hold what changes how a file is cut. */
const TEXTS: readonly string[] = [
  read('simple-sweep.yaml'),
  read('batch-sweep.yaml'),
  'defaults: &d\n  lr: 1\n  name: r-{index}\nparams:\n- <<: *d\n  a: 1\n- a: 2\n\n# end\n',
  'grid:\n  lr: [1, 2]\nexclude:\n  - lr: 1\ninclude:\n  - lr: 9\nparams:\n  - name: x\n  - name: y\n',
  '{"defaults": {"ttl": "1h"},\n "params": [\n  {"name": "a"},\n  {"name": "b"}\n ]}\n',
];

const SNIPPETS = [
  ...[
    '\n',
    ' ',
    '  ',
    '-',
    '- ',
    ':',
    ': ',
    '#',
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    '&a',
    '*a',
    '|',
    '\t',
    '\r\n',
    ',',
  ],
  ...[
    'params:\n',
    'grid:\n',
    'defaults:\n',
    '---\n',
    '...\n',
    '  - name: x\n',
    '- a: 1\n',
    '    lr: 0.1\n',
    'ttl: 1h\n',
  ],
  ...['  ttl: 30\n', 'name: {index}', '<<: *a\n', '? x\n', '%YAML 1.2\n', 'é', '💥', '\n\n\n', 'x: |\n  y\n'],
];

const edits = fc.array(
  fc.record({
    at: fc.nat(),
    remove: fc.oneof(fc.constant(0), fc.nat(8), fc.nat(200)),
    add: fc.constantFrom('', ...SNIPPETS),
  }),
  { minLength: 1, maxLength: 12 },
);

function positionAt(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

/** Everything a document answers. */
const answers = (document: SweepDocument) => ({
  problems: document.problems(),
  sweep: document.sweep(),
  size: document.size,
});

describe('an edited document', () => {
  it('answers as one that is read at once', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TEXTS), edits, (start, changes) => {
        const language = start.startsWith('{') ? 'json' : 'yaml';
        let text = start;
        const document = open(text, { language });
        for (const { at, remove, add } of changes) {
          const from = at % (text.length + 1);
          const to = Math.min(text.length, from + remove);
          const range = { start: positionAt(text, from), end: positionAt(text, to) };
          document.edit([{ range, text: add }]);
          text = text.slice(0, from) + add + text.slice(to);
          assert.equal(document.text, text);
          assert.deepEqual(answers(document), answers(open(text, { language })));
        }
      }),
      { numRuns: 150 },
    );
  }).timeout(120_000);

  it('reads only the run that changed', () => {
    const text = `params:\n${Array.from({ length: 100 }, (_, at) => `  - name: r${at}\n    a: ${at}\n`).join('')}`;
    const document = open(text);
    const before = new Set(document.chunks);
    document.edit([
      { range: { start: { line: 51, character: 7 }, end: { line: 51, character: 7 } }, text: '9' },
    ]);
    assert.equal(document.chunks.filter((chunk) => !before.has(chunk)).length, 1);
    document.edit([
      { range: { start: { line: 51, character: 0 }, end: { line: 51, character: 0 } }, text: '  - b: 1\n' },
    ]);
    assert.equal(document.chunks.filter((chunk) => !before.has(chunk)).length, 2);
    assert.equal(document.sweep().runs[60]?.origin.start.line, 120);
  });
});

const MEANING = new Set([
  'unknown-placeholder',
  'grid-not-list',
  'unsafe-name',
  'misspelt-key',
  'unknown-key',
  'misplaced-key',
]);

describe('problems of any text', () => {
  it('lie in it, and a fix removes its problem and adds none', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TEXTS), edits, (start, changes) => {
        const language = start.startsWith('{') ? 'json' : 'yaml';
        let text = start;
        for (const { at, remove, add } of changes) {
          const from = at % (text.length + 1);
          text = text.slice(0, from) + add + text.slice(from + remove);
        }
        text = text.replace(/^\uFEFF+/, '');
        const problems = open(text, { language }).problems();
        const unreadable = problems.some(({ code }) => code === 'invalid-yaml' || code === 'invalid-json');
        for (const { code, range, fixes } of problems) {
          const [from, to] = [offsetAt(text, range.start), offsetAt(text, range.end)];
          assert.ok(from >= 0 && from <= to && to <= text.length, `${from} to ${to} of ${text.length}`);
          assert.deepEqual(positionAt(text, from), range.start);
          // What cannot be read may be read otherwise once something before it is mended.
          if (unreadable) continue;
          for (const fix of fixes) {
            const mended = open(applied(text, fix.edits), { language }).problems();
            const left = (all: typeof problems) => all.filter((problem) => problem.code === code).length;
            assert.ok(left(mended) < left(problems), `${fix.title}: ${JSON.stringify(text)}`);
            // What a key's new name gives a meaning to may be wrong in its turn.
            if (!MEANING.has(code)) assert.ok(mended.length < problems.length, fix.title);
          }
        }
      }),
      // The bench's fuzz looks further; here the same files come every time.
      { numRuns: 250, seed: 1 },
    );
  }).timeout(120_000);
});

describe('the short cut for plain runs', () => {
  const word = fc.constantFrom(
    ...[
      'a',
      'lr',
      '0.10',
      '1e-3',
      '.5',
      '-1',
      '~',
      'x y',
      'x  y',
      'a#b',
      'a: b',
      '"q"',
      "it's",
      '2026-01-27',
      '/x',
      '+1',
      '=',
      'a=b',
      '*a',
      '&a',
      '!t',
      'null',
      '<<',
      '',
    ],
  );
  const plain = fc.record({
    key: fc.constantFrom('a', 'lr', 'b-c'),
    value: word,
    end: fc.constantFrom('\n', ' \n', '\r\n', '\n\n', '\n # c\n', ' # c\n'),
  });
  const odd = fc
    .tuple(
      fc.constantFrom('  ', '    ', ''),
      word,
      fc.constantFrom(': ', ':', ' : '),
      word,
      fc.constant('\n'),
    )
    .map((parts) => parts.join(''));
  const line = fc.oneof(
    { weight: 6, arbitrary: plain.map(({ key, value, end }) => `    ${key}: ${value}${end}`) },
    { weight: 1, arbitrary: odd },
  );
  const item = fc
    .tuple(plain, fc.array(line, { maxLength: 4 }))
    .map(([{ key, value, end }, lines]) => `  - ${key}: ${value}${end}${lines.join('')}`);
  const shape = (node: SyntaxNode): unknown => {
    const at = [node.start, node.end];
    if (node.kind === 'scalar') return [at, node.text, node.style];
    if (node.kind === 'alias') return [at, node.name];
    if (node.kind === 'sequence') return [at, node.items.map(shape)];
    return [at, node.entries.map((entry) => [shape(entry.key), shape(entry.value)])];
  };

  it('agrees with the YAML parser wherever it is taken', () => {
    let taken = 0;
    fc.assert(
      fc.property(item, (text) => {
        const chunk = new Chunk(text, 'item', 2, 'yaml', 0);
        const short = parsePlainItem(chunk);
        if (short?.root === undefined) return;
        taken++;
        const full = parseAnyYaml(chunk);
        assert.deepEqual(full.faults, []);
        assert.deepEqual(full.root && shape(full.root), shape(short.root));
      }),
      { numRuns: 2000 },
    );
    assert.ok(taken > 100);
  }).timeout(120_000);
});
