import { t } from '@vscode/l10n';
import { isFinal, nameOfState } from '../../engine/job-states';
import type { RunView } from '../../engine/view';
import { counted } from './counted';
import { plain } from './plain';

export const hasEnded = (run: RunView): boolean => isFinal(run.state);

/** Runs by state, in the order in which the states first appear: `2 running, 1 failed`. */
export function countStates(runs: readonly RunView[]): string {
  return [...stateCounts(runs)].map(([state, count]) => `${count} ${plain(nameOfState(state))}`).join(', ');
}

/** `2/3 finished (66%) · 1 running, 2 succeeded`: counts ended jobs, not running instances. */
export function progressOf(runs: readonly RunView[]): string {
  const ended = runs.filter(hasEnded).length;
  const share = runs.length === 0 ? 100 : Math.floor((100 * ended) / runs.length);
  const counts = runs.length === 0 ? '' : ` · ${countStates(runs)}`;
  return `${t('{0}/{1} finished ({2}%)', ended, runs.length, share)}${counts}`;
}

export function stateCounts(runs: readonly RunView[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { state } of runs) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}

/** `failed (exit 3)`, `running, attempt 2` */
export function stateOf(run: RunView): string {
  const ended =
    run.exitCode === undefined || run.exitCode === 0
      ? nameOfState(run.state)
      : t('{0} (exit {1})', nameOfState(run.state), run.exitCode);
  const state = run.attempt === undefined ? ended : t('{0}, attempt {1}', ended, run.attempt);
  const unsent = run.remains?.unsent ?? 0;
  if (unsent === 0) return state;
  return `${state}, ${counted(unsent, t('1 result not uploaded'), t('{0} results not uploaded', unsent))}`;
}
