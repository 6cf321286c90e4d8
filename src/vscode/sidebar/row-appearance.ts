import { t } from '@vscode/l10n';
import { formatUsd } from '../../cost/money';
import type { Provider } from '../../engine/connection';
import { isFinal, isTrouble, nameOfState } from '../../engine/job-states';
import type { Instance } from '../../engine/ports';
import { nameOfSweepState, sweepStateOf } from '../../engine/sweep-state';
import { remainsInShort } from '../../engine/track/remains';
import { jobTimeOf, type RunView, type SweepView } from '../../engine/view';
import type { Measure } from '../../results/measure';
import { instancesIn, runsIn } from '../../text/counts';
import { formatMilliseconds } from '../../text/durations';
import type { FleetNode, InstanceNode, RunNode, SweepNode } from '../fleet/nodes';
import { countOf, countsByState, type Icon, iconOfState, isUnfinished } from '../fleet/states';
import { formatMoment } from '../format/moments';
import { Phrases } from '../format/phrases';
import { iconOfSweep } from './sweep-icon';

/** The appearance of a row. Two rows with equal appearance need no repaint. */
export interface RowAppearance {
  readonly label: string;
  readonly description: string;
  readonly icon: Icon;
  /** The mark of a row: the job has ended and its instance is still running, or the cloud isn't reachable. */
  readonly mark?: 'idle-instance' | 'stale';
  /** Words for `when` clauses of the menus. */
  readonly context: string;
  /** Text for screen readers: state and figures in words. */
  readonly spoken: string;
}

/** Text of unknown origin on one line: control characters become visible. */
export function onOneLine(text: string): string {
  if (text.length <= 120 && !/\p{Cc}/u.test(text)) return text;
  const visible = [...text]
    .map((char) => {
      const code = char.codePointAt(0) ?? 0;
      if (code < 0x20) return String.fromCodePoint(0x2400 + code);
      return code === 0x7f ? '␡' : char;
    })
    .join('');
  return visible.length > 120 ? `${visible.slice(0, 119)}…` : visible;
}

/** @param phrases caches texts between rows and polls */
export function appearanceOf(node: FleetNode, now: number, phrases: Phrases = new Phrases()): RowAppearance {
  const look = currentLook(node, now, phrases);
  const staleSince = 'staleSince' in node ? node.staleSince : undefined;
  if (staleSince === undefined) return look;
  const asOf = t('as of {0}', formatMoment(staleSince, now));
  return {
    ...look,
    description: node.kind === 'sweep' ? `${asOf} · ${look.description}` : look.description,
    icon: { id: look.icon.id, color: 'disabledForeground' },
    mark: 'stale',
    spoken: `${look.spoken}, ${asOf}`,
  };
}

function currentLook(node: FleetNode, now: number, phrases: Phrases): RowAppearance {
  switch (node.kind) {
    case 'sweep':
      return sweepLook(node, now);
    case 'group': {
      const name = nameOfState(node.state);
      const label = onOneLine(`${name.charAt(0).toUpperCase()}${name.slice(1)}`);
      return {
        label,
        description: String(node.runs.length),
        icon: iconOfState(node.state),
        context: `group ${onOneLine(node.state)}${node.runs.some((run) => run.billing) ? ' billing' : ''}`,
        spoken: t('{0}: {1}', label, runsIn(node.runs.length)),
      };
    }
    case 'run':
      return runLook(node, now, phrases);
    case 'instance':
      return instanceLook(node, now, phrases);
    case 'orphans':
      return {
        label: t('No sweep'),
        description: String(node.nodes.length),
        icon: { id: 'question', color: 'charts.yellow' },
        context: 'orphans',
        spoken: t('{0} without a sweep', instancesIn(node.nodes.length)),
      };
    case 'older':
      return {
        label: t('Load older sweeps'),
        description: String(node.count),
        icon: { id: 'history' },
        context: 'older',
        spoken: t('Load older sweeps, {0} more', node.count),
      };
  }
}

/** `$0.84 of ≤ $3.10`; only the sum if nothing more can be added. Nothing in the local cloud, which is free. */
export function moneyOf(sweep: SweepView): string {
  const accrued = formatUsd(sweep.accruedUsd);
  const bound = sweep.runs.some((run) => run.billing) || !sweep.finished;
  const endless = sweep.runs.some((run) => run.overdue === true);
  const money = endless
    ? t('{0} and more', accrued)
    : bound
      ? t('{0} of ≤ {1}', accrued, formatUsd(sweep.projectedUsd))
      : accrued;
  return sweep.unpriced === 0 ? money : t('{0} + {1} of unknown price', money, runsIn(sweep.unpriced));
}

