import { t } from '@vscode/l10n';
import { toCsv } from '../../results/csv';
import { toJson } from '../../results/json';
import type { ResultsTable, RunRecord } from '../../results/record';
import { tabulate } from '../../results/tabulate';
import type { Store, StoredObject } from '../ports';
import type { RunView, SweepView } from '../view';
import type { ResultsFolder } from './folder';
import { sideBySide } from './side-by-side';

export const csvName = 'results.csv';
export const jsonName = 'results.json';

/** Larger JSON results are data rather than findings, and stay out of the table. Bytes. */
const largestDocument = 5 * 1024 * 1024;

export interface CollectedFile {
  readonly run: string;
  /** Below the results folder. */
  readonly path: string;
  readonly object: StoredObject;
  readonly store: Pick<Store, 'readText'>;
}

/** Text of a file of the record; undefined when it is not there (any more). */
export type ReadText = (file: CollectedFile) => Promise<string | undefined>;

const atOnce = 32;

/** Writes the table of all runs beside their files, from what lies in the folder. Answers what could not be read. */
export async function writeTables(
  folder: ResultsFolder,
  view: SweepView,
  files: readonly CollectedFile[],
): Promise<readonly string[]> {
  const table = await tableOf(view, files, async ({ path }) =>
    (await folder.sizeOf(path)) === undefined ? undefined : folder.readText(path),
  );
  await folder.writeText(csvName, toCsv(table));
  await folder.writeText(jsonName, toJson(table));
  return table.notes;
}

/** The table of all runs, from those of these files that are JSON and not too large. */
export async function tableOf(
  view: SweepView,
  files: readonly CollectedFile[],
  read: ReadText,
): Promise<ResultsTable> {
  const notes: string[] = [];
  const byRun = new Map<string, CollectedFile[]>();
  for (const file of files) {
    if (!/\.json$/i.test(file.path)) continue;
    if (file.object.size > largestDocument) {
      notes.push(t('{0} is too large to be shown in the table.', file.path));
      continue;
    }
    const group = byRun.get(file.run);
    if (group === undefined) byRun.set(file.run, [file]);
    else group.push(file);
  }
  const records: RunRecord[] = [];
  await sideBySide(view.runs.entries(), atOnce, async ([place, run]) => {
    records[place] = await recordOf(run, byRun.get(run.name) ?? [], read);
  });
  const table = tabulate(records);
  return { ...table, notes: [...notes, ...table.notes] };
}

async function recordOf(run: RunView, files: readonly CollectedFile[], read: ReadText): Promise<RunRecord> {
  const documents: { path: string; text: string }[] = [];
  for (const file of files) {
    const text = await read(file);
    if (text !== undefined) documents.push({ path: file.path.slice(file.path.indexOf('/') + 1), text });
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
