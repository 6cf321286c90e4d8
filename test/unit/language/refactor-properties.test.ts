import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expandGridEdits } from '../../../src/language/refactor/expand-grid';
import { commonKeys, extractEdits } from '../../../src/language/refactor/extract-defaults';
import { foldEdits, productOf } from '../../../src/language/refactor/fold-params';
import { refactoringsAt } from '../../../src/language/refactor/refactorings';
import { skeletons } from '../../../src/language/skeletons';
import type { SweepDocument } from '../../../src/sweep/document';
import type { Run } from '../../../src/sweep/run';
import type { TextEdit } from '../../../src/sweep/text';
import { applied, DEFAULTS, offsetAt, open } from '../sweep/mark';

type Language = 'yaml' | 'json';

/** Everything that is launched, but where in the file it comes from. */
const launched = (document: SweepDocument, ordered = true) =>
  document.sweep().runs.map(({ index, name, parameters, settings }: Run) => {
    const pairs = [...parameters];
    if (!ordered) pairs.sort(([a], [b]) => (a < b ? -1 : 1));
    return { index, name, parameters: pairs, settings };
  });

function rewritten(text: string, edits: readonly TextEdit[] | undefined): string {
  assert.ok(edits !== undefined, `no edits for\n${text}`);
  return applied(text, edits);
}

const key = fc.constantFrom('lr', 'batch_size', 'a b', 'x.y', 'instance_type', 'ttl', 'seed', 'K9');
const spelled = (language: Language): fc.Arbitrary<string> => {
  const text = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
    .map((value) => JSON.stringify(value));
  return language === 'json'
    ? fc.oneof(fc.constantFrom('1', '0.10', '-3', '1e-3', 'true', '12345678901234567890'), text)
    : fc.oneof(
        fc.constantFrom('1', '0.10', '1e-3', '010', 'yes', '~', "'it''s'", '2026-01-27', 'a-b', 'http://x/y'),
        text,
      );
};
const spellingOf = (name: string, language: Language): fc.Arbitrary<string> =>
  name === 'ttl'
    ? fc.constantFrom('"1h"', '"30m"', '"2d"')
    : name === 'instance_type'
      ? fc.constantFrom('"t3.micro"', '"t3.medium"')
      : spelled(language);
const meaning = (value: string): string =>
  value.startsWith('"') ? String(JSON.parse(value)) : value.replace(/^'|'$/g, '').replaceAll("''", "'");

const axes = (language: Language) =>
  fc
    .uniqueArray(key, { minLength: 1, maxLength: 3 })
    .chain((names) =>
      fc.tuple(
        ...names.map((name) =>
          fc
            .uniqueArray(spellingOf(name, language), { minLength: 1, maxLength: 3, selector: meaning })
            .map((values) => ({ name, values })),
        ),
      ),
    );

interface Shape {
  readonly language: Language;
  readonly block: boolean;
  readonly axes: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly template: boolean;
  readonly before: boolean;
  readonly drop: number;
  readonly extra: boolean;
}

const shape: fc.Arbitrary<Shape> = fc.constantFrom<Language>('yaml', 'json').chain((language) =>
  fc.record({
    language: fc.constant(language),
    block: fc.boolean(),
    axes: axes(language),
    template: fc.boolean(),
    before: fc.boolean(),
    drop: fc.nat({ max: 3 }),
    extra: fc.boolean(),
  }),
);

/** A sweep file with this grid, in lines or in braces. */
function gridFile({ language, block, axes, template, before, drop, extra }: Shape): string {
  const quoted = JSON.stringify;
  const first = axes[0];
  const free = axes.filter(({ name }) => name !== 'ttl' && name !== 'instance_type');
  const name = ['run', ...free.map((axis) => `{${axis.name}}`), '{index}'].join('-');
  const grid = [
    ...(template ? [`"name": ${quoted(name)}`] : []),
    ...axes.map((axis) => `${quoted(axis.name)}: [${axis.values.join(', ')}]`),
  ];
  const entry = `{${quoted(first?.name ?? '')}: ${first?.values[0] ?? ''}}`;
  const blocks: readonly [string, string][] = [
    ['defaults', '{"ttl": "1h", "lr": 7}'],
    ...(before ? [['params', '[{"name": "first", "z": 1}]'] as [string, string]] : []),
    ['grid', `{${grid.join(', ')}}`],
    ...(drop > 1 && (first?.values.length ?? 0) > 1 ? [['exclude', `[${entry}]`] as [string, string]] : []),
    ...(extra ? [['include', `[{"lr": 99, "note": "n"}]`] as [string, string]] : []),
    ['random', '{"count": 2, "seed": 1, "space": {"r": {"uniform": [0, 1]}}}'],
  ];
  if (language === 'json' || !block)
    return `{\n${blocks.map(([at, value]) => `  ${quoted(at)}: ${value}`).join(',\n')}\n}\n`;
  return blocks
    .map(([at, value]) =>
      at === 'grid' ? `grid: # g\n${grid.map((line) => `    ${line}`).join('\n')}\n` : `${at}: ${value}\n`,
    )
    .join('');
}

