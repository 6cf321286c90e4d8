import { t } from '@vscode/l10n';
import { isTrouble } from './job-states';
import type { SweepView } from './view';

/** The overall state of a sweep. Its runs have their own states. */
export type SweepState =
  | 'launching'
  | 'running'
  | 'paused'
  | 'succeeded'
  | 'partially-succeeded'
  | 'failed'
  | 'canceled';

const names: Readonly<Record<SweepState, () => string>> = {
  launching: () => t('launching'),
  running: () => t('running'),
  paused: () => t('launching stopped'),
  succeeded: () => t('succeeded'),
  'partially-succeeded': () => t('partially succeeded'),
  failed: () => t('failed'),
  canceled: () => t('canceled'),
};

export const nameOfSweepState = (state: SweepState): string => names[state]();

/** A sweep has failed only if none of its runs succeeded; one failure among many is a partial success. */
export function sweepStateOf({
  finished,
  resumable,
  runs,
}: Pick<SweepView, 'finished' | 'resumable' | 'runs'>): SweepState {
  if (resumable) return 'paused';
  if (!finished)
    return runs.every(({ state }) => state === 'queued' || state === 'launching') ? 'launching' : 'running';
  let [trouble, canceled] = [0, 0];
  for (const { state } of runs) {
    if (isTrouble(state)) trouble += 1;
    else if (state === 'cancelled') canceled += 1;
  }
  if (trouble === 0) return canceled === 0 ? 'succeeded' : 'canceled';
  return trouble + canceled === runs.length ? 'failed' : 'partially-succeeded';
}
