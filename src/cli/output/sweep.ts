import { t } from '@vscode/l10n';
import { type RunView, type SweepView, uptimeOf, waitOf } from '../../engine/view';
import { runLabels } from '../../results/run-labels';
import { compactMilliseconds } from '../../text/durations';
import type { LatestMetrics } from '../latest-metrics';
import { counted } from './counted';
import { plain } from './plain';
import { progressOf } from './run-state';
import { plainScreen, type Screen } from './screen';
import { stateCell, urgencyOf } from './state-mark';
import { costLines, isEndless, type Reach } from './sweep-cost';
import { renderColumns } from './table';
import { troubleLines } from './trouble';
import { verdictOf } from './verdict';
import { waitingNote } from './waiting';

/** `running`, `finished`, or `incomplete` if there are runs that no process is launching. */
export function statusOf(view: SweepView): 'running' | 'finished' | 'incomplete' {
  if (view.resumable) return 'incomplete';
  return view.finished ? 'finished' : 'running';
}

/** Additional information, and how much of it to show. */
export interface SweepText {
  /** The last log line of a run, by its name. */
  readonly lastLines?: ReadonlyMap<string, string> | undefined;
  /** The newest value of a metric of each run. */
  readonly metrics?: LatestMetrics | undefined;
  /** Every run, regardless of the length of the list. */
  readonly all?: boolean;
}

/**
 * A sweep in the format of `spawn status`: its verdict, failures, progress, and cost, then its runs. `now` in
 * milliseconds since the epoch.
 */
export function renderSweep(
  view: SweepView,
  now: number,
  reach: Reach,
  screen: Screen = plainScreen,
  { all = false, lastLines = new Map<string, string>(), metrics }: SweepText = {},
): string {
  const { paint } = screen;
  const above = [
    verdictOf(view, screen),
    ...troubleLines(view, reach, screen, lastLines),
    '',
    t('Sweep: {0}', paint.bold(plain(view.id))),
    t('Parameters: {0}', view.runs.length),
    t('Status: {0}', statusOf(view)),
    ...launchNotes(view, reach),
    t('Progress: {0}', progressOf(view.runs)),
    '',
    ...costLines(view, reach),
  ];
  const room = all || screen.rows === undefined ? Number.POSITIVE_INFINITY : screen.rows - above.length - 5;
  const { folded, shown } = foldRuns(view.runs, Math.max(fewest, room));
  return [
    ...above,
    ...(shown.length === 0
      ? []
      : ['', t('Instances:'), renderRuns(shown, labelsOn(screen, view), now, screen, metrics)]),
    ...(folded === 0
      ? []
      : [
          paint.dim(
            counted(
              folded,
              t('1 other: {0}', allCommand(view, reach)),
              t('{0} others: {1}', folded, allCommand(view, reach)),
            ),
          ),
        ]),
  ].join('\n');
}

/** The minimum number of runs to show, regardless of the screen size. */
const fewest = 5;

const allCommand = ({ id }: SweepView, { flags }: Reach): string => `spawn status ${plain(id)} --all${flags}`;

/** The most urgent runs that fit on the screen, in the order of the file. */
export function foldRuns(
  runs: readonly RunView[],
  room: number,
): { readonly shown: readonly RunView[]; readonly folded: number } {
  if (runs.length <= room) return { shown: runs, folded: 0 };
  const urgent = runs
    .map((run) => ({ run, urgency: urgencyOf(run) }))
    .sort((a, b) => a.urgency - b.urgency)
    .slice(0, room)
    .map(({ run }) => run);
  const chosen = new Set(urgent);
  return { shown: runs.filter((run) => chosen.has(run)), folded: runs.length - room };
}

/** On a screen, runs are labeled by what varies; programs that read the table get the names. */
function labelsOn({ isScreen }: Screen, { runs }: SweepView): ReadonlyMap<number, string> {
  const labels = isScreen ? runLabels(runs) : [];
  return new Map(labels.map((label, place) => [runs[place]?.index ?? place, label]));
}

const renderRuns = (
  runs: readonly RunView[],
  labels: ReadonlyMap<number, string>,
  now: number,
  screen: Screen,
  metrics: LatestMetrics | undefined,
): string =>
  renderColumns(
    [
      { title: 'NAME', shortest: 12 },
      { title: 'INSTANCE-ID', shortest: 11, leaves: 3 },
      { title: 'STATE' },
      { title: 'UPTIME', align: 'right', leaves: 2 },
      { title: 'TTL-REMAINING', align: 'right', leaves: 1 },
      ...(metrics === undefined ? [] : [{ title: plain(metrics.title).toUpperCase(), leaves: 4 }]),
    ],
    runs.map((run) => [
      labels.get(run.index) ?? run.name,
      run.instanceId ?? '-',
      stateCell(run, screen),
      uptime(run, now),
      ttlLeft(run, now),
      ...(metrics === undefined ? [] : [metrics.texts.get(run.name) ?? '']),
    ]),
    screen,
    true,
  );

/** Runs that no process is launching, and how job states are determined without a bucket. */
function launchNotes(view: SweepView, { flags }: Reach): readonly string[] {
  const id = plain(view.id);
  const isDriven = view.led === true || view.waitingRetries === undefined;
  const waiting = isDriven ? undefined : waitingNote(view, flags);
  return [
    ...(view.resumable
      ? [`  ${t('Not every run was launched. To launch the rest: {0}', `spawn resume ${id}${flags}`)}`]
      : []),
    ...(waiting === undefined ? [] : [`  ${waiting}`]),
    ...(view.bucket !== undefined || view.finished
      ? []
      : [
          `  ${t('No bucket: the outcome of a job is known once it is collected, while its instance is running.')}`,
          `  spawn collect-results ${id}${flags}`,
        ]),
  ];
}

function uptime(run: RunView, now: number): string {
  if (run.instance?.waits === true) return t('waits {0}', compactMilliseconds(waitOf(run, now) ?? 0));
  const up = uptimeOf(run, now);
  return up === undefined ? '-' : compactMilliseconds(up);
}

function ttlLeft(run: RunView, now: number): string {
  if (isEndless(run)) return t('no end');
  if (run.expiresAt === undefined || !run.billing) return '-';
  return run.overdue === true
    ? t('over {0}', compactMilliseconds(now - run.expiresAt))
    : compactMilliseconds(run.expiresAt - now);
}
