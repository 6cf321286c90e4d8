import { t } from '@vscode/l10n';
import type { RunRecord } from './record';

/** The maximum number of runs that a note names. */
const mostRuns = 3;

/** Notes about how files were read and which parts were skipped: one sentence for all runs with the same note. */
export function notesOnFiles(records: readonly RunRecord[]): readonly string[] {
  const runsOf = new Map<string, { readonly path: string; readonly note: string; readonly runs: string[] }>();
  for (const { documents, name } of records)
    for (const { path, reading } of documents)
      for (const note of reading.notes) {
        const key = `${path}\n${note}`;
        const known = runsOf.get(key);
        if (known === undefined) runsOf.set(key, { path, note, runs: [name] });
        else known.runs.push(name);
      }
  return [...runsOf.values()].map(({ note, path, runs }) => t('{0} of {1} {2}.', path, named(runs), note));
}

function named(runs: readonly string[]): string {
  const shown = runs.slice(0, mostRuns).join(', ');
  return runs.length > mostRuns ? t('{0} and {1} more runs', shown, runs.length - mostRuns) : shown;
}
