import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import type { SweepDocument } from '../../../src/sweep/document';
import { type Block, nodesOf } from '../../../src/sweep/structure';
import { LazyChunk, rangeOf } from '../../../src/sweep/syntax/chunk';
import { parseAnyJson } from '../../../src/sweep/syntax/json';
import type { SyntaxNode } from '../../../src/sweep/syntax/node';
import { parsePlainJson } from '../../../src/sweep/syntax/plain-json';
import { parsePlainYaml } from '../../../src/sweep/syntax/plain-yaml';
import { parseAnyYaml } from '../../../src/sweep/syntax/yaml';
import type { Position } from '../../../src/sweep/text';
import { applied, offsetAt, open } from './mark';

const read = (name: string): string => readFileSync(path.join('test/fixtures/sweeps', name), 'utf8');

/** Texts that hold what changes how a file is cut. */
const TEXTS: readonly string[] = [
  '# c\n---\ndefaults: {ttl: 1h}\n? params\n: - a: 1\n  - a: 2\n...\n',
  '%YAML 1.2\n---\nx: &a {b: 1}\nparams:\n  - *a\n  - <<: *a\nx-a: &a {b: 2}\ninclude:\n  - *a\n',
  read('simple-sweep.yaml'),
  read('batch-sweep.yaml'),
  'defaults: &d\n  lr: 1\n  name: r-{index}\nparams:\n- <<: *d\n  a: 1\n- a: 2\n\n# end\n',
  'grid:\n  lr: [1, 2]\nexclude:\n  - lr: 1\ninclude:\n  - lr: 9\nparams:\n  - name: x\n  - name: y\n',
  '{"defaults": {"ttl": "1h"},\n "params": [\n  {"name": "a"},\n  {"name": "b"}\n ]}\n',
  '// spawn: sweep\n{\n  "grid": {"lr": [1, 2]},\n  "exclude": [\n    // not this\n    {\n      "lr": 1\n    }\n  ],\n  "params": [\n    {\n      "name": "x",\n      "tags": {"a": "b"}\n    },\n    {\n      "name": "y"\n    },\n    {\n      "name": "z"\n    }\n  ]\n}\n',
  '{\r\n\t"include": [\r\n\t\t{"a": 1}, {"a": 2},\r\n\t\t{"a": 3}], "params": [\r\n\t\t{"b": 1},\r\n\t\t{"b": 2}\r\n\t],\r\n\t"defaults": {"name": "r-{index}"}\r\n}',
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
  ...[
    '{\n',
    '},\n    {',
    '"params": [\n',
    '/*',
    '*/',
    '//',
    '"a": 1',
    '{"a": 1},\n',
    '],\n',
    '}\n',
    '    {"b": 2}\n',
  ],
  ...[
    '  ttl: 30\n',
    'name: {index}',
    '<<: *a\n',
    '? x\n',
    ': y\n',
    '%YAML 1.2\n',
    'é',
    '💥',
    '\n\n\n',
    'x: |\n  y\n',
  ],
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

const languageOf = (text: string) => (/^[/{]/.test(text) ? 'json' : 'yaml');

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
        const language = languageOf(start);
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
      { numRuns: 250 },
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

  const runs = Array.from({ length: 100 }, (_, at) => ({ name: `r${at}`, a: at }));

  it('reads only the run that changed in JSON too', () => {
    const document = open(JSON.stringify({ defaults: { ttl: '1h' }, params: runs }, undefined, 2), {
      language: 'json',
    });
    const line = document.sweep().runs[50]?.origin.start.line ?? 0;
    const before = new Set(document.chunks);
    const type = (at: Position, text: string): number => {
      document.edit([{ range: { start: at, end: at }, text }]);
      return document.chunks.filter((chunk) => !before.has(chunk)).length;
    };
    assert.equal(type({ line: line + 2, character: 11 }, '9'), 1);
    assert.equal(document.sweep().runs[50]?.parameters.get('a'), '950');
    assert.equal(type({ line, character: 0 }, '    {\n      "b": 1\n    },\n'), 2);
    assert.equal(document.sweep().runs[60]?.origin.start.line, line + 39);
    // A brace that is open while the rest is typed.
    assert.equal(type({ line, character: 0 }, '    {\n'), 3);
    assert.deepEqual(
      document.problems().map(({ code, range }) => [code, range.start.line]),
      [['invalid-json', line]],
    );
    assert.equal(document.sweep().runs[70]?.origin.start.line, line + 76);
  });

  it('reads one run a line, and a list that ends next to its last run', () => {
    const text = `{"params": [\n${runs.map((run) => JSON.stringify(run)).join(',\n')}], "defaults": {"ttl": "1h"}}`;
    const document = open(text, { language: 'json' });
    assert.equal(document.chunks.length, 101);
    assert.equal(document.sweep().runs.length, 100);
    assert.equal(document.sweep().runs[99]?.settings.ttlSeconds, 3600);
    assert.deepEqual(
      document.problems().map(({ code }) => code),
      ['no-user-data'],
    );
  });
});