/**
 * Counts of a sweep in words, as in its notifications: `26 succeeded · 1 failed`; while it is running `14/27 done · 3
 * running · 1 failed`. Waiting runs are counted if none is running.
 */
export function countsOf(sweep: SweepView): string {
  if (sweep.finished) return [...countsByState(sweep.runs)].reverse().map(onOneLine).join(' · ');
  const running = sweep.runs.some(({ state }) => state === 'running');
  const done = countOf(sweep.runs, (run) => !isUnfinished(run));
  const counts = countsByState(sweep.runs, (state) => {
    // Overdue runs are counted separately.
    if (state === 'succeeded' || state === 'stopped-early') return false;
    return isFinal(state) || state === 'running' || (state !== 'overdue' && !running);
  });
  return [t('{0}/{1} done', done, sweep.runs.length), ...counts.map(onOneLine)].join(' · ');
}

/** Four digits distinguish runs in a narrow sidebar; the tooltip has all digits. */
const rounded = (value: number): string =>
  Number.isInteger(value) || !Number.isFinite(value) ? String(value) : String(Number(value.toPrecision(4)));

/** `best 0.91 accuracy`; nothing if there is no value. */
const bestOf = (measure: Measure | undefined): readonly string[] =>
  measure?.best === undefined ? [] : [t('best {0} {1}', rounded(measure.best), onOneLine(measure.title))];

/** Instances that run longer than their jobs; in the local cloud, they are free. */
const stillThere = (provider: Provider, count: number): string =>
  provider === 'local' ? t('{0} not terminated', count) : t('{0} still billed', count);

/** Runs wait for another attempt that nothing launches. */
export const waitsForDriver = ({ led, waitingRetries = 0 }: SweepView): boolean =>
  led !== true && waitingRetries > 0;

function sweepLook({ elsewhere, followed, measure, provider, sweep }: SweepNode, now: number): RowAppearance {
  const billing = countOf(sweep.runs, (run) => run.billing);
  const overdue = countOf(sweep.runs, (run) => run.overdue === true);
  const waits = waitsForDriver(sweep);
  const description = [
    countsOf(sweep),
    ...(sweep.finished && billing > 0 ? [stillThere(provider, billing)] : []),
    ...(overdue === 0 ? [] : [t('{0} past their TTL', overdue)]),
    ...(sweep.resumable ? [t('launching stopped')] : []),
    ...(waits ? [t('retries paused')] : []),
    ...bestOf(measure),
    ...(followed === true ? [t('auto-collecting')] : []),
    ...(provider === 'local' ? (elsewhere === true ? [t('local')] : []) : [moneyOf(sweep)]),
    formatMoment(sweep.createdAt, now),
  ].join(' · ');
  const words = [
    'sweep',
    ...(sweep.finished && billing === 0 ? [] : ['live']),
    ...(billing === 0 ? [] : ['billing']),
    ...(sweep.resumable ? ['resumable'] : []),
    ...(waits ? ['waiting'] : []),
    ...(followed === true ? ['followed'] : sweep.finished ? [] : ['followable']),
    ...(sweep.runs.some((run) => isTrouble(run.state)) ? ['failing'] : []),
  ];
  const label = onOneLine(sweep.name === '' ? sweep.id : sweep.name);
  return {
    label,
    description,
    icon: iconOfSweep(sweep),
    context: words.join(' '),
    spoken: [onOneLine(sweep.id), nameOfSweepState(sweepStateOf(sweep)), description].join(', '),
  };
}

/**
 * The group and the icon show the state, and a text shows it to screen readers. As space permits: its metric, the
 * duration of its job, its cost, and the remaining time.
 */
