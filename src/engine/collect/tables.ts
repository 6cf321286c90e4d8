import { t } from '@vscode/l10n';
import { type RunRecord, tabulate, toCsv, toJson } from '../../results/record';
import type { StoredObject } from '../ports';
import type { RunView, SweepView } from '../view';
import type { ResultsFolder } from './folder';

export const csvName = 'results.csv';
export const jsonName = 'results.json';

/** Larger JSON results are data rather than findings, and stay out of the table. Bytes. */
const largestDocument = 5 * 1024 * 1024;

export interface CollectedFile {
  readonly run: string;
  /** Below the results folder. */
  readonly path: string;
  readonly object: StoredObject;
}

/** Writes the table of all runs beside their files, from what lies in the folder. Answers what could not be read. */
export async function writeTables(
  folder: ResultsFolder,
  view: SweepView,
  files: readonly CollectedFile[],
): Promise<readonly string[]> {
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
  for (const run of view.runs) {
    records.push(await recordOf(folder, run, byRun.get(run.name) ?? []));
  }
  const table = tabulate(records);
  await folder.writeText(csvName, toCsv(table));
  await folder.writeText(jsonName, toJson(table));
  return [...notes, ...table.notes];
}

async function recordOf(
  folder: ResultsFolder,
  run: RunView,
  files: readonly CollectedFile[],
): Promise<RunRecord> {
  const documents: { path: string; text: string }[] = [];
  for (const { path } of files) {
    if ((await folder.sizeOf(path)) === undefined) continue;
    documents.push({ path: path.slice(path.indexOf('/') + 1), text: await folder.readText(path) });
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