describe('JSON that is cut', () => {
  const comment = fc.constantFrom('', ' // c: {"[\n', '/* {\n[ */', '\n', ' ', '\r\n\t');
  const scalar = fc.constantFrom(
    '1',
    '0.10',
    '"a"',
    '"}], {"',
    '"\\""',
    'true',
    'null',
    '-1e-3',
    '"\\u00e9\\n"',
  );
  const { value } = fc.letrec<{ value: string; object: string; list: string }>((tie) => ({
    value: fc.oneof({ maxDepth: 3, withCrossShrink: true }, scalar, tie('object'), tie('list')),
    object: fc
      .tuple(fc.array(fc.tuple(comment, scalar, comment, tie('value'), comment), { maxLength: 4 }), comment)
      .map(([entries, end]) => {
        const written = entries.map(
          ([a, key, b, each, c], at) => `${a}"k${at}${key.length}"${b}:${b}${each}${c}`,
        );
        return `{${written.join(',')}${end}}`;
      }),
    list: fc
      .tuple(fc.array(fc.tuple(comment, tie('value'), comment), { maxLength: 4 }), fc.boolean(), comment)
      .map(([items, comma, end]) => {
        const written = items.map((parts) => parts.join('')).join(',');
        return `[${written}${comma && items.length > 0 ? ',' : ''}${end}]`;
      }),
  }));
  const files = fc
    .tuple(
      comment,
      fc.array(fc.tuple(comment, fc.constantFrom('params', 'grid', 'include', 'x'), value, comment)),
      comment,
    )
    .map(([head, entries, end]) => {
      const written = entries.map(([a, key, each, b]) => `${a}"${key}": ${each}${b}`);
      return `${head}{${written.join(',')}${end}}`;
    });

  it('is read as in one piece, however it is written', () => {
    let cut = 0;
    fc.assert(
      fc.property(files, (text) => {
        const pieces = open(text, { language: 'json' });
        const whole = open(text, { language: 'json', uncut: true });
        if (pieces.chunks.length > 2) cut++;
        assert.equal(pieces.text, text);
        assert.deepEqual([...pieces.faulty].length, 0);
        assert.deepEqual(pieces.sweep(), whole.sweep());
        assert.deepEqual(pieces.structure.blocks.map(shapeOfBlock), whole.structure.blocks.map(shapeOfBlock));
      }),
      { numRuns: 2_000 },
    );
    assert.ok(cut > 100, `${cut} files were cut`);
  }).timeout(120_000);

  it('is wrong wherever the whole is', () => {
    fc.assert(
      fc.property(files, edits, (start, changes) => {
        let text = start;
        for (const { at, remove, add } of changes) {
          const from = at % (text.length + 1);
          text = text.slice(0, from) + add + text.slice(from + remove);
        }
        const pieces = open(text, { language: 'json' });
        const whole = open(text, { language: 'json', uncut: true });
        assert.equal([...pieces.faulty].length > 0, [...whole.faulty].length > 0, text);
      }),
      { numRuns: 2_000 },
    );
  }).timeout(120_000);
});

/** What a block says and where, whatever chunks it is in. */
function shapeOfBlock({ key, value, items }: Block): unknown {
  const shape = (node: SyntaxNode): unknown => {
    const { start, end } = rangeOf(node);
    if (node.kind === 'scalar') return [start, end, node.text, node.style];
    if (node.kind === 'alias') return [start, end, node.name];
    if (node.kind === 'sequence') return [start, end, node.items.map(shape)];
    return [start, end, node.entries.map((entry) => [shape(entry.key), shape(entry.value)])];
  };
  return [shape(key), items === undefined ? shape(value) : items.flatMap(nodesOf).map(shape)];
}

const MEANING = new Set([
  'unknown-placeholder',
  'grid-not-list',
  'unsafe-name',
  'misspelt-key',
  'listed-file',
  'unknown-key',
  'misplaced-key',
]);

describe('problems of any text', () => {
  it('are in it, and a fix removes its problem and adds none', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TEXTS), edits, (start, changes) => {
        const language = languageOf(start);
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
          // What cannot be read may be read otherwise once something before it is fixed.
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
        const chunk = new LazyChunk(text, 'item', 2, 'yaml', 0);
        const short = parsePlainYaml(chunk);
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

  it('agrees with the JSON parser wherever it is taken', () => {
    const gap = fc.constantFrom('', ' ', '\n', '\r\n\t', '', '', ' // c\n');
    const key = fc.constantFrom('"a"', '"lr"', '"b-c"', '""', '"é"', '"a\\u0041"', 'a');
    const values = [
      '1',
      '-0.10',
      '1e-3',
      '"x y"',
      '"}, {"',
      '"a\\nb"',
      'true',
      'null',
      '01',
      '1.',
      '+1',
      '[1]',
      '{}',
      '"t\tb"',
    ];
    const pair = fc.tuple(gap, key, gap, gap, fc.constantFrom(...values, '1', '"v"', 'false'), gap);
    const item = fc
      .tuple(gap, fc.array(pair, { maxLength: 4 }), gap, fc.constantFrom(',\n', ',', ' ,\n\n', '\n', ', 1\n'))
      .map(([head, pairs, end, tail]) => {
        const written = pairs.map(([a, k, b, c, value, d]) => `${a}${k}${b}:${c}${value}${d}`);
        return `${head}{${written.join(',')}${end}}${tail}`;
      });
    let taken = 0;
    fc.assert(
      fc.property(item, (text) => {
        const chunk = new LazyChunk(text, 'item', 2, 'json', 0, { before: '{"":[', after: ']}' });
        const short = parsePlainJson(chunk);
        if (short?.root === undefined) return;
        taken++;
        const full = parseAnyJson(chunk);
        assert.deepEqual(full.faults, []);
        assert.deepEqual(full.root && shape(full.root), shape(short.root));
      }),
      { numRuns: 10_000 },
    );
    assert.ok(taken > 100, `${taken}`);
  }).timeout(120_000);
});
