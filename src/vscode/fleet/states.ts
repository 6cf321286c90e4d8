import { t } from '@vscode/l10n';
import type { JobState, RunView } from '../../engine/view';

/** A theme icon, and the theme colour it wears. */
export interface Icon {
  readonly id: string;
  readonly color?: string;
}

const ICONS: Readonly<Record<string, Icon>> = {
  queued: { id: 'watch', color: 'disabledForeground' },
  launching: { id: 'rocket', color: 'charts.blue' },
  pending: { id: 'clock', color: 'charts.blue' },
  running: { id: 'play-circle', color: 'charts.blue' },
  overdue: { id: 'flame', color: 'charts.red' },
  succeeded: { id: 'pass', color: 'testing.iconPassed' },
  failed: { id: 'error', color: 'testing.iconFailed' },
  'stopped-early': { id: 'debug-stop', color: 'charts.purple' },
  expired: { id: 'history', color: 'charts.yellow' },
  interrupted: { id: 'zap', color: 'charts.orange' },
  cancelled: { id: 'circle-slash', color: 'disabledForeground' },
  'launch-failed': { id: 'warning', color: 'testing.iconFailed' },
  lost: { id: 'question', color: 'charts.yellow' },
};

/** What lives first, then what went wrong, then what is done: the order a user looks for things. */
const ORDER: readonly string[] = [
  'overdue',
  'running',
  'pending',
  'launching',
  'queued',
  'failed',
  'launch-failed',
  'lost',
  'interrupted',
  'expired',
  'cancelled',
  'stopped-early',
  'succeeded',
];

const LIVE: ReadonlySet<string> = new Set(['queued', 'launching', 'pending', 'running', 'overdue']);
const BAD: ReadonlySet<string> = new Set(['failed', 'launch-failed', 'lost', 'interrupted', 'expired']);

/** Icon of a job state; states this version does not know get a neutral one. */
export const iconOfState = (state: JobState): Icon => ICONS[state] ?? { id: 'circle-outline' };

/** The state as a user reads it; unknown ones verbatim. */
export function nameOfState(state: JobState): string {
  switch (state) {
    case 'queued':
      return t('queued');
    case 'launching':
      return t('launching');
    case 'pending':
      return t('pending');
    case 'running':
      return t('running');
    case 'overdue':
      return t('past its TTL');
    case 'succeeded':
      return t('succeeded');
    case 'failed':
      return t('failed');
    case 'stopped-early':
      return t('stopped early');
    case 'expired':
      return t('expired');
    case 'interrupted':
      return t('interrupted');
    case 'cancelled':
      return t('canceled');
    case 'launch-failed':
      return t('launch failed');
    case 'lost':
      return t('lost');
    default:
      return state;
  }
}

/** True while the job has not ended. A state that is not known counts as ended unless its instance still costs. */
export const isLive = (run: RunView): boolean =>
  LIVE.has(run.state) || (ICONS[run.state] === undefined && run.billing);

export const isBad = (state: JobState): boolean => BAD.has(state);

/** Runs by state, in the order in which they are shown; unknown states between trouble and done. */
export function byState(runs: readonly RunView[]): ReadonlyMap<JobState, readonly RunView[]> {
  const groups = new Map<JobState, RunView[]>();
  for (const run of runs) {
    const group = groups.get(run.state);
    if (group === undefined) groups.set(run.state, [run]);
    else group.push(run);
  }
  const place = (state: JobState) => {
    const known = ORDER.indexOf(state);
    return known === -1 ? ORDER.indexOf('succeeded') - 0.5 : known;
  };
  return new Map([...groups].sort(([a], [b]) => place(a) - place(b) || a.localeCompare(b)));
}

export const countOf = (runs: readonly RunView[], keep: (run: RunView) => boolean): number =>
  runs.reduce((count, run) => (keep(run) ? count + 1 : count), 0);
