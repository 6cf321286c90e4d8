import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cellsOf, numericColumns } from '../../../src/results/column';
import { bestContender, bestFirst } from '../../../src/results/contender';
import { costPerPoint, withCostPerPoint } from '../../../src/results/economy';
import { effectOf, groupRows } from '../../../src/results/group';
import { byRepetition, groupedTable, isRepeated } from '../../../src/results/grouped-table';
import { likelyMetric } from '../../../src/results/metric';
import { heightOn, parallelCoordinates } from '../../../src/results/parallel';
import { bestRow, rankRows } from '../../../src/results/rank';
import type { ResultsTable } from '../../../src/results/record';
import { rivalOf } from '../../../src/results/rival';
import type { Scalar } from '../../../src/results/scalar';
import { isLogarithmic } from '../../../src/results/scale';

type Cell = Scalar | undefined;

/** A table of a parameter `p` and a result `m`. */
const tableOf = (rows: readonly (readonly [Cell, Cell])[]): ResultsTable => ({
  columns: ['p', 'm'],
  kinds: ['parameter', 'result'],
  rows,
  notes: [],
});
const cell: fc.Arbitrary<Cell> = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom('NaN', 'a', 'run-2', null, undefined, true),
);
const tables = fc.array(fc.tuple(cell, cell)).map(tableOf);
const goals = fc.constantFrom('max' as const, 'min' as const);

describe('rankRows and bestRow', () => {
  const table = tableOf([
    ['a', 0.5],
    ['b', undefined],
    ['c', 0.9],
    ['d', 'NaN'],
    ['e', 0.9],
    ['f', 0.1],
  ]);

  it('puts the best first, equals in order, rows without a value last', () => {
    assert.deepEqual(rankRows(table, 'm', 'min'), [5, 0, 2, 4, 3, 1]);
    assert.deepEqual(rankRows(table, 'm', 'max'), [2, 4, 0, 5, 3, 1]);
  });

  it('takes numbers alone for the best, and the first of equals', () => {
    assert.equal(bestRow(table, 'm', 'max'), 2);
    assert.equal(bestRow(table, 'm', 'min'), 5);
    assert.equal(bestRow(table, 'p', 'max'), undefined);
    assert.equal(bestRow(table, 'no such column', 'max'), undefined);
  });

  it('sorts text as people do', () => {
    const named = tableOf([
      ['run-10', 1],
      ['run-2', 1],
    ]);
    assert.deepEqual(rankRows(named, 'p', 'min'), [1, 0]);
  });

  it('keeps every row once, and the best is better than all', () => {
    fc.assert(
      fc.property(tables, goals, (any, goal) => {
        const order = rankRows(any, 'm', goal);
        assert.deepEqual(
          [...order].sort((a, b) => a - b),
          any.rows.map((_, place) => place),
        );
        const numbers = any.rows.flatMap((row) => (typeof row[1] === 'number' ? [row[1]] : []));
        const best = bestRow(any, 'm', goal);
        const value = best === undefined ? undefined : any.rows[best]?.[1];
        if (typeof value !== 'number') assert.equal(numbers.length, 0);
        // 0 is no better than −0, which Math.min would tell apart.
        else assert.ok(numbers.every((other) => (goal === 'max' ? other <= value : other >= value)));
      }),
    );
  });
});

describe('groupRows', () => {
  it('sums up a metric for each value', () => {
    const table = tableOf([
      [32, 1],
      [64, 5],
      [32, 3],
      [128, undefined],
    ]);
    assert.deepEqual(groupRows(table, 'p', 'm'), [
      { value: 32, rows: [0, 2], count: 2, mean: 2, min: 1, max: 3 },
      { value: 64, rows: [1], count: 1, mean: 5, min: 5, max: 5 },
      { value: 128, rows: [3], count: 0 },
    ]);
  });

  it('puts each row in one group, and each mean between its least and most', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const groups = groupRows(table, 'p', 'm');
        assert.deepEqual(
          groups.flatMap(({ rows }) => rows).sort((a, b) => a - b),
          table.rows.map((_, place) => place),
        );
        for (const { mean, min, max, count, rows } of groups) {
          assert.ok(count <= rows.length);
          if (count === 0) assert.deepEqual([mean, min, max], [undefined, undefined, undefined]);
          else
            assert.ok(
              mean !== undefined && min !== undefined && max !== undefined && min <= mean && mean <= max,
            );
        }
      }),
    );
  });
});

