import { t } from '@vscode/l10n';
import type { RunView } from '../view';

/** Maximum number of runs that a note names. */
const mostRuns = 5;

/**
 * The output of jobs that collecting doesn't download, one sentence per kind.
 *
 * @param kept names of runs whose files were already fetched to this machine over ssh
 */
export function remainNotes(runs: readonly RunView[], kept: ReadonlySet<string>): readonly string[] {
  const lost = runs.filter(
    ({ instance, name, remains }) =>
      (remains?.unsent ?? 0) > 0 && instance?.state !== 'running' && !kept.has(name),
  );
  const careless = runs.filter(({ remains }) => (remains?.uncollected ?? 0) > 0);
  const files = careless.reduce((sum, { remains }) => sum + (remains?.uncollected ?? 0), 0);
  return [
    ...(lost.length === 0
      ? []
      : [
          t(
            "Some results of {0} couldn't be uploaded and were not collected while their instances were running. Their logs list them.",
            named(lost),
          ),
        ]),
    ...(careless.length === 0
      ? []
      : [
          t(
            "The scripts of {0} left {1} files that `results` doesn't include and that are not collected. Their logs list them.",
            named(careless),
            files,
          ),
        ]),
  ];
}

function named(runs: readonly RunView[]): string {
  const shown = runs
    .slice(0, mostRuns)
    .map(({ name }) => name)
    .join(', ');
  return runs.length > mostRuns ? t('{0} and {1} more runs', shown, runs.length - mostRuns) : shown;
}
