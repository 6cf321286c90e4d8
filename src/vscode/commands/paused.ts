import { t } from '@vscode/l10n';
import type { LaunchProgress } from '../../engine/engine';

/** What a user is told when the session ends in mid-launch: what runs, what is left, and what to do. */
export function pausedText(sweepId: string, progress: LaunchProgress | undefined): string {
  const todo = t('Sign in, then resume: nothing is launched twice.');
  if (progress === undefined || progress.size === 0)
    return [
      t('Your AWS session ended, so {0} could not go on. What runs goes on and costs.', sweepId),
      todo,
    ].join(' ');
  const { failed, launched, size } = progress;
  const left = size - launched - failed;
  return [
    t('Your AWS session ended while {0} was launching.', sweepId),
    launched === 0
      ? t('No instance is known to run yet.')
      : t('{0} of {1} runs have their instance: they go on, and cost.', launched, size),
    ...(failed === 0 ? [] : [t('{0} could not be launched.', failed)]),
    t('{0} are left.', left),
    todo,
  ].join(' ');
}
