import { join } from 'node:path';
import { t } from '@vscode/l10n';
import { folderOfRun } from '../../engine/collect/safe-path';
import { shellWord } from '../../engine/connect/shell-word';
import type { CollectedOfRun, CollectOutcome } from '../../engine/engine';
import type { RunView, SweepView } from '../../engine/view';
import { counted } from './counted';
import { plain } from './plain';
import { hasEnded, stateOf } from './run-state';

const nothing: CollectedOfRun = { files: 0, log: false };

/** The collected results of one run of a sweep. */
export interface CollectedRun {
  readonly run: RunView;
  readonly files: number;
  readonly log: boolean;
}

/** The outcome of each run, in the order of the file. */
export const collectedRuns = ({
  ofRuns,
  view,
}: Pick<CollectOutcome, 'ofRuns' | 'view'>): readonly CollectedRun[] =>
  view.runs.map((run) => ({ run, ...(ofRuns.get(run.name) ?? nothing) }));

/** Its job has ended, and its results are in the folder. */
export const hasResults = ({ files, run }: CollectedRun): boolean => files > 0 && hasEnded(run);

/**
 * A line for each run. Only a successful run whose results were collected gets a check mark. A successful run without
 * results, such as one that writes to S3 itself, gets neither a check mark nor a cross.
 * @param output folder as the user wrote it
 */
export function renderCollected(runs: readonly CollectedRun[], output: string): readonly string[] {
  return runs.map((one) => {
    const { files, log, run } = one;
    const id = run.instanceId === undefined ? '' : ` (${run.instanceId})`;
    const folder = files > 0 || log ? ` → ${join(output, folderOfRun(run.name))}/` : '';
    return `  ${markOf(one)} ${plain(run.name)}${id}${folder}  ${whatCame(one)}`;
  });
}

function markOf(one: CollectedRun): string {
  if (!hasEnded(one.run)) return '…';
  if (one.run.state !== 'succeeded') return '✗';
  return hasResults(one) ? '✓' : '–';
}

/** `2 files`, `failed (exit 3), log only`, `still running, 1 file so far` */
function whatCame({ files, log, run }: CollectedRun): string {
  const count = counted(files, t('1 file'), t('{0} files', files));
  const what = files > 0 ? count : log ? t('log only') : t('nothing');
  if (!hasEnded(run))
    return files > 0 || log
      ? t('still {0}, {1} so far', plain(run.state), what)
      : t('still {0}, nothing yet', plain(run.state));
  return run.state === 'succeeded' ? what : `${plain(stateOf(run))}, ${what}`;
}

/** The same for programs. */
export const collectedJson = ({ files, log, run }: CollectedRun): unknown => ({
  index: run.index,
  name: run.name,
  state: run.state,
  exit_code: run.exitCode ?? null,
  files,
  log,
});

/** Why there are no results: a sentence. */
export function noResults({ finished, id, runs }: SweepView, flags: string): string {
  if (!finished) return t('No run has written results yet. Collect again when jobs have ended.');
  const [first] = runs;
  const log =
    first === undefined
      ? ''
      : `\n${t('Show a log: {0}', `spawn logs ${plain(id)} ${shellWord(plain(first.name))}${flags}`)}`;
  return `${t('No run wrote results. Spawn collects the files that "results" in the sweep file names; by default /tmp/result*, /tmp/results, and result* and outputs in the working directory of the script.')}${log}`;
}
