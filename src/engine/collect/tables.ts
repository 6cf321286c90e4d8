import { t } from '@vscode/l10n';
import { toCsv } from '../../results/csv';
import type { RunCurves } from '../../results/curves/curve';
import { lastValues } from '../../results/curves/last-values';
import { toJson } from '../../results/json';
import { largestRead, readResult } from '../../results/read-result';
import type { ResultReading } from '../../results/reading';
import type { ResultsTable, RunRecord } from '../../results/record';
import { tabulate } from '../../results/tabulate';
import type { Store, StoredObject } from '../ports';
import type { RunView, SweepView } from '../view';
import type { ResultsFolder } from './folder';
import { csvName, jsonName } from './safe-path';
import { sideBySide } from './side-by-side';

const mebibyte = 1024 * 1024;
/** What columns of metrics are named by if a result file has another value of the same name. */
const metricsPath = 'metrics.jsonl';

/** Maximum number of files per run that the table reads; more are data. */
const mostDocuments = 100;

export interface CollectedFile {
  readonly run: string;
  /** Path below the results folder. */
  readonly path: string;
  readonly object: StoredObject;
  readonly store: Pick<Store, 'readText'>;
}

/** Content of a file of the record; undefined if it doesn't exist or no longer exists. */
export type Read = (file: CollectedFile) => Promise<ResultReading | undefined>;

const atOnce = 32;

/** Writes the table of all runs next to their files, from the files in the folder. Returns what could not be read. */
export async function writeTables(
  folder: ResultsFolder,
  view: SweepView,
  files: readonly CollectedFile[],
  metrics: ReadonlyMap<string, RunCurves>,
): Promise<readonly string[]> {
  const read: Read = async ({ object, path }) => {
    const text = await folder.readText(path, largestRead(object.key) ?? 0);
    return text === undefined ? undefined : readResult(object.key, text);
  };
  const table = await resultsTableOf(view, files, read, metrics);
  await folder.writeText(csvName, toCsv(table));
  await folder.writeText(jsonName, toJson(table));
  return table.notes;
}

/**
 * The table of all runs, from those of these files that it can read and that aren't too large.
 * @param metrics by the name of the run; the newest values are results, too
 */
export async function resultsTableOf(
  view: SweepView,
  files: readonly CollectedFile[],
  read: Read,
  metrics: ReadonlyMap<string, RunCurves> = new Map(),
): Promise<ResultsTable> {
  const notes: string[] = [];
  const byRun = new Map<string, CollectedFile[]>();
  for (const file of files) {
    const largest = largestRead(file.object.key);
    if (largest === undefined) continue;
    if (file.object.size > largest) {
      // Large text and CSV files are usually data, which users don't expect in the table.
      if (isJson(file)) notes.push(tooLarge(file, largest));
      continue;
    }
    const group = byRun.get(file.run);
    if (group === undefined) byRun.set(file.run, [file]);
    else group.push(file);
  }
  for (const [run, group] of byRun)
    if (group.sort(jsonFirst).splice(mostDocuments).length > 0)
      notes.push(t('{0} wrote many results; the table includes the first {1} files.', run, mostDocuments));
  const records: RunRecord[] = [];
  await sideBySide(view.runs.entries(), atOnce, async ([place, run]) => {
    records[place] = await recordOf(run, byRun.get(run.name) ?? [], read, metrics.get(run.name));
  });
  const table = tabulate(records, view.metric);
  return { ...table, notes: [...notes, ...table.notes] };
}

/** By its key, since a file can have another name on disk. */
const isJson = ({ object }: CollectedFile): boolean => /\.json$/i.test(object.key);

const jsonFirst = (a: CollectedFile, b: CollectedFile): number => Number(isJson(b)) - Number(isJson(a));

const tooLarge = ({ object, path }: CollectedFile, largest: number): string =>
  t(
    "{0} is {1} MiB: JSON of more than {2} MiB is treated as data and isn't read into the table. Collecting downloads the whole file.",
    path,
    (object.size / mebibyte).toFixed(1),
    largest / mebibyte,
  );

/** Only the parsed values of each file are kept, not its text, since a thousand runs wouldn't fit into memory at once. */
async function recordOf(
  run: RunView,
  files: readonly CollectedFile[],
  read: Read,
  curves: RunCurves | undefined,
): Promise<RunRecord> {
  const documents: { path: string; reading: ResultReading }[] = [];
  for (const file of files) {
    const reading = await read(file);
    if (reading !== undefined) documents.push({ path: file.path.slice(file.path.indexOf('/') + 1), reading });
  }
  // Last: a value of a result file keeps its plain name.
  if (curves !== undefined) documents.push({ path: metricsPath, reading: lastValues(curves) });
  const { accruedUsd, attempt, exitCode, index, instanceId, instanceType, name, parameters } = run;
  const hours = hoursOf(run);
  return {
    index,
    name,
    parameters,
    state: run.state,
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(attempt === undefined ? {} : { attempts: attempt }),
    ...(instanceId === undefined ? {} : { instanceId }),
    ...(instanceType === undefined ? {} : { instanceType }),
    ...(hours === undefined ? {} : { hours }),
    ...(accruedUsd === undefined ? {} : { cost: accruedUsd }),
    documents,
  };
}

/** Of all attempts of a run; undefined while the last one has not ended. */
function hoursOf({ earlier = [], endedAt, launchedAt, startedAt = launchedAt }: RunView): number | undefined {
  if (startedAt === undefined || endedAt === undefined) return undefined;
  const spans = [
    ...earlier.flatMap(({ endedAt: end, instance }) =>
      instance === undefined ? [] : { from: instance.startedAt, to: end ?? instance.goneAt },
    ),
    { from: startedAt, to: endedAt },
  ];
  return spans.reduce((sum, { from, to }) => sum + Math.max(0, to - from), 0) / 3_600_000;
}
