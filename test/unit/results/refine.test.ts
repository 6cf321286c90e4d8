import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ResultsTable } from '../../../src/results/record';
import { finerGrid } from '../../../src/results/refine';
import type { Scalar } from '../../../src/results/scalar';

const tableOf = (rows: readonly (readonly (Scalar | undefined)[])[]): ResultsTable => ({
  columns: ['lr', 'batch', 'optimizer', 'accuracy'],
  kinds: ['parameter', 'parameter', 'parameter', 'result'],
  rows,
  notes: [],
});
const accuracy = { title: 'accuracy', goal: 'max' } as const;

describe('finerGrid', () => {
  it('goes half way to the neighbours of the best, by decade where values lie decades apart', () => {
    const table = tableOf([
      [0.001, 32, 'sgd', 0.5],
      [0.01, 64, 'adam', 0.9],
      [0.1, 128, 'sgd', 0.7],
    ]);
    assert.deepEqual(finerGrid(table, accuracy), [
      { parameter: 'lr', values: [0.0032, 0.01, 0.032] },
      { parameter: 'batch', values: [48, 64, 96] },
      { parameter: 'optimizer', values: ['adam'] },
    ]);
  });

  it('keeps what never varied, and has nothing beyond the edge of what was tried', () => {
    const table = tableOf([
      [0.1, 1, 'sgd', 0.9],
      [0.2, 1, 'sgd', 0.1],
    ]);
    assert.deepEqual(finerGrid(table, accuracy)?.slice(0, 2), [
      { parameter: 'lr', values: [0.1, 0.15] },
      { parameter: 'batch', values: [1] },
    ]);
  });

  it('leaves seeds as they are: they repeat runs', () => {
    const seeds = (titles: readonly string[], count: number): unknown =>
      finerGrid(
        {
          columns: [...titles, 'accuracy'],
          kinds: [...titles.map(() => 'parameter' as const), 'result'],
          rows: Array.from({ length: count }, (_, i) => [...titles.map(() => i * 10), i === 1 ? 0.9 : 0.5]),
          notes: [],
        },
        accuracy,
      )?.map(({ values }) => values);
    assert.deepEqual(seeds(['seed', 'data_seed', 'random_state', 'seeds', 'Seed'], 3), [
      [0, 10, 20],
      [0, 10, 20],
      [0, 10, 20],
      [5, 10, 15],
      [0, 10, 20],
    ]);
    // Ten are repetitions; more are a draw for each run.
    assert.deepEqual(seeds(['seed'], 10), [[0, 10, 20, 30, 40, 50, 60, 70, 80, 90]]);
    assert.deepEqual(seeds(['seed'], 11), [[10]]);
  });

  it('is never around a run that failed', () => {
    const table: ResultsTable = {
      columns: ['optimizer', 'state', 'accuracy'],
      kinds: ['parameter', 'outcome', 'result'],
      rows: [
        ['sgd', 'failed', 0.95],
        ['adam', 'succeeded', 0.9],
      ],
      notes: [],
    };
    assert.deepEqual(finerGrid(table, accuracy), [{ parameter: 'optimizer', values: ['adam'] }]);
    const failed = { ...table, rows: table.rows.slice(0, 1) };
    assert.equal(finerGrid(failed, accuracy), undefined);
  });

  it('is nothing where no run has the metric', () => {
    assert.equal(finerGrid(tableOf([[1, 1, 'sgd', undefined]]), accuracy), undefined);
  });

  it('stays between the values that were tried, and holds the best', () => {
    const rows = fc.array(
      fc.tuple(
        fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
        fc.integer({ min: -100, max: 100 }),
        fc.constant('sgd'),
        fc.double({ noNaN: true, min: 0, max: 1 }),
      ),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(rows, (all) => {
        const best = all.reduce((a, b) => (b[3] > a[3] ? b : a));
        for (const [place, key] of (finerGrid(tableOf(all), accuracy) ?? []).slice(0, 2).entries()) {
          const tried = all.map((row) => Number(row[place]));
          const values = key.values.map(Number);
          assert.ok(values.includes(Number(best[place])));
          assert.ok(values.every((value) => value >= Math.min(...tried) && value <= Math.max(...tried)));
          assert.deepEqual(
            values,
            [...new Set(values)].sort((a, b) => a - b),
          );
        }
      }),
    );
  });
});
