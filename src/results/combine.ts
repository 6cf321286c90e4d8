import type { ColumnKind, ResultsTable } from './record';
import type { Scalar } from './scalar';

/** The results of one sweep among several. */
export interface SweepTable {
  readonly sweepId: string;
  readonly table: ResultsTable;
}

/**
 * Combines several sweeps in one table: every run keeps its row and gets a column with its sweep, so that runs with the
 * same name are distinct. Columns with the same title become one column. The table of a single sweep doesn't change.
 */
export function combineTables(given: readonly SweepTable[]): ResultsTable {
  const [only, second] = given;
  if (only !== undefined && second === undefined) return only.table;
  const sweeps = meeting(given);
  const kinds = new Map<string, ColumnKind>();
  for (const { table } of sweeps)
    for (const [place, title] of table.columns.entries())
      if (!kinds.has(title)) kinds.set(title, table.kinds[place] ?? 'result');
  const titles = inOrder(kinds);
  const sweepTitle = titleOfSweeps(kinds);
  const [name, ...others] = titles;
  // Several sweeps are compared by one metric: the first one that a sweep file names.
  const metric = sweeps.find(({ table }) => table.metric !== undefined)?.table.metric;
  return {
    ...(metric === undefined ? {} : { metric }),
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

/** If one sweep has a column named by its key alone and another by file and key, both get the same title: `metrics.accuracy`. */
function meeting(sweeps: readonly SweepTable[]): readonly SweepTable[] {
  const used = new Set(sweeps.flatMap(({ table }) => table.columns));
  return sweeps.map(({ sweepId, table }) => ({
    sweepId,
    table: {
      ...table,
      columns: table.columns.map((title, place) => {
        const qualified = table.qualified?.[place] ?? title;
        return used.has(qualified) && !table.columns.includes(qualified) ? qualified : title;
      }),
    },
  }));
}

/** Title of the column with a run's sweep; undefined in the table of a single sweep. */
export const sweepColumn = ({ columns, kinds }: ResultsTable): string | undefined =>
  columns[kinds.indexOf('sweep')];

/** Parameters before results, as in the table of one sweep. */
function inOrder(kinds: ReadonlyMap<string, ColumnKind>): readonly string[] {
  const order: readonly ColumnKind[] = ['run', 'parameter', 'outcome', 'result'];
  return order.flatMap((kind) => [...kinds.keys()].filter((title) => kinds.get(title) === kind));
}

/** A parameter or a result can also be named `sweep`. */
function titleOfSweeps(taken: ReadonlyMap<string, ColumnKind>): string {
  let title = 'sweep';
  for (let next = 2; taken.has(title); next++) title = next === 2 ? 'run.sweep' : `run.sweep.${next}`;
  return title;
}
