import assert from 'node:assert/strict';
import fc from 'fast-check';
import { rankRows } from '../../../src/results/rank';
import type { ResultsTable } from '../../../src/results/record';
import type { Scalar } from '../../../src/results/scalar';
import { type Selection, shownRows, tableOfRows, textOf } from '../../../src/results/selection';

const table: ResultsTable = {
  columns: ['name', 'accuracy', 'note'],
  kinds: ['run', 'result', 'result'],
  rows: [
    ['run-0', 0.5, 'relu'],
    ['run-1', 0.9, 'Relu6'],
    ['run-2', undefined, 'tanh'],
    ['run-3', 10, '10'],
    ['run-10', -1, undefined],
  ],
  notes: [],
};
const shown = (filters: Selection['filters'], more: Partial<Selection> = {}) =>
  shownRows(table, { filters, ...more });

describe('the rows that are shown', () => {
  for (const [filter, rows] of [
    ['>0.5', [1, 3]],
    ['>=0.5', [0, 1, 3]],
    ['<0.5', [4]],
    ['<=0.5', [0, 4]],
    ['=0.9', [1]],
    ['= 10.0', [3]],
    ['!=0.9', [0, 2, 3, 4]],
    ['  >  0.5  ', [1, 3]],
    ['0.', [0, 1]],
    ['>', [0, 1, 2, 3, 4]],
    ['', [0, 1, 2, 3, 4]],
    ['  ', [0, 1, 2, 3, 4]],
    ['>x', []],
  ] as const)
    it(`by accuracy ${JSON.stringify(filter)} are ${rows.join(', ') || 'none'}`, () =>
      assert.deepEqual(shown({ accuracy: filter }), rows));

  for (const [filter, rows] of [
    ['relu', [0, 1]],
    ['RELU', [0, 1]],
    ['=relu', [0]],
    ['!=relu', [1, 2, 3, 4]],
    ['=10', [3]],
    // A text is greater than no number.
    ['>5', []],
    ['h', [2]],
  ] as const)
    it(`by note ${JSON.stringify(filter)} are ${rows.join(', ') || 'none'}`, () =>
      assert.deepEqual(shown({ note: filter }), rows));

  it('pass every filter, and are picked in the plot', () => {
    assert.deepEqual(shown({ accuracy: '>0', note: 'relu' }), [0, 1]);
    assert.deepEqual(shown({ accuracy: '>0' }, { brushed: new Set([1, 4]) }), [1]);
    assert.deepEqual(shown({}, { brushed: new Set() }), []);
    // A column that is gone filters nothing.
    assert.deepEqual(shown({ gone: 'x' }), [0, 1, 2, 3, 4]);
  });

  it('follow the sort order, else the best first, else in the order of the sweep', () => {
    const metric = { title: 'accuracy', goal: 'min' } as const;
    assert.deepEqual(shown({}, { sort: { title: 'name', goal: 'min' }, metric }), [0, 1, 2, 3, 4]);
    assert.deepEqual(shown({}, { sort: { title: 'name', goal: 'max' } }), [4, 3, 2, 1, 0]);
    assert.deepEqual(shown({}, { metric }), [4, 0, 1, 3, 2]);
    assert.deepEqual(shown({}, { metric: { ...metric, goal: 'max' } }), [3, 1, 0, 4, 2]);
  });

  it('make a separate table', () => {
    assert.deepEqual(
      tableOfRows(table, [3, 0, 99]).rows.map(([name]) => name),
      ['run-3', 'run-0'],
    );
    assert.deepEqual(tableOfRows(table, []).columns, table.columns);
  });
});

describe('the rank of rows', () => {
  const ranked = (cells: readonly (Scalar | undefined)[], goal: 'max' | 'min') =>
    rankRows({ columns: ['x'], kinds: ['result'], rows: cells.map((cell) => [cell]), notes: [] }, 'x', goal);

  it('has numbers, then text as people sort it, then what is empty, and equals in the order of the sweep', () => {
    const cells = ['b10', 2, undefined, 'b9', 1, null, 2];
    assert.deepEqual(ranked(cells, 'max'), [1, 6, 4, 0, 3, 2, 5]);
    assert.deepEqual(ranked(cells, 'min'), [4, 1, 6, 3, 0, 2, 5]);
  });

  it('has every row once, and no number before a better one', () => {
    const cell = fc.option(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom('a', 'b')), {
      nil: undefined,
    });
    fc.assert(
      fc.property(fc.array(cell), (cells) => {
        const order = ranked(cells, 'max');
        assert.deepEqual(
          [...order].sort((a, b) => a - b),
          [...cells.keys()],
        );
        const numbers = order.map((row) => cells[row]).filter((one) => typeof one === 'number');
        assert.deepEqual(
          numbers,
          [...numbers].sort((a, b) => b - a),
        );
      }),
    );
  });
});

describe('a cell as it is shown', () => {
  for (const [cell, text] of [
    [undefined, ''],
    [null, 'null'],
    [true, 'true'],
    ['text', 'text'],
    [0.1 + 0.2, '0.3'],
    [1 / 3, '0.333333'],
    [123_456_789, '123456789'],
    [1_234_567.891, '1234570'],
    [1e-7, '1e-7'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [Number.NaN, 'NaN'],
    [-0.5, '-0.5'],
  ] as const)
    it(`${String(cell)} is ${JSON.stringify(text)}`, () => assert.equal(textOf(cell), text));
});
