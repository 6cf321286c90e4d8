import { t } from '@vscode/l10n';
import { toCsv } from '../../results/csv';
import { type DocumentReading, readDocument } from '../../results/document';
import { toJson } from '../../results/json';
import type { ResultsTable, RunRecord } from '../../results/record';
import { tabulate } from '../../results/tabulate';
import type { Store, StoredObject } from '../ports';
import type { RunView, SweepView } from '../view';
import type { ResultsFolder } from './folder';
import { sideBySide } from './side-by-side';

export const csvName = 'results.csv';
export const jsonName = 'results.json';

const mebibyte = 1024 * 1024;

/** Larger JSON results are data rather than findings, and stay out of the table. Bytes. */
const largestDocument = 5 * mebibyte;

/** JSON files of one run that the table reads; more are data too. */
const mostDocuments = 100;

export interface CollectedFile {
  readonly run: string;
  /** Below the results folder. */
  readonly path: string;
  readonly object: StoredObject;
  readonly store: Pick<Store, 'readText'>;
}

/** What a file of the record says; undefined when it is not there (any more). */
export type Read = (file: CollectedFile) => Promise<DocumentReading | undefined>;

const atOnce = 32;

/** Writes the table of all runs beside their files, from what lies in the folder. Answers what could not be read. */
export async function writeTables(
  folder: ResultsFolder,
  view: SweepView,
  files: readonly CollectedFile[],
): Promise<readonly string[]> {
  const table = await tableOf(view, files, async ({ path }) =>
    (await folder.sizeOf(path)) === undefined ? undefined : readDocument(await folder.readText(path)),
  );
  await folder.writeText(csvName, toCsv(table));
  await folder.writeText(jsonName, toJson(table));
  return table.notes;
}

/** The table of all runs, from those of these files that are JSON and not too large. */
export async function tableOf(
  view: SweepView,
  files: readonly CollectedFile[],
  read: Read,
): Promise<ResultsTable> {
  const notes: string[] = [];
  const byRun = new Map<string, CollectedFile[]>();
  for (const file of files) {
    if (!/\.json$/i.test(file.path)) continue;
    if (file.object.size > largestDocument) {
      notes.push(
        t(
          '{0} has {1} MiB: JSON of more than {2} MiB is taken for data and not read into the table. Collecting brings the whole file.',
          file.path,
          (file.object.size / mebibyte).toFixed(1),
          largestDocument / mebibyte,
        ),
      );
      continue;
    }
    const group = byRun.get(file.run);
    if (group === undefined) byRun.set(file.run, [file]);
    else group.push(file);
  }
  for (const [run, group] of byRun)
    if (group.splice(mostDocuments).length > 0)
      notes.push(t('{0} wrote many JSON files; the table has the first {1}.', run, mostDocuments));
  const records: RunRecord[] = [];
  await sideBySide(view.runs.entries(), atOnce, async ([place, run]) => {
    records[place] = await recordOf(run, byRun.get(run.name) ?? [], read);
  });
  const table = tabulate(records, view.metric);
  return { ...table, notes: [...notes, ...table.notes] };
}

/** Of each file only what it says is kept, not its text: a thousand runs are not all in memory at once. */
async function recordOf(run: RunView, files: readonly CollectedFile[], read: Read): Promise<RunRecord> {
  const documents: { path: string; reading: DocumentReading }[] = [];
  for (const file of files) {
    const reading = await read(file);
    if (reading !== undefined) documents.push({ path: file.path.slice(file.path.indexOf('/') + 1), reading });
  }
  const { accruedUsd, endedAt, exitCode, index, instanceId, instanceType, launchedAt, name, parameters } =
    run;
  return {
    index,
    name,
    parameters,
    state: run.state,
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(instanceId === undefined ? {} : { instanceId }),
    ...(instanceType === undefined ? {} : { instanceType }),
    ...(launchedAt === undefined || endedAt === undefined
      ? {}
      : { hours: Math.max(0, endedAt - launchedAt) / 3_600_000 }),
    ...(accruedUsd === undefined ? {} : { cost: accruedUsd }),
    documents,
  };
}
