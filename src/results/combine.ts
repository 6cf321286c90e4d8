import type { ColumnKind, ResultsTable } from './record';
import type { Scalar } from './scalar';

/** The results of one sweep among several. */
export interface SweepTable {
  readonly sweepId: string;
  readonly table: ResultsTable;
}

/**
 * Several sweeps as one table: every run keeps its row and gets a column that says its sweep, so runs of one name stay apart.
 * Columns of one title are one column. A single sweep is its own table.
 */
export function combineTables(sweeps: readonly SweepTable[]): ResultsTable {
  const [first] = sweeps;
  if (first !== undefined && sweeps.length === 1) return first.table;
  const kinds = new Map<string, ColumnKind>();
  for (const { table } of sweeps)
    for (const [place, title] of table.columns.entries())
      if (!kinds.has(title)) kinds.set(title, table.kinds[place] ?? 'result');
  const titles = inOrder(kinds);
  const sweepTitle = titleOfSweeps(kinds);
  const [name, ...others] = titles;
  return {
    columns: name === undefined ? [sweepTitle] : [name, sweepTitle, ...others],
    kinds:
      name === undefined
        ? ['sweep']
        : ['run', 'sweep', ...others.map((title) => kinds.get(title) ?? 'result')],
    rows: sweeps.flatMap(({ sweepId, table }) => {
      const places = titles.map((title) => table.columns.indexOf(title));
      return table.rows.map((row): readonly (Scalar | undefined)[] => {
        const [cell, ...cells] = places.map((place) => row[place]);
        return [cell, sweepId, ...cells];
      });
    }),
    notes: sweeps.flatMap(({ sweepId, table }) => table.notes.map((note) => `${sweepId}: ${note}`)),
  };
}

/** Title of the column that says a run's sweep; undefined in the table of a single one. */
export const sweepColumn = ({ columns, kinds }: ResultsTable): string | undefined =>
  columns[kinds.indexOf('sweep')];

/** What was tried before what came of it, as in the table of one sweep. */
function inOrder(kinds: ReadonlyMap<string, ColumnKind>): readonly string[] {
  const order: readonly ColumnKind[] = ['run', 'parameter', 'outcome', 'result'];
  return order.flatMap((kind) => [...kinds.keys()].filter((title) => kinds.get(title) === kind));
}

/** A parameter or a result may be called `sweep` too. */
function titleOfSweeps(taken: ReadonlyMap<string, ColumnKind>): string {
  let title = 'sweep';
  for (let next = 2; taken.has(title); next++) title = next === 2 ? 'run.sweep' : `run.sweep.${next}`;
  return title;
}
