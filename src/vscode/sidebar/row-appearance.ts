import { t } from '@vscode/l10n';
import { formatUsd } from '../../cost/money';
import type { Provider } from '../../engine/connection';
import { isTrouble, nameOfState } from '../../engine/job-states';
import type { Instance } from '../../engine/ports';
import { remainsInShort } from '../../engine/track/remains';
import { type RunView, type SweepView, uptimeOf } from '../../engine/view';
import type { Measure } from '../../results/measure';
import { instancesIn, runsIn } from '../../text/counts';
import { formatMilliseconds } from '../../text/durations';
import type { FleetNode, InstanceNode, RunNode, SweepNode } from '../fleet/nodes';
import { countOf, type Icon, iconOfState, isUnfinished } from '../fleet/states';
import { formatMoment } from '../format/moments';
import { Phrases } from '../format/phrases';
import { iconOfSweep } from './sweep-icon';

/** A row as it is shown. Two rows with the same look need no repaint. */
export interface RowAppearance {
  readonly label: string;
  readonly description: string;
  readonly icon: Icon;
  /** Words that `when` clauses of the menus look for. */
  readonly context: string;
  /** Text for screen readers: state and figures in words. */
  readonly spoken: string;
}

/** Text of unknown origin on one line: control characters become their visible signs. */
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

/** @param phrases remembers texts from one row to the next, and from one poll to the next */
export function appearanceOf(node: FleetNode, now: number, phrases: Phrases = new Phrases()): RowAppearance {
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

/** `$0.84 of ≤ $3.10`; the sum alone once nothing more can be added. Nothing in the local cloud, which costs nothing. */
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

/** Counts of a sweep in words: `2/4 done · 1 running · 1 failed · 1 cancelled`. */
export function countsOf(sweep: SweepView): string {
  let [live, running, bad, cancelled] = [0, 0, 0, 0];
  for (const run of sweep.runs) {
    if (isUnfinished(run)) live += 1;
    if (run.state === 'running') running += 1;
    else if (run.state === 'cancelled') cancelled += 1;
    else if (isTrouble(run.state)) bad += 1;
  }
  const size = sweep.runs.length;
  return [
    t('{0}/{1} done', size - live, size),
    ...(running === 0 ? [] : [t('{0} running', running)]),
    ...(bad === 0 ? [] : [t('{0} failed', bad)]),
    ...(cancelled === 0 ? [] : [t('{0} canceled', cancelled)]),
  ].join(' · ');
}

/** Four digits tell runs apart in a narrow sidebar; the tooltip has them all. */
const rounded = (value: number): string =>
  Number.isInteger(value) || !Number.isFinite(value) ? String(value) : String(Number(value.toPrecision(4)));

/** `best 0.91 accuracy`; nothing if there is no value. */
const bestOf = (measure: Measure | undefined): readonly string[] =>
  measure?.best === undefined ? [] : [t('best {0} {1}', rounded(measure.best), onOneLine(measure.title))];

/** Instances that outlive their jobs: in the local cloud they cost nothing. */
const stillThere = (provider: Provider, count: number): string =>
  provider === 'local' ? t('{0} not terminated', count) : t('{0} still billed', count);

function sweepLook({ followed, measure, provider, sweep }: SweepNode, now: number): RowAppearance {
  const billing = countOf(sweep.runs, (run) => run.billing);
  const overdue = countOf(sweep.runs, (run) => run.overdue === true);
  const description = [
    countsOf(sweep),
    ...(sweep.finished && billing > 0 ? [stillThere(provider, billing)] : []),
    ...(overdue === 0 ? [] : [t('{0} past their TTL', overdue)]),
    ...(sweep.resumable ? [t('launching stopped')] : []),
    ...bestOf(measure),
    ...(followed === true ? [t('auto-collecting')] : []),
    provider === 'local' ? t('local') : moneyOf(sweep),
    formatMoment(sweep.createdAt, now),
  ].join(' · ');
  const words = [
    'sweep',
    ...(sweep.finished && billing === 0 ? [] : ['live']),
    ...(billing === 0 ? [] : ['billing']),
    ...(sweep.resumable ? ['resumable'] : []),
    ...(followed === true ? ['followed'] : sweep.finished ? [] : ['followable']),
    ...(sweep.runs.some((run) => isTrouble(run.state)) ? ['failing'] : []),
  ];
  const label = onOneLine(sweep.name === '' ? sweep.id : sweep.name);
  return {
    label,
    description,
    icon: iconOfSweep(sweep),
    context: words.join(' '),
    spoken: `${onOneLine(sweep.id)}, ${description}`,
  };
}

/** The state is shown by its group and its icon, and to screen readers in words. */
function runLook({ measure, provider, run }: RunNode, now: number, phrases: Phrases): RowAppearance {
  const label = onOneLine(run.name);
  const live = isUnfinished(run);
  const local = provider === 'local';
  const value = measure?.values.get(run.name);
  const facts: string[] = [];
  if (value !== undefined) facts.push(rounded(value));
  if (run.exitCode !== undefined && run.exitCode !== 0) facts.push(t('exit {0}', run.exitCode));
  if (run.remains !== undefined) facts.push(...remainsInShort(run.remains));
  const { cost, left, up } = changing;
  facts.push(
    ...[up(run, now, phrases), left(run, now, phrases), cost(run, provider, phrases)].flatMap(
      (text) => text ?? [],
    ),
  );
  if (!live && run.billing) facts.push(stillText(run, local));
  const description = facts.join(' · ');
  // A number alone is meaningless in a screen reader.
  const named = value === undefined || measure === undefined ? '' : `${onOneLine(measure.title)} `;
  const spoken = `${label}, ${onOneLine(nameOfState(run.state))}`;
  return {
    label,
    description,
    icon: run.overdue === true ? iconOfState('overdue') : iconOfState(run.state),
    context: `run ${live ? 'live' : 'ended'}${run.billing ? ' billing' : ''}${run.instance === undefined ? '' : ' has-instance'}${local ? ' local' : ''}`,
    spoken: description === '' ? spoken : `${spoken}, ${named}${description}`,
  };
}

/** The part of a run's row that changes with time alone; undefined if there is none. */
export const changing = {
  up(run: RunView, now: number, phrases: Phrases): string | undefined {
    const up = uptimeOf(run, now);
    return up === undefined ? undefined : phrases.uptime(up);
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

/** What of a run costs on after its job. */
function stillText({ hourlyUsd, stopped }: RunView, local: boolean): string {
  if (stopped !== true) return local ? t('still running') : t('still billed');
  return local || hourlyUsd === undefined
    ? t('stopped')
    : t('stopped: its disk costs {0} per hour', formatUsd(hourlyUsd));
}

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
  const sweepId = sweep?.id ?? instance.tags['sweep:id'];
  const left = run === undefined ? undefined : changing.left(run, now, phrases);
  const description = [
    onOneLine(instance.state),
    instance.type,
    ...(costs(instance) ? [phrases.uptime(now - instance.launchedAt)] : []),
    ...(left === undefined ? [] : [left]),
    instance.region,
  ].join(' · ');
  const label = name === undefined || name === '' ? instance.id : onOneLine(name);
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
    spoken: `${label}, ${description}`,
  };
}

export const sameLook = (a: RowAppearance | undefined, b: RowAppearance): boolean =>
  a !== undefined &&
  a.label === b.label &&
  a.description === b.description &&
  a.icon.id === b.icon.id &&
  a.icon.color === b.icon.color &&
  a.context === b.context;