describe('groupedTable', () => {
  const table: ResultsTable = {
    columns: ['name', 'lr', 'opt', 'seed', 'acc'],
    kinds: ['run', 'parameter', 'parameter', 'parameter', 'result'],
    rows: [
      ['a', 0.1, 'adam', 0, 0.5],
      ['b', 0.1, 'adam', 1, 0.7],
      ['c', 0.2, 'adam', 0, 0.9],
      ['d', 0.2, 'adam', 1, undefined],
    ],
    notes: [],
  };
  const acc = { title: 'acc', goal: 'max' } as const;

  it('sums up runs that differ in a seed alone', () => {
    assert.ok(isRepeated(table));
    const { columns, rows } = groupedTable(table, byRepetition, acc);
    assert.deepEqual(columns, ['lr', 'runs', 'mean acc', 'std acc', 'min acc', 'max acc']);
    assert.deepEqual(
      rows.map((row) => row.map((cell) => (typeof cell === 'number' ? Number(cell.toFixed(6)) : cell))),
      [
        [0.1, 2, 0.6, 0.141421, 0.5, 0.7],
        [0.2, 2, 0.9, undefined, 0.9, 0.9],
      ],
    );
  });

  it('sums up by one column', () => {
    assert.deepEqual(groupedTable(table, 'seed', acc).rows[0]?.slice(0, 3), [0, 2, 0.7]);
    const one = { ...table, rows: table.rows.slice(0, 1) };
    assert.ok(!isRepeated(one));
  });
});

describe('effectOf', () => {
  it('has a point per run with both values, and means by rising value', () => {
    const effect = effectOf(
      tableOf([
        [0.1, 2],
        [0.01, 1],
        [0.1, 4],
        [0.5, 'NaN'],
        [undefined, 3],
      ]),
      'p',
      'm',
    );
    assert.deepEqual(effect, {
      parameter: 'p',
      metric: 'm',
      numeric: true,
      points: [
        { row: 0, x: 0.1, y: 2 },
        { row: 1, x: 0.01, y: 1 },
        { row: 2, x: 0.1, y: 4 },
      ],
      means: [
        { x: 0.01, mean: 1, count: 1 },
        { x: 0.1, mean: 3, count: 2 },
      ],
    });
  });

  it('keeps the order of the sweep where values are words', () => {
    const effect = effectOf(
      tableOf([
        ['sgd', 2],
        ['adam', 1],
      ]),
      'p',
      'm',
    );
    assert.deepEqual([effect.numeric, effect.means.map(({ x }) => x)], [false, ['sgd', 'adam']]);
  });
});

describe('the best among runs that did not fail', () => {
  const states = [
    'failed',
    'succeeded',
    'running',
    'stopped-early',
    'expired',
    'interrupted',
    'cancelled',
    'lost',
    'launch-failed',
  ];
  const withStates = (all: readonly string[]): ResultsTable => ({
    columns: ['state', 'outcome.state', 'm'],
    kinds: ['parameter', 'outcome', 'result'],
    rows: all.map((state, place) => ['succeeded', state, all.length - place]),
    notes: [],
  });

  it('is one that succeeded, runs or was stopped early; the others come last, in their order', () => {
    const metric = { title: 'm', goal: 'max' } as const;
    assert.equal(bestContender(withStates(states), metric), 1);
    assert.deepEqual(bestFirst(withStates(states), metric), [1, 2, 3, 0, 4, 5, 6, 7, 8]);
    assert.deepEqual(bestFirst(withStates(states), { ...metric, goal: 'min' }), [3, 2, 1, 8, 7, 6, 5, 4, 0]);
  });

  it('is none where all failed, and any where no state is known', () => {
    const metric = { title: 'm', goal: 'max' } as const;
    assert.equal(bestContender(withStates(['failed', 'lost']), metric), undefined);
    assert.equal(
      bestContender(
        tableOf([
          ['a', 1],
          ['b', 2],
        ]),
        metric,
      ),
      1,
    );
  });
});

