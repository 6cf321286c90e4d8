import { t } from '@vscode/l10n';
import { formatUsd } from '../../cost/money';
import type { RunView, SweepView } from '../../engine/view';
import { counted } from './counted';
import { noEnd } from './estimate';
import { plain } from './plain';
import { hasEnded } from './run-state';

/** The options that the user's commands need for the sweep, and whether it costs money. */
export interface Reach {
  readonly local: boolean;
  /** ` --provider local`, or nothing. */
  readonly flags: string;
}

/** Maximum hourly cost of the runs without a TTL, USD; those of unknown price count as 0. */
export const endlessUsdPerHour = (runs: readonly RunView[]): number =>
  runs.filter(isEndless).reduce((sum, { hourlyUsd = 0 }) => sum + hourlyUsd, 0);

/** It costs money, and neither its job nor a TTL is known to end that. */
export const isEndless = ({ billing, expiresAt, instance, launchedAt, stopped }: RunView): boolean =>
  billing &&
  launchedAt !== undefined &&
  expiresAt === undefined &&
  stopped !== true &&
  instance?.waits !== true;

/** The accrued and the projected cost of a sweep, line by line. */
export function costLines(view: SweepView, { flags, local }: Reach): readonly string[] {
  const { budget, id, runs, unpriced } = view;
  return [
    local ? t('Costs (what AWS would charge; the local cloud is free):') : t('Costs:'),
    `  ${t('Current: {0}', currentCost(view))}`,
    `  ${t('Projected: {0}', projectedCost(view.projectedUsd, runs))}`,
    ...spotSaving(runs),
    ...(budget === undefined ? [] : [`  ${t('Budget: {0}', formatUsd(budget))}`]),
    ...(unpriced === 0 ? [] : [`  ${unpricedNote(unpriced)}`]),
    ...endingNotes([stoppedNote(runs, local), overdueNote(runs, local), keptNote(runs, local)], id, flags),
  ];
}

/** `≤ $0.0053 ($0.0008 without CPU credits)`: only EC2 knows how many credits were used. */
export function currentCost({
  accruedUsd,
  creditsUsd = 0,
}: Pick<SweepView, 'accruedUsd' | 'creditsUsd'>): string {
  if (creditsUsd === 0) return formatUsd(accruedUsd);
  return `≤ ${formatUsd(accruedUsd)} (${t('{0} without CPU credits', formatUsd(accruedUsd - creditsUsd))})`;
}

/** The maximum final cost of runs. */
export function projectedCost(usd: number, runs: readonly RunView[]): string {
  const billing = runs.some((run) => run.billing);
  const bound = billing ? `≤ ${formatUsd(usd)}` : formatUsd(usd);
  const endless = runs.filter(isEndless);
  if (endless.length === 0) return bound;
  const open = noEnd(endlessUsdPerHour(runs));
  return endless.length === runs.length ? open : t('{0} for runs with a ttl; {1}', bound, open);
}

/** The savings of Spot so far, compared with the On-Demand prices at the launch. */
function spotSaving(runs: readonly RunView[]): readonly string[] {
  const parts = runs.flatMap(({ costParts }) => (costParts?.onDemand === undefined ? [] : [costParts]));
  const onDemand = parts.reduce((sum, part) => sum + (part.onDemand ?? 0), 0);
  const saved = onDemand - parts.reduce((sum, part) => sum + part.instance, 0);
  if (onDemand === 0 || saved <= 0) return [];
  return [
    `  ${t('Spot saved: {0} ({1}% below on-demand)', formatUsd(saved), Math.round((100 * saved) / onDemand))}`,
  ];
}

export const unpricedNote = (count: number): string =>
  counted(
    count,
    t('The price of 1 run is unknown and is not in these sums.'),
    t('The prices of {0} runs are unknown and are not in these sums.', count),
  );

/** Instances that still cost money after their work, and the command that ends them. */
const endingNotes = (
  notes: readonly (string | undefined)[],
  id: string,
  flags: string,
): readonly string[] => {
  const there = notes.flatMap((note) => (note === undefined ? [] : [`  ${note}`]));
  return there.length === 0
    ? []
    : [...there, `  ${t('To end that: {0}', `spawn cancel ${plain(id)}${flags}`)}`];
};

/** Runs that have ended and whose instance is still running: `keep` is the default of `on_complete`. */
export const keptRuns = (runs: readonly RunView[]): readonly RunView[] =>
  runs.filter((run) => run.billing && run.stopped !== true && run.overdue !== true && hasEnded(run));

function keptNote(runs: readonly RunView[], local: boolean): string | undefined {
  const kept = keptRuns(runs).length;
  if (kept === 0) return undefined;
  if (local)
    return counted(
      kept,
      t('1 finished run keeps its instance.'),
      t('{0} finished runs keep their instances.', kept),
    );
  return counted(
    kept,
    t('1 finished run keeps its instance, which still costs.'),
    t('{0} finished runs keep their instances, which still cost.', kept),
  );
}

/** Stopped instances: the cost of their volumes. */
function stoppedNote(runs: readonly RunView[], local: boolean): string | undefined {
  const stopped = runs.filter((run) => run.stopped === true);
  const count = stopped.length;
  if (count === 0) return undefined;
  if (local) return counted(count, t('1 instance is stopped.'), t('{0} instances are stopped.', count));
  const usd = formatUsd(hourly(stopped));
  return counted(
    count,
    t('1 instance is stopped. Its disk costs {0} an hour until the instance is terminated.', usd),
    t(
      '{0} instances are stopped. Their disks cost {1} an hour until the instances are terminated.',
      count,
      usd,
    ),
  );
}

/** Instances that are running after their TTL: their cost has no bound. */
function overdueNote(runs: readonly RunView[], local: boolean): string | undefined {
  const overdue = runs.filter((run) => run.overdue === true);
  const count = overdue.length;
  if (count === 0) return undefined;
  const names = overdue.map(({ name }) => plain(name)).join(', ');
  const usd = formatUsd(hourly(overdue));
  if (local)
    return counted(
      count,
      t('1 instance is past its TTL and does not end by itself: {0}.', names),
      t('{0} instances are past their TTL and do not end by themselves: {1}.', count, names),
    );
  return counted(
    count,
    t(
      '1 instance is past its TTL and does not end by itself: {0}. It costs up to {1} an hour beyond the projected cost.',
      names,
      usd,
    ),
    t(
      '{0} instances are past their TTL and do not end by themselves: {1}. They cost up to {2} an hour beyond the projected cost.',
      count,
      names,
      usd,
    ),
  );
}

const hourly = (runs: readonly RunView[]): number =>
  runs.reduce((sum, { hourlyUsd = 0 }) => sum + hourlyUsd, 0);
