import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cellsOf } from '../../../src/results/column';
import { readDocument } from '../../../src/results/document';
import { toJson } from '../../../src/results/json';
import { tabulate } from '../../../src/results/tabulate';
import { record } from './fixtures';

const fixed = ['name', 'state', 'exit_code', 'instance_id', 'instance_type', 'hours', 'cost_usd'];
const resultsOf = (text: string): { readonly cells: unknown; readonly notes: readonly string[] } => {
  const table = tabulate([record(0, {}, { 'results.json': text })]);
  const cells = table.columns.flatMap((title, place) =>
    table.kinds[place] === 'result' ? [[title, table.rows[0]?.[place]]] : [],
  );
  return { cells, notes: table.notes };
};

describe('tabulate', () => {
  it('makes one row per run, in the order of the sweep, failed ones too', () => {
    const table = tabulate([
      { ...record(1, { lr: '0.01' }), state: 'failed', exitCode: 3 },
      record(0, { lr: '0.10' }, { 'results.json': '{"accuracy": 0.9, "note": "ok"}' }),
    ]);
    assert.deepEqual(table.columns, [
      'name',
      'lr',
      'state',
      'exit_code',
      'instance_id',
      'instance_type',
      'hours',
      'cost_usd',
      'accuracy',
      'note',
    ]);
    assert.deepEqual(table.kinds, [
      'run',
      'parameter',
      ...Array.from({ length: 6 }, () => 'outcome'),
      'result',
      'result',
    ]);
    assert.deepEqual(table.rows, [
      ['run-0', 0.1, 'succeeded', 0, 'i-0', 't3.micro', 0.5, 0.0052, 0.9, 'ok'],
      ['run-1', 0.01, 'failed', 3, 'i-1', 't3.micro', 0.5, 0.0052, undefined, undefined],
    ]);
    assert.deepEqual(table.notes, []);
  });

  it('has the fixed columns also for an empty sweep', () => {
    assert.deepEqual(tabulate([]), {
      columns: fixed,
      kinds: ['run', ...Array.from({ length: 6 }, () => 'outcome')],
      rows: [],
      notes: [],
    });
  });

  it('keeps a parameter column as text unless every value is a number', () => {
    const cellsOf = (values: readonly string[]): unknown =>
      tabulate(values.map((v, index) => record(index, { p: v }))).rows.map((row) => row[1]);
    assert.deepEqual(cellsOf(['1e-3', '-2', '.5']), [0.001, -2, 0.5]);
    assert.deepEqual(cellsOf(['1.10', '1.9.1']), ['1.10', '1.9.1']);
    assert.deepEqual(cellsOf(['007', '8']), ['007', '8']);
    assert.deepEqual(cellsOf(['12345678901234567890']), ['12345678901234567890']);
    assert.deepEqual(cellsOf(['true', '']), ['true', '']);
  });

  it('reads nested values by dotted path, and names lists and what is too deep', () => {
    assert.deepEqual(
      resultsOf('{"a": {"b": 1, "c": {"d": "x", "e": {"f": 2}}}, "list": [1], "curve": [[0, 1]], "n": null}'),
      {
        cells: [
          ['a.b', 1],
          ['a.c.d', 'x'],
          ['a.c.e.f', 2],
          ['n', null],
        ],
        notes: ["results.json of run-0 contains lists, which aren't shown in the table: list, curve."],
      },
    );
    const deep = JSON.stringify(
      Array.from({ length: 12 }).reduce<object>((inner) => ({ x: inner }), { y: 1 }),
    );
    const { cells, notes } = resultsOf(deep);
    assert.deepEqual(cells, []);
    assert.deepEqual(notes, [
      `results.json of run-0 contains values that are nested too deeply for the table: ${'x.'.repeat(8)}x.`,
    ]);
  });

  it('reports the same note for many runs once', () => {
    const runs = Array.from({ length: 12 }, (_, index) =>
      record(index, {}, { 'm.json': `{"loss": NaN, "x": ${index}}` }),
    );
    assert.deepEqual(tabulate(runs).notes, [
      'm.json of run-0, run-1, run-2 and 9 more runs contains NaN or Infinity, which are kept as text.',
    ]);
  });

  it('calls columns by their key alone unless two files disagree', () => {
    const titles = (...runs: readonly Readonly<Record<string, string>>[]): readonly string[] =>
      tabulate(runs.map((files, index) => record(index, {}, files))).columns.slice(fixed.length);
    const metrics = { 'metrics.json': '{"accuracy": 0.9, "loss": 1}' };
    const more = { ...metrics, 'config.json': '{"depth": 3, "loss": 1}' };
    assert.deepEqual(titles(metrics, metrics), ['accuracy', 'loss']);
    // One more file in one run renames nothing.
    assert.deepEqual(titles(metrics, more), ['depth', 'loss', 'accuracy']);
    // A file of another name for each run.
    assert.deepEqual(titles({ 'a.json': '{"f1": 1}' }, { 'b.json': '{"f1": 2}' }), ['f1']);
    const other = { ...metrics, 'old.json': '{"accuracy": 0.1}' };
    assert.deepEqual(titles(metrics, metrics, other), ['accuracy', 'old.accuracy', 'loss']);
    assert.deepEqual(titles(other, other), ['metrics.accuracy', 'old.accuracy', 'loss']);
  });

  it('loses no value whatever the files are called', () => {
    const file = fc.constantFrom('a.json', 'b.json', 'c/a.json');
    const values = fc.dictionary(fc.constantFrom('x', 'y', 'lr'), fc.constantFrom(1, 2), { minKeys: 1 });
    const run = fc.dictionary(file, values);
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 5 }), (runs) => {
        const table = tabulate(
          runs.map((files, index) =>
            record(
              index,
              {},
              Object.fromEntries(Object.entries(files).map(([name, each]) => [name, JSON.stringify(each)])),
            ),
          ),
        );
        assert.equal(new Set(table.columns).size, table.columns.length);
        for (const [row, files] of runs.entries())
          for (const [name, each] of Object.entries(files))
            for (const [key, value] of Object.entries(each)) {
              const titles = [key, `${name.replace('.json', '')}.${key}`];
              const cells = titles.map((title) => table.rows[row]?.[table.columns.indexOf(title)]);
              assert.ok(cells.includes(value), `${name} ${key} of run ${row}`);
            }
      }),
    );
  });

  it('calls columns after their file where there are several', () => {
    const table = tabulate([
      record(0, {}, { 'eval.json': '{"loss": 1}', 'sub/train.json': '{"loss": 2}' }),
      record(1, {}, { 'eval.json': '{"loss": 3}' }),
    ]);
    assert.deepEqual(table.columns.slice(fixed.length), ['eval.loss', 'sub/train.loss']);
    assert.deepEqual(
      table.rows.map((row) => row.slice(fixed.length)),
      [
        [1, 2],
        [3, undefined],
      ],
    );
  });

  it('shows what the script repeats of its parameters once, and both where they differ', () => {
    const same = tabulate([record(0, { lr: '0.1' }, { 'r.json': '{"name": "run-0", "lr": 0.1, "acc": 1}' })]);
    assert.deepEqual(same.columns, ['name', 'lr', ...fixed.slice(1), 'acc']);
    const other = tabulate([record(0, { lr: '0.1' }, { 'r.json': '{"lr": 0.2, "state": "good"}' })]);
    assert.deepEqual(other.columns, ['name', 'lr', ...fixed.slice(1), 'r.lr', 'r.state']);
  });

  it('gives a parameter that is called like a fixed column its own place', () => {
    const table = tabulate([record(0, { state: 'CA', hours: '3' })]);
    assert.deepEqual(table.columns, [
      'name',
      'state',
      'hours',
      'outcome.state',
      'exit_code',
      'instance_id',
      'instance_type',
      'outcome.hours',
      'cost_usd',
    ]);
  });

  it('keeps as text what a double cannot hold', () => {
    assert.deepEqual(
      resultsOf('{"big": 12345678901234567890, "s": "12345678901234567890", "x": 1e400, "ok": -1.5e3}').cells,
      [
        ['big', '12345678901234567890'],
        ['s', '12345678901234567890'],
        ['x', '1e400'],
        ['ok', -1500],
      ],
    );
  });

  it('reads what Python writes for NaN and Infinity, and leaves strings alone', () => {
    assert.deepEqual(resultsOf('{"a": NaN, "b": -Infinity, "c": "NaN, \\"Infinity\\" 1", "d": 2}'), {
      cells: [
        ['a', 'NaN'],
        ['b', '-Infinity'],
        ['c', 'NaN, "Infinity" 1'],
        ['d', 2],
      ],
      notes: ['results.json of run-0 contains NaN or Infinity, which are kept as text.'],
    });
  });

  for (const [what, text] of [
    ['nothing', ''],
    ['half a document', '{"a": 1'],
    ['an unterminated string', `{"a": "${'x'.repeat(100_000)}`],
    ['bytes', '\u0000\u0001\uFFFD\u001b[31m'],
  ] as const) {
    it(`has a row and a note for ${what}`, () => {
      const { cells, notes } = resultsOf(text);
      assert.deepEqual(cells, []);
      assert.equal(notes.length, 1);
      assert.match(notes[0] ?? '', /^results\.json of run-0 isn't JSON: \P{Cc}+\.$/u);
    });
  }

  it('has a note for a document that is a list', () => {
    assert.deepEqual(resultsOf('[1, 2]').notes, [
      "results.json of run-0 doesn't contain an object, so it has no named values.",
    ]);
  });

  it('survives keys that name parts of JavaScript', () => {
    const table = tabulate([
      record(0, {}, { 'r.json': '{"__proto__": 1, "constructor": 2, "toString": 3}' }),
    ]);
    assert.deepEqual(table.columns.slice(fixed.length), ['__proto__', 'constructor', 'toString']);
    const [row] = JSON.parse(toJson(table));
    assert.deepEqual(Object.entries(row).slice(fixed.length), [
      ['__proto__', 1],
      ['constructor', 2],
      ['toString', 3],
    ]);
  });

  it('notes columns that differ in case alone', () => {
    assert.deepEqual(resultsOf('{"Loss": 1, "loss": 2}'), {
      cells: [
        ['Loss', 1],
        ['loss', 2],
      ],
      notes: ['The columns Loss and loss differ only in case: some programs treat them as the same column.'],
    });
  });

  it('includes small files in addition to one with thousands of values, and reports what is omitted', () => {
    const values = (prefix: string, count: number) =>
      JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i}`, i])));
    const table = tabulate([record(0, {}, { 'a.json': values('a', 1_900), 'b.json': values('b', 3) })]);
    assert.deepEqual(table.notes, []);
    const full = tabulate([record(0, {}, { 'a.json': values('a', 5_000), 'b.json': values('b', 3) })]);
    assert.deepEqual(
      full.columns.filter((title) => /^b\d/.test(title)),
      ['b0', 'b1', 'b2'],
    );
    assert.equal(full.kinds.filter((kind) => kind === 'result').length, 2_000);
    assert.deepEqual(full.notes, [
      'a.json of run-0 contains 5000 values, of which the first 2000 are shown.',
      'The results contain 2003 values; the table shows 2000 of them.',
    ]);
  });

  it('cuts text that no cell takes', () => {
    const table = tabulate([record(0, {}, { 'r.json': JSON.stringify({ log: 'x'.repeat(40_000), a: 1 }) })]);
    assert.equal(String(cellsOf(table, 'log')[0]).length, 32_001);
    assert.deepEqual(table.notes, ['r.json of run-0 contains long text, which is truncated.']);
  });

  it('reads numbers as JSON does, whatever is next to them', () => {
    const numbers = fc.array(
      fc.oneof(
        fc
          .double({ noNaN: true, noDefaultInfinity: true })
          .filter((value) => !Number.isInteger(value) || Number.isSafeInteger(value)),
        fc.maxSafeInteger(),
      ),
    );
    const beside = fc.constantFrom('plain', 'NaN', 'a 1e999 b', '12345678901234567890', 'say \\"NaN\\"');
    fc.assert(
      fc.property(numbers, beside, (values, text) => {
        const wanted = { ...Object.fromEntries(values.map((value, i) => [`n${i}`, value])), text };
        const { notes, values: found } = readDocument(JSON.stringify({ ...wanted, list: values }));
        assert.deepEqual(notes, ["contains lists, which aren't shown in the table: list"]);
        assert.deepEqual(
          Object.fromEntries(found),
          Object.fromEntries(Object.entries(JSON.parse(JSON.stringify(wanted)) as object)),
        );
      }),
    );
    const spelled =
      '{"a": NaN, "b": -Infinity, "c": 12345678901234567890, "d": 1e400, "e": -1.5e3, "f": 0.1234567890123456, "g": 1e-400}';
    assert.deepEqual(Object.fromEntries(readDocument(spelled).values), {
      a: 'NaN',
      b: '-Infinity',
      c: '12345678901234567890',
      d: '1e400',
      e: -1500,
      f: 0.1234567890123456,
      g: 0,
    });
  });
});