describe('refactorings, whatever the file', () => {
  it('writing a grid out keeps every run', () => {
    fc.assert(
      fc.property(shape, (from) => {
        const text = gridFile(from);
        const { language } = from;
        const document = open(text, { language });
        if (document.expansion.gridSize === 0) return;
        const expanded = rewritten(text, expandGridEdits(document));
        const result = open(expanded, { language });
        assert.deepEqual(launched(result), launched(document), `${text}\n→\n${expanded}`);
        assert.equal(result.expansion.gridSize, 0);
      }),
      { numRuns: 150 },
    );
  });

  it('folding what was written out gives the grid back: the same runs, once more', () => {
    let folded = 0;
    fc.assert(
      fc.property(shape, (from) => {
        const plain = { ...from, before: false, drop: 0, extra: false };
        const { language } = from;
        const text = gridFile(plain);
        const document = open(text, { language });
        const expanded = rewritten(text, expandGridEdits(document));
        const params = open(expanded, { language });
        // A single run is no product, and a name is found again where it is safe as it is.
        if (productOf(params) === undefined) {
          assert.ok(params.rows.size < 2 || plain.template, expanded);
          return;
        }
        const again = rewritten(expanded, foldEdits(params));
        assert.deepEqual(launched(open(again, { language })), launched(document), `${expanded}\n→\n${again}`);
        folded++;
      }),
      { numRuns: 150 },
    );
    assert.ok(folded > 30, `only ${folded} were products`);
  });

  it('moving common keys to defaults keeps every run', () => {
    let moved = 0;
    const entries = fc.uniqueArray(fc.constantFrom('lr', 'bs', 'seed', 'spot', 'region', 'e'), {
      minLength: 2,
      maxLength: 6,
    });
    const runs = entries.chain((keys) =>
      fc
        .array(fc.tuple(...keys.map(() => fc.nat({ max: 1 }))), { minLength: 2, maxLength: 4 })
        .map((rows) =>
          rows.map((row, index) => [
            ...keys.map((name, at) => [name, value(name, (row[at] ?? 0) > 0 && at % 2 === 0)] as const),
            ['id', String(index)] as const,
          ]),
        ),
    );
    const value = (name: string, odd: boolean): string =>
      name === 'spot'
        ? String(odd)
        : name === 'region'
          ? odd
            ? '"eu-west-1"'
            : '"us-east-1"'
          : odd
            ? '2'
            : '1';
    fc.assert(
      fc.property(runs, fc.constantFrom('json', 'flow', 'block'), (rows, style) => {
        const language = style === 'json' ? 'json' : 'yaml';
        const text =
          style === 'block'
            ? `params:\n${rows.map((row) => `  - ${row.map(([name, spelling]) => `${name}: ${spelling}`).join('\n    ')}\n`).join('')}`
            : `{"params": [\n${rows.map((row) => `  {${row.map(([name, spelling]) => `"${name}": ${spelling}`).join(', ')}}`).join(',\n')}\n]}`;
        const document = open(text, { language });
        const keys = commonKeys(document);
        if (keys.length === 0) return;
        const result = rewritten(text, extractEdits(document, keys));
        const changed = open(result, { language });
        assert.deepEqual(launched(changed, false), launched(document, false), `${text}\n→\n${result}`);
        assert.deepEqual(commonKeys(changed), []);
        moved++;
      }),
      { numRuns: 150 },
    );
    assert.ok(moved > 30, `only ${moved} had common keys`);
  });

  it('answer at any place of any half-typed file, and change no run', () => {
    const texts = [
      ...['simple', 'ml', 'batch'].map((name) =>
        readFileSync(`test/fixtures/sweeps/${name}-sweep.yaml`, 'utf8'),
      ),
      'defaults: &d\n  a: 1\nparams:\n- <<: *d\n  b: 1\n- b: 2\ngrid:\n  c: {range: [1, 3]}\n  user_data:\n    - |\n      x\n    - y\nexclude: [{c: 2}]\n',
      '# c\nparams:\n  # 1\n  - a: 1 # one\n    tags: {x: y} # two\n\n  - {a: 2, tags: {x: y}}\n---\nparams: []\n',
      '{"params": [\n  {"a": 1, "b": [1]}, // first\n  {"a": 2, "b": [1]},\n],\n "grid": {"c": [1, "2"], "d": {"range": [0, 1, 0.5]}}}',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.nat(), fc.nat(), (whole, end, place) => {
        const text = whole.slice(0, whole.length - (end % (whole.length + 1)));
        const language = whole.startsWith('{') ? 'json' : 'yaml';
        const document = open(text, { language });
        const before = text.slice(0, place % (text.length + 1)).split('\n');
        const at = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
        skeletons(document, at);
        for (const refactoring of refactoringsAt(document, DEFAULTS, { start: at, end: at })) {
          const edits = refactoring.edits() ?? [];
          for (const { range } of edits) {
            const [from, to] = [offsetAt(text, range.start), offsetAt(text, range.end)];
            assert.ok(from >= 0 && from <= to && to <= text.length, JSON.stringify([text, range]));
          }
          if (refactoring.kind === 'addTtl' || refactoring.kind === 'narrowPolicy') continue;
          const result = open(applied(text, edits), { language });
          assert.deepEqual(launched(result, false), launched(document, false));
        }
      }),
      { numRuns: 300 },
    );
  }).timeout(60_000);
});
