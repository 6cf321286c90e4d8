import { t } from '@vscode/l10n';
import type { RunRecord } from './record';

/** Runs that a note names. */
const mostRuns = 3;

/** How the files were read, and what of them was not: one sentence for all runs of which the same is to be said. */
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
