import { isTrouble } from '../../engine/job-states';
import type { SweepView } from '../../engine/view';
import { type Icon, iconOfState } from '../fleet/states';

/** Icon of a sweep. */
export function iconOfSweep(sweep: SweepView): Icon {
  if (sweep.runs.some(({ overdue }) => overdue === true)) return iconOfState('overdue');
  if (sweep.resumable) return { id: 'debug-pause', color: 'charts.yellow' };
  if (!sweep.finished) return { id: 'play-circle', color: 'charts.blue' };
  if (sweep.runs.some((run) => isTrouble(run.state))) return { id: 'error', color: 'testing.iconFailed' };
  if (sweep.runs.some((run) => run.state === 'cancelled'))
    return { id: 'circle-slash', color: 'disabledForeground' };
  return { id: 'pass', color: 'testing.iconPassed' };
}
