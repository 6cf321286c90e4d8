import { t } from '@vscode/l10n';
import { sweepStateOf } from '../../engine/sweep-state';
import type { RunView, SweepView } from '../../engine/view';
import { counted } from './counted';
import { hasEnded } from './run-state';
import type { Screen } from './screen';
import { runInTrouble } from './state-mark';

/** The status of a sweep, on a line with a symbol; failures have priority. */
export function verdictOf(view: SweepView, { paint }: Screen): string {
  const { finished, resumable, runs } = view;
  const total = runs.length;
  const trouble = runs.filter(runInTrouble);
  const ended = runs.filter(hasEnded).length;
  const rest = finished ? '' : ` · ${t('{0} of {1} ended', ended, total)}`;
  if (trouble.length > 0) {
    const text = `${troubleText(trouble, total)}${rest}`;
    // A failure among many doesn't fail the sweep.
    const costs = trouble.some(({ overdue }) => overdue === true);
    return costs || sweepStateOf(view) === 'failed' || trouble.length === total
      ? paint.bad(`✗ ${text}`)
      : paint.caution(`! ${text}`);
  }
  if (resumable) {
    const waiting = runs.filter(({ state }) => state === 'queued' || state === 'launching').length;
    return paint.caution(
      `! ${t('Launching stopped: {0} of {1} runs are not launched', waiting, total)}${rest}`,
    );
  }
  if (!finished) return paint.active(`● ${t('Running: {0} of {1} runs ended', ended, total)}`);
  const succeeded = runs.filter(({ state }) => state === 'succeeded').length;
  if (succeeded === total)
    return paint.good(`✓ ${counted(total, t('The run succeeded'), allSucceeded(total))}`);
  return paint.bold(`■ ${t('Finished: {0} of {1} runs succeeded', succeeded, total)}`);
}

const allSucceeded = (total: number): string =>
  total === 0 ? t('No runs') : t('All {0} runs succeeded', total);

/** `2 of 50 runs failed`, or in general terms if they ended in different ways. */
function troubleText(trouble: readonly RunView[], total: number): string {
  const count = trouble.length;
  const [first] = trouble;
  const alike = trouble.every(({ state }) => state === first?.state);
  switch (alike ? first?.state : undefined) {
    case 'failed':
      return t('{0} of {1} runs failed', count, total);
    case 'launch-failed':
      return t('{0} of {1} runs could not be launched', count, total);
    case 'expired':
      return t('{0} of {1} runs reached their TTL before their job ended', count, total);
    case 'interrupted':
      return t('{0} of {1} runs were interrupted by EC2', count, total);
    case 'overdue':
      return t('{0} of {1} runs are past their TTL', count, total);
    default:
      return t('{0} of {1} runs did not succeed', count, total);
  }
}