function runLook({ measure, provider, run, sweep }: RunNode, now: number, phrases: Phrases): RowAppearance {
  const live = isUnfinished(run);
  const local = provider === 'local';
  const value = measure?.values.get(run.name);
  const { cost, left, took } = changing;
  const facts = [
    value === undefined ? undefined : rounded(value),
    took(run, now, phrases),
    cost(run, provider, phrases),
    left(run, now, phrases),
    run.exitCode === undefined || run.exitCode === 0 ? undefined : t('exit {0}', run.exitCode),
    run.attempt === undefined ? undefined : t('attempt {0}', run.attempt),
    ...(run.remains === undefined ? [] : remainsInShort(run.remains)),
    live || !run.billing || run.stopped !== true ? undefined : stoppedText(run, local),
  ].filter((fact) => fact !== undefined);
  const description = facts.join(' · ');
  // A number alone is meaningless in a screen reader.
  const named = value === undefined || measure === undefined ? '' : `${onOneLine(measure.title)} `;
  const idle = !live && run.billing && run.stopped !== true;
  return {
    label: onOneLine(phrases.label(sweep, run)),
    description,
    icon: run.overdue === true ? iconOfState('overdue') : iconOfState(run.state),
    ...(idle ? { mark: 'idle-instance' as const } : {}),
    context: `run ${live ? 'live' : 'ended'}${run.billing ? ' billing' : ''}${run.instance === undefined ? '' : ' has-instance'}${local ? ' local' : ''}`,
    spoken: [
      onOneLine(run.name),
      onOneLine(nameOfState(run.state)),
      ...(description === '' ? [] : [`${named}${description}`]),
      ...(idle ? [idleText(local)] : []),
    ].join(', '),
  };
}

/** The part of a run's row that changes with time alone; undefined if there is none. */
export const changing = {
  took(run: RunView, now: number, phrases: Phrases): string | undefined {
    const time = jobTimeOf(run, now);
    if (time === undefined) return undefined;
    return run.endedAt === undefined ? phrases.uptime(time) : phrases.taken(time);
  },

  left(run: RunView, now: number, phrases: Phrases): string | undefined {
    if (!run.billing || run.expiresAt === undefined) return undefined;
    if (run.overdue === true) return t('{0} past its TTL', formatMilliseconds(now - run.expiresAt));
    return phrases.left(run.expiresAt - now);
  },

  cost(run: RunView, provider: Provider, phrases: Phrases): string | undefined {
    if (provider === 'local') return undefined;
    if (run.accruedUsd !== undefined) return phrases.money(run.accruedUsd);
    return run.instance === undefined ? undefined : t('price unknown');
  },
};

/** The cost of a run that continues after its job. */
const stoppedText = ({ hourlyUsd }: RunView, local: boolean): string =>
  local || hourlyUsd === undefined
    ? t('stopped')
    : t('stopped: its disk costs {0} per hour', formatUsd(hourlyUsd));

/** Why the row of an ended job has a mark. */
export const idleText = (local: boolean): string =>
  local ? t('instance still running') : t('instance still running and billed');

/** True while EC2 charges for the instance itself. */
const costs = (instance: Instance): boolean =>
  instance.state !== 'terminated' && instance.state !== 'stopped' && instance.state !== 'shutting-down';

function instanceIcon(instance: Instance): Icon {
  switch (instance.state) {
    case 'pending':
      return { id: 'clock', color: 'charts.blue' };
    case 'running':
      return { id: 'vm-running', color: 'charts.green' };
    case 'stopping':
    case 'shutting-down':
      return { id: 'vm-outline', color: 'charts.yellow' };
    case 'stopped':
      return { id: 'vm-outline', color: 'disabledForeground' };
    default:
      return { id: 'vm' };
  }
}

function instanceLook(
  { instance, provider, sweep, run }: InstanceNode,
  now: number,
  phrases: Phrases,
): RowAppearance {
  const name = run?.name ?? instance.tags['Name'];
  const short = run === undefined || sweep === undefined ? name : phrases.label(sweep, run);
  const sweepId = sweep?.id ?? instance.tags['sweep:id'];
  const left = run === undefined ? undefined : changing.left(run, now, phrases);
  const description = [
    onOneLine(instance.state),
    instance.type,
    ...(costs(instance) ? [phrases.uptime(now - instance.launchedAt)] : []),
    ...(left === undefined ? [] : [left]),
    instance.region,
  ].join(' · ');
  const label = short === undefined || short === '' ? instance.id : onOneLine(short);
  const words = [
    'instance',
    ...(costs(instance) || instance.state === 'stopped' ? ['billing'] : []),
    ...(sweepId === undefined ? [] : ['of-sweep']),
    ...(provider === 'local' ? ['local'] : []),
  ];
  return {
    label,
    description,
    icon: run?.overdue === true ? iconOfState('overdue') : instanceIcon(instance),
    context: words.join(' '),
    spoken: `${name === undefined || name === '' ? instance.id : onOneLine(name)}, ${description}`,
  };
}

export const sameLook = (a: RowAppearance | undefined, b: RowAppearance): boolean =>
  a !== undefined &&
  a.label === b.label &&
  a.description === b.description &&
  a.icon.id === b.icon.id &&
  a.icon.color === b.icon.color &&
  a.mark === b.mark &&
  a.context === b.context;
