import { t } from '@vscode/l10n';
import type { CostParts } from '../../cost/accrual';
import { breakdown } from '../../cost/breakdown';
import { formatUsd, formatUsdPerHour } from '../../cost/money';
import { dailySpend } from '../../cost/spend';
import type { Provider } from '../../engine/connection';
import { nameOfState } from '../../engine/job-states';
import { type RunView, type SweepView, uptimeOf } from '../../engine/view';
import { runsIn } from '../../text/counts';
import { formatMilliseconds } from '../../text/durations';

/** The accrued and projected cost of a sweep, as a Markdown document: total, by type, region, state, and day, and per run. */
export function costText(sweep: SweepView, provider: Provider, now: number): string {
  const blocks = [
    `# ${t('Cost of {0}', sweep.id)}`,
    ...(provider === 'local'
      ? [t('The sweep ran in the local cloud at no cost. On AWS it would have cost:')]
      : []),
    [
      `- ${t('So far: {0}', formatUsd(sweep.accruedUsd))}`,
      ...creditsLine(sweep),
      `- ${t('Maximum cost, if every run reaches its ttl: {0}', formatUsd(sweep.projectedUsd))}`,
      ...(sweep.budget === undefined ? [] : [`- ${t('Budget: {0}', formatUsd(sweep.budget))}`]),
      ...(sweep.unpriced === 0
        ? []
        : [`- ${t('These totals exclude {0} of unknown price.', runsIn(sweep.unpriced))}`]),
    ].join('\n'),
    ...chargesOf(sweep.runs),
    summed(t('By instance type'), sweep.runs, (run) => run.instanceType ?? t('none')),
    summed(t('By region'), sweep.runs, (run) => run.region),
    summed(t('By state'), sweep.runs, (run) => nameOfState(run.state)),
    listed(
      t('By day (UTC)'),
      [...dailySpend(sweep.runs, now)].map(([day, usd]) => [day, formatUsd(usd)]),
    ),
    listed(
      t('By run'),
      sweep.runs.map((run) => {
        const up = uptimeOf(run, now);
        return [
          run.name,
          run.accruedUsd === undefined ? t('unknown') : formatUsd(run.accruedUsd),
          up === undefined ? '' : formatMilliseconds(up),
          run.instanceType ?? '',
          run.billing ? t('still billed') : '',
        ];
      }),
    ),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** Only EC2 knows how busy a burstable instance was. */
function creditsLine({ accruedUsd, creditsUsd = 0 }: SweepView): readonly string[] {
  if (creditsUsd === 0) return [];
  return [
    `- ${t('Without CPU credits: {0}. EC2 charges for the credits that were used, up to {1}.', formatUsd(accruedUsd - creditsUsd), formatUsd(creditsUsd))}`,
  ];
}

/** The cost by AWS's categories, the savings of Spot, and the prices of the calculation. */
function chargesOf(runs: readonly RunView[]): readonly string[] {
  const charged = runs.flatMap(({ costParts }) => costParts ?? []);
  if (charged.length === 0) return [];
  const sum = (of: (parts: CostParts) => number) => charged.reduce((total, parts) => total + of(parts), 0);
  const saved = sum(({ onDemand, instance }) => (onDemand === undefined ? 0 : onDemand - instance));
  const rows = [
    [t('Instances'), formatUsd(sum((parts) => parts.instance))],
    ...(charged.some(({ credits }) => credits > 0)
      ? [[t('CPU credits, up to'), formatUsd(sum((parts) => parts.credits))]]
      : []),
    [t('EBS volumes'), formatUsd(sum((parts) => parts.volume))],
    [t('Public IPv4 addresses'), formatUsd(sum((parts) => parts.address))],
    ...(charged.some(({ onDemand }) => onDemand !== undefined)
      ? [[t('Saved by Spot, compared with On-Demand'), formatUsd(saved)]]
      : []),
  ];
  const prices = new Map<string, readonly string[]>();
  for (const { costParts, instance, instanceType = '', region } of runs) {
    if (costParts === undefined) continue;
    const { asOf, source, usdPerHour } = costParts.price;
    const market = instance?.spot === true || costParts.onDemand !== undefined ? t('spot') : t('on demand');
    const row = [
      instanceType,
      region,
      market,
      t('{0} an hour', formatUsdPerHour(usdPerHour)),
      source,
      asOf ?? '',
    ];
    prices.set(row.join('\n'), row);
  }
  return [listed(t('By type of charge'), rows), listed(t('Prices of instances'), [...prices.values()])];
}

function summed(title: string, runs: readonly RunView[], keyOf: (run: RunView) => string): string {
  const rows = breakdown(runs, keyOf).map(({ key, runs: count, usd, unpriced }) => [
    key,
    formatUsd(usd),
    runsIn(count),
    unpriced === 0 ? '' : t('{0} of unknown price', unpriced),
  ]);
  return listed(title, rows);
}

/** Rows in aligned columns. */
function listed(title: string, rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  const lines = rows.map((row) =>
    `    ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd(),
  );
  return [`## ${title}`, '', ...lines].join('\n');
}
