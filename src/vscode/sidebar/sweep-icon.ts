import { type SweepState, sweepStateOf } from '../../engine/sweep-state';
import type { SweepView } from '../../engine/view';
import { type Icon, iconOfState } from '../fleet/states';

const icons: Readonly<Record<SweepState, Icon>> = {
  launching: iconOfState('launching'),
  running: iconOfState('running'),
  paused: { id: 'debug-pause', color: 'charts.yellow' },
  succeeded: iconOfState('succeeded'),
  'partially-succeeded': { id: 'warning', color: 'list.warningForeground' },
  failed: iconOfState('failed'),
  canceled: iconOfState('cancelled'),
};

/** Icon of a sweep. */
export function iconOfSweep(sweep: SweepView): Icon {
  if (sweep.runs.some(({ overdue }) => overdue === true)) return iconOfState('overdue');
  return icons[sweepStateOf(sweep)];
}