describe('parallelCoordinates', () => {
  it('scales numbers, spreads learning rates by decade, and places words', () => {
    const table: ResultsTable = {
      columns: ['lr', 'size', 'optimizer', 'empty'],
      kinds: ['parameter', 'parameter', 'parameter', 'result'],
      rows: [
        [0.001, 32, 'sgd', undefined],
        [0.01, 64, 'adam', undefined],
        [0.1, 128, 'sgd', undefined],
      ],
      notes: [],
    };
    const { axes, lines } = parallelCoordinates(table, ['lr', 'size', 'optimizer', 'empty', 'none']);
    assert.deepEqual(axes, [
      { title: 'lr', scale: 'log', min: 0.001, max: 0.1 },
      { title: 'size', scale: 'linear', min: 32, max: 128 },
      { title: 'optimizer', scale: 'category', values: ['sgd', 'adam'] },
    ]);
    assert.deepEqual(
      lines.map(({ heights }) => heights.map((height) => Math.round((height ?? Number.NaN) * 1000) / 1000)),
      [
        [0, 0, 0],
        [0.5, 0.333, 1],
        [1, 1, 0],
      ],
    );
  });

  it('keeps every line between foot and top', () => {
    fc.assert(
      fc.property(tables, (table) =>
        parallelCoordinates(table, ['p', 'm']).lines.every(({ heights }) =>
          heights.every((height) => height === undefined || (height >= 0 && height <= 1)),
        ),
      ),
    );
  });

  it('has a place for the smallest and the widest numbers', () => {
    for (const most of [Number.MIN_VALUE, Number.MAX_VALUE]) {
      const axis = {
        title: 'm',
        scale: 'linear',
        min: most === Number.MIN_VALUE ? 0 : -most,
        max: most,
      } as const;
      assert.deepEqual([heightOn(axis, axis.min), heightOn(axis, axis.max)], [0, 1]);
    }
  });
});

describe('the metric that runs are judged by', () => {
  const pick = (columns: readonly string[], ...rows: readonly (readonly Cell[])[]): unknown =>
    likelyMetric({ columns, kinds: columns.map(() => 'result'), rows, notes: [] });

  it('is one with a known name, whatever is before it', () => {
    assert.deepEqual(pick(['epochs', 'val_loss'], [1, 0.5], [2, 0.4]), { title: 'val_loss', goal: 'min' });
    assert.deepEqual(pick(['lr', 'x', 'mcc'], [1, 2, 0.5], [2, 1, 0.4]), { title: 'mcc', goal: 'max' });
  });

  it('is measured on validation data rather than on test data, rather than on training data', () => {
    assert.deepEqual(pick(['train/loss', 'val/loss'], [1, 3], [2, 4]), { title: 'val/loss', goal: 'min' });
    assert.deepEqual(pick(['train_acc', 'test_acc'], [1, 3], [2, 4]), { title: 'test_acc', goal: 'max' });
    assert.deepEqual(pick(['test_acc', 'eval_loss'], [1, 3], [2, 4]), { title: 'eval_loss', goal: 'min' });
    assert.deepEqual(pick(['train/acc', 'loss'], [1, 3], [2, 4]), { title: 'loss', goal: 'min' });
  });

  it('is what was reached rather than what it took', () => {
    assert.deepEqual(pick(['elapsed', 'f1'], [1, 3], [2, 4]), { title: 'f1', goal: 'max' });
    assert.deepEqual(pick(['elapsed', 'n_rows'], [1, 3], [2, 4]), { title: 'elapsed', goal: 'min' });
  });

  it('is a guess where no name is known: the first that differs between runs', () => {
    assert.deepEqual(pick(['a', 'b'], [1, 3], [1, 4]), { title: 'b', goal: 'max', guess: 'goal' });
    assert.deepEqual(pick(['seconds', 'b'], [1, 3], [2, 4]), { title: 'b', goal: 'max', guess: 'goal' });
    assert.deepEqual(pick(['loss/accuracy'], [1], [2]), {
      title: 'loss/accuracy',
      goal: 'max',
      guess: 'goal',
    });
    assert.equal(pick(['a'], ['text']), undefined);
  });

  it('never is a parameter', () => {
    assert.deepEqual(likelyMetric(tableOf([[1, 2]])), { title: 'm', goal: 'max', guess: 'goal' });
  });

  it('is that of the sweep file, even if a column is named after its file', () => {
    const table = (columns: readonly string[]): ResultsTable => ({
      columns,
      kinds: columns.map(() => 'result'),
      rows: [[1, 2, 3]],
      notes: [],
      metric: { name: 'distance', goal: 'max' },
    });
    const judged = (...columns: readonly string[]): unknown => likelyMetric(table(columns));
    assert.deepEqual(judged('acc', 'distance'), { title: 'distance', goal: 'max' });
    assert.deepEqual(judged('acc', 'm.distance'), { title: 'm.distance', goal: 'max' });
    assert.deepEqual(judged('acc', 'a.distance', 'b.distance'), {
      title: 'acc',
      goal: 'max',
      guess: 'column',
    });
    assert.deepEqual(judged('acc'), { title: 'acc', goal: 'max', guess: 'column' });
  });

  it('names no run the best where it is a guess', () => {
    const table = tableOf([
      ['a', 1],
      ['b', 2],
    ]);
    assert.equal(bestContender(table, { title: 'm', goal: 'max' }), 1);
    assert.equal(bestContender(table, { title: 'm', goal: 'max', guess: 'goal' }), undefined);
    assert.equal(bestContender(table, { title: 'm', goal: 'max', guess: 'column' }), undefined);
  });

  it('may have a rival by which another run is the best', () => {
    const table = (...rows: readonly (readonly Cell[])[]): ResultsTable => ({
      columns: ['val/acc', 'train/loss', 'val/loss', 'elapsed'],
      kinds: ['result', 'result', 'result', 'result'],
      rows,
      notes: [],
    });
    const metric = { title: 'val/acc', goal: 'max' } as const;
    assert.deepEqual(rivalOf(table([0.9, 1, 0.2, 1], [0.8, 0.5, 0.1, 2]), metric), {
      metric: { title: 'val/loss', goal: 'min' },
      row: 1,
    });
    assert.equal(rivalOf(table([0.9, 1, 0.1, 9], [0.8, 0.5, 0.1, 2]), metric), undefined);
  });
});

