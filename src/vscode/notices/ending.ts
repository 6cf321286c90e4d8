import { t } from '@vscode/l10n';
import { formatUsd } from '../../cost/format';
import type { SweepView } from '../../engine/view';
import type { Provider } from '../settings';
import { byState, countOf, isBad, nameOfState } from '../sidebar/states';

/** How a sweep ended, in one line: `simple finished: 2 succeeded, 1 failed · $0.0003`. */
export function endingText(sweep: SweepView, provider: Provider): string {
  const counts = [...byState(sweep.runs)]
    .reverse()
    .map(([state, runs]) => `${runs.length} ${nameOfState(state)}`)
    .join(', ');
  const name = sweep.name === '' ? sweep.id : sweep.name;
  const still = countOf(sweep.runs, (run) => run.billing);
  return [
    t('{0} finished: {1}', name, counts),
    ...(provider === 'local' ? [] : [formatUsd(sweep.accruedUsd)]),
    ...(still === 0 || provider === 'local' ? [] : [t('{0} instances still live and cost', still)]),
  ].join(' · ');
}

/** True when something of it needs a look. */
export const endedBadly = (sweep: SweepView): boolean => sweep.runs.some((run) => isBad(run.state));

/** The first run of a living sweep that failed by its own fault: worth saving the others from. */
export function firstFailure(sweep: SweepView): SweepView['runs'][number] | undefined {
  return sweep.finished ? undefined : sweep.runs.find((run) => run.state === 'failed');
}
