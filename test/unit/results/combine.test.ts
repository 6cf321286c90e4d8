import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cellsOf } from '../../../src/results/column';
import { combineTables } from '../../../src/results/combine';
import type { ResultsTable } from '../../../src/results/record';
import { tabulate } from '../../../src/results/tabulate';
import { record } from './fixtures';

const tableOf = (lrs: readonly string[], extra: Record<string, number> = {}): ResultsTable =>
  tabulate(
    lrs.map((lr, i) => record(i, { lr }, { 'r.json': JSON.stringify({ accuracy: i / 10, ...extra }) })),
  );

describe('several sweeps in one table', () => {
  it('keep runs of one name apart, each next to its sweep', () => {
    const table = combineTables([
      { sweepId: 'sweep-a', table: tableOf(['0.1', '0.2']) },
      { sweepId: 'sweep-b', table: tableOf(['0.1'], { loss: 3 }) },
    ]);
    assert.deepEqual(table.columns, [
      'name',
      'sweep',
      'lr',
      'state',
      'exit_code',
      'instance_id',
      'instance_type',
      'hours',
      'cost_usd',
      'accuracy',
      'loss',
    ]);
    assert.deepEqual(table.kinds.slice(0, 3), ['run', 'sweep', 'parameter']);
    assert.deepEqual(
      table.rows.map((row) => [row[0], row[1], row[2], row[9], row[10]]),
      [
        ['run-0', 'sweep-a', 0.1, 0, undefined],
        ['run-1', 'sweep-a', 0.2, 0.1, undefined],
        ['run-0', 'sweep-b', 0.1, 0, 3],
      ],
    );
  });

  it('meet where only one of them needs the names of files', () => {
    const runs = (...files: readonly Readonly<Record<string, string>>[]): ResultsTable =>
      tabulate(files.map((each, index) => record(index, {}, each)));
    const metrics = { 'metrics.json': '{"accuracy": 0.9}' };
    const old = { 'metrics.json': '{"accuracy": 0.8}', 'old.json': '{"accuracy": 0.1}' };
    const table = combineTables([
      { sweepId: 'sweep-a', table: runs(metrics) },
      { sweepId: 'sweep-b', table: runs(old) },
    ]);
    assert.deepEqual(table.columns.slice(-2), ['metrics.accuracy', 'old.accuracy']);
    assert.deepEqual(
      table.rows.map((row) => row.slice(-2)),
      [
        [0.9, undefined],
        [0.8, 0.1],
      ],
    );
  });

  it('are a single sweep’s own table, and name the sweep of each note otherwise', () => {
    const table = { ...tableOf(['1']), notes: ['x is not JSON.'] };
    assert.equal(combineTables([{ sweepId: 'sweep-a', table }]), table);
    assert.deepEqual(
      combineTables([
        { sweepId: 'sweep-a', table },
        { sweepId: 'sweep-b', table: tableOf(['1']) },
      ]).notes,
      ['sweep-a: x is not JSON.'],
    );
    assert.deepEqual(combineTables([]).rows, []);
  });

  it('have a column for the sweep whatever the others are called', () => {
    const own = (key: string) => ({ sweepId: key, table: tabulate([record(0, { [key]: '1' })]) });
    assert.equal(combineTables([own('sweep'), own('run.sweep')]).columns[1], 'run.sweep.3');
  });

  it('lose no cell', () => {
    const cell = fc.constantFrom('1', '2', 'x');
    const sweep = fc.array(fc.dictionary(fc.constantFrom('a', 'b', 'name', 'sweep', '__proto__'), cell), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(fc.array(sweep, { minLength: 2, maxLength: 3 }), (sweeps) => {
        const tables = sweeps.map((runs, i) => ({
          sweepId: `s${i}`,
          table: tabulate(runs.map((parameters, index) => record(index, parameters))),
        }));
        const whole = combineTables(tables);
        for (const title of new Set(tables.flatMap(({ table }) => table.columns)))
          assert.deepEqual(
            cellsOf(whole, title),
            tables.flatMap(({ table }) =>
              table.columns.includes(title) ? cellsOf(table, title) : table.rows.map(() => undefined),
            ),
          );
      }),
    );
  });
});
