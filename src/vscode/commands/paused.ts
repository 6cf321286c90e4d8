import { t } from '@vscode/l10n';
import type { LaunchProgress } from '../../engine/engine';
import { runsIn } from '../../text/counts';

/** The message when the session expires during a launch: what is running, what remains, and what to do. */
export function pausedText(sweepId: string, progress: LaunchProgress | undefined): string {
  const todo = t('Sign in, then resume: nothing is launched twice.');
  if (progress === undefined || progress.size === 0)
    return [
      t(
        'Your AWS session ended, so {0} could not continue. Running instances continue and incur charges.',
        sweepId,
      ),
      todo,
    ].join(' ');
  return [t('Your AWS session ended while {0} was launching.', sweepId), ...countsOf(progress), todo].join(
    ' ',
  );
}

/** The same if something else stopped the launch: what happened, and which instances of the sweep are running. */
export function haltedText(sweepId: string, progress: LaunchProgress | undefined, why: string): string {
  return [
    why,
    t('Launching {0} stopped.', sweepId),
    ...(progress === undefined || progress.size === 0
      ? [t('Running instances continue and incur charges.')]
      : countsOf(progress)),
    t('Nothing is launched twice when you resume.'),
  ].join(' ');
}

function countsOf({ failed, launched, size }: LaunchProgress): readonly string[] {
  return [
    launched === 0
      ? t('No instance is known to be running yet.')
      : t('{0} of {1} launched: running instances continue and incur charges.', launched, runsIn(size)),
    ...(failed === 0 ? [] : [t('{0} could not be launched.', failed)]),
    t('{0} remain.', size - launched - failed),
  ];
}
