import { stripVTControlCharacters } from 'node:util';
import { t } from '@vscode/l10n';
import { formatUsd } from '../../cost/money';
import type { Provider } from '../../engine/connection';
import { isTrouble } from '../../engine/job-states';
import type { SweepView } from '../../engine/view';
import { instancesIn } from '../../text/counts';
import { countOf, countsByState } from '../fleet/states';
import { onOneLine } from '../sidebar/row-appearance';

/** The outcome of a sweep, in one line: `simple finished: 2 succeeded, 1 failed · $0.0003`. */
export function endingText(sweep: SweepView, provider: Provider): string {
  const counts = [...countsByState(sweep.runs)].reverse().join(', ');
  const name = sweep.name === '' ? sweep.id : sweep.name;
  const unsent = sweep.runs.reduce((sum, { remains }) => sum + (remains?.unsent ?? 0), 0);
  const still = countOf(sweep.runs, (run) => run.billing);
  const retried = sweep.runs.reduce((sum, { earlier = [] }) => sum + earlier.length, 0);
  return [
    t('{0} finished: {1}', onOneLine(name), counts),
    ...(retried === 0 ? [] : [retried === 1 ? t('1 retry') : t('{0} retries', retried)]),
    ...(unsent === 0
      ? []
      : [
          unsent === 1
            ? t('1 result not uploaded: collect it now')
            : t('{0} results not uploaded: collect them now', unsent),
        ]),
    ...(provider === 'local' ? [] : [formatUsd(sweep.accruedUsd)]),
    ...(still === 0 || provider === 'local'
      ? []
      : [t('{0} not terminated and still billed', instancesIn(still))]),
  ].join(' · ');
}

/** True if the user should look at it. */
export const endedBadly = (sweep: SweepView): boolean =>
  sweep.runs.some((run) => isTrouble(run.state) || (run.remains?.unsent ?? 0) > 0);

/** The first run of a running sweep that failed by itself: the others may fail in the same way. */
export function firstFailure(sweep: SweepView): SweepView['runs'][number] | undefined {
  return sweep.finished ? undefined : sweep.runs.find((run) => run.state === 'failed');
}

/** Spot interruptions of a running sweep so far, in one sentence; undefined: none. */
export function interruptionText(sweep: SweepView): string | undefined {
  const taken = countOf(sweep.runs, (run) => run.state === 'interrupted');
  if (sweep.finished || taken === 0) return undefined;
  const name = sweep.name === '' ? sweep.id : sweep.name;
  return taken === 1
    ? t(
        '{0}: EC2 interrupted 1 Spot Instance. Other runs continue. Files that it uploaded are kept.',
        onOneLine(name),
      )
    : t(
        '{0}: EC2 interrupted {1} Spot Instances. Other runs continue. Files that they uploaded are kept.',
        onOneLine(name),
        taken,
      );
}

/** Number of log lines shown with a failure. */
const mostLines = 3;

/** The end of a log in one line; "" if it is empty. */
export function lastLinesInOne(log: string): string {
  const lines = log.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  return lines
    .slice(-mostLines)
    .map((line) => onOneLine(stripVTControlCharacters(line).trim()))
    .join(' ↵ ');
}
