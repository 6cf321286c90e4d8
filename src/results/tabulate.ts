import { t } from '@vscode/l10n';
import { likelyMetric } from './metric';
import { notesOnFiles } from './notes';
import { isNumeral } from './number';
import type { ColumnKind, ResultsTable, RunRecord } from './record';
import { type Column, type ColumnSource, columnsOf } from './result-columns';
import type { Scalar } from './scalar';

/** Results have fewer columns; more would be data, and a table that no program opens. */
const mostColumns = 2_000;

type Values = ReadonlyMap<string, Scalar>;

/** One row per run: name, parameters, outcome, and the values of its result files. */
export function tabulate(
  records: readonly RunRecord[],
  metric?: NonNullable<ResultsTable['metric']>,
): ResultsTable {
  const ordered = [...records].sort((a, b) => a.index - b.index);
  const notes = [...notesOnFiles(ordered)];
  const found = ordered.map(valuesOf);
  const columns = [
    column('name', 'run', ordered, (record) => record.name),
    ...parameterColumns(ordered),
    column('state', 'outcome', ordered, (record) => record.state),
    column('exit_code', 'outcome', ordered, (record) => record.exitCode),
    ...(ordered.some(({ attempts }) => attempts !== undefined)
      ? [column('attempts', 'outcome', ordered, (record) => record.attempts ?? 1)]
      : []),
    column('instance_id', 'outcome', ordered, (record) => record.instanceId),
    column('instance_type', 'outcome', ordered, (record) => record.instanceType),
    column('hours', 'outcome', ordered, (record) => sixDigits(record.hours)),
    column('cost_usd', 'outcome', ordered, (record) => sixDigits(record.cost)),
  ];
  const titled = withUniqueTitles([...columns, ...newResultColumns(found, columns, notes)]);
  notes.push(...notesOnCase(titled.map(({ title }) => title)));
  const table = {
    columns: titled.map(({ title }) => title),
    kinds: titled.map(({ kind }) => kind),
    rows: ordered.map((_, row) => titled.map(({ cells }) => cells[row])),
    notes,
    ...(titled.some(({ qualified }) => qualified !== undefined)
      ? { qualified: titled.map(({ qualified, title }) => qualified ?? title) }
      : {}),
    ...(metric === undefined ? {} : { metric }),
  };
  if (metric !== undefined && likelyMetric(table)?.guess === 'column')
    notes.push(t('The sweep file ranks runs by {0}, which no run has written.', metric.name));
  return table;
}

/** A measured or calculated number, without the noise of its last digits. */
const sixDigits = (value: number | undefined): number | undefined =>
  value === undefined ? undefined : Number(value.toPrecision(6));

function column(
  title: string,
  kind: ColumnKind,
  records: readonly RunRecord[],
  cellOf: (record: RunRecord) => Scalar | undefined,
): Column {
  return { title, kind, cells: records.map(cellOf) };
}

/** Parameters are text. A column contains numbers if every run's value is a number. */
function parameterColumns(records: readonly RunRecord[]): readonly Column[] {
  const textOf = (record: RunRecord, key: string): string | undefined =>
    Object.hasOwn(record.parameters, key) ? record.parameters[key] : undefined;
  return [...new Set(records.flatMap((record) => Object.keys(record.parameters)))].map((key) => {
    const texts = records.map((record) => textOf(record, key));
    const numeric = texts.every((text) => text === undefined || isNumeral(text));
    const cells = texts.map((text) => (text !== undefined && numeric ? Number(text) : text));
    return { title: key, kind: 'parameter', cells };
  });
}

/** The content of each run's files, by path. */
const valuesOf = (record: RunRecord): ReadonlyMap<string, Values> =>
  new Map(
    [...record.documents]
      .sort((a, b) => (a.path < b.path ? -1 : 1))
      .map(({ path, reading }) => [path, reading.values]),
  );

/** Columns for the files' values, named by the key alone if it is unambiguous for each run. */
function newResultColumns(
  found: readonly ReadonlyMap<string, Values>[],
  known: readonly Column[],
  notes: string[],
): readonly Column[] {
  const paths = [...new Set(found.flatMap((files) => [...files.keys()]))].sort();
  const twins = new Map(known.map((each) => [each.title, each]));
  const keysOf = new Map(
    paths.map((path) => [path, [...new Set(found.flatMap((files) => [...(files.get(path)?.keys() ?? [])]))]]),
  );
  const shown = withinRoom(keysOf);
  const count = [...keysOf.values()].reduce((sum, keys) => sum + keys.length, 0);
  if (count > mostColumns)
    notes.push(t('The results contain {0} values; the table shows {1} of them.', count, mostColumns));
  const byKey = new Map<string, ColumnSource[]>();
  for (const path of paths)
    for (const key of shown.get(path) ?? []) {
      const source = { path, cells: found.map((files) => files.get(path)?.get(key)) };
      const others = byKey.get(key);
      if (others === undefined) byKey.set(key, [source]);
      else others.push(source);
    }
  return [...byKey].flatMap(([key, sources]) => columnsOf(key, sources, twins.get(key)));
}

/** Up to the maximum number of columns. Files with few values are first, so that one with thousands doesn't displace them. */
function withinRoom(keysOf: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly string[]> {
  let room = mostColumns;
  return new Map(
    [...keysOf]
      .sort(([, a], [, b]) => a.length - b.length)
      .map(([path, keys]) => {
        const shown = keys.slice(0, room);
        room -= shown.length;
        return [path, shown];
      }),
  );
}

/** The first column keeps its title; a later one with the same title gets its kind as a prefix, and a number if that is taken too. */
function withUniqueTitles(columns: readonly Column[]): readonly Column[] {
  const taken = new Set<string>();
  return columns.map((each) => {
    let title = each.title;
    if (taken.has(title)) title = `${each.kind}.${each.title}`;
    for (let next = 2; taken.has(title); next++) title = `${each.kind}.${each.title}.${next}`;
    taken.add(title);
    return { ...each, title };
  });
}

function notesOnCase(titles: readonly string[]): readonly string[] {
  const seen = new Map<string, string>();
  return titles.flatMap((title) => {
    const twin = seen.get(title.toLowerCase());
    seen.set(title.toLowerCase(), twin ?? title);
    return twin === undefined
      ? []
      : [
          t(
            'The columns {0} and {1} differ only in case: some programs treat them as the same column.',
            twin,
            title,
          ),
        ];
  });
}