describe('costPerPoint', () => {
  it('divides cost by what it bought', () => {
    const table: ResultsTable = {
      columns: ['cost_usd', 'm'],
      kinds: ['outcome', 'result'],
      rows: [
        [0.5, 2],
        [undefined, 2],
        [0.5, 0],
        [0.5, 'NaN'],
      ],
      notes: [],
    };
    assert.deepEqual(costPerPoint(table, { title: 'm', goal: 'max' }), [
      0.25,
      undefined,
      undefined,
      undefined,
    ]);
    const wider = withCostPerPoint(table, { title: 'm', goal: 'max' });
    assert.deepEqual(wider.columns, ['cost_usd', 'm', 'usd_per_point']);
    assert.deepEqual(wider.kinds, ['outcome', 'result', 'outcome']);
    assert.deepEqual(cellsOf(wider, 'usd_per_point'), [0.25, undefined, undefined, undefined]);
    // What a point of loss costs is no figure that anyone wants to be low.
    assert.equal(withCostPerPoint(table, { title: 'm', goal: 'min' }), table);
  });

  it('adds no column where nothing has a price, nothing is measured, or one is called so', () => {
    const free: ResultsTable = {
      columns: ['cost_usd', 'm'],
      kinds: ['outcome', 'result'],
      rows: [[0, 2]],
      notes: [],
    };
    const taken: ResultsTable = { ...free, columns: ['usd_per_point', 'm'] };
    assert.equal(withCostPerPoint(free, { title: 'm', goal: 'max' }), free);
    assert.equal(withCostPerPoint(free, undefined), free);
    assert.equal(withCostPerPoint(taken, { title: 'm', goal: 'max' }), taken);
  });
});

describe('numericColumns', () => {
  it('lists columns with at least one number', () => {
    assert.deepEqual(
      numericColumns(
        tableOf([
          ['a', undefined],
          ['b', 2],
        ]),
      ),
      ['m'],
    );
    assert.deepEqual(numericColumns(tableOf([['a', 'NaN']])), []);
  });
});

describe('isLogarithmic', () => {
  it('is for values tried by decades, not for draws spread evenly', () => {
    const decades = [0.0001, 0.001, 0.01, 0.1];
    const uniform = Array.from({ length: 50 }, (_, i) => 0.004 + i * 0.01);
    assert.deepEqual(
      [
        decades,
        [1e-5, 3e-5, 1e-4, 1e-3],
        uniform,
        [0.001, 0.1],
        [0, 0.01, 1],
        [-1, 1, 100],
        [],
        [1, 2, 3],
      ].map(isLogarithmic),
      [true, true, false, false, false, false, false, false],
    );
  });
});
