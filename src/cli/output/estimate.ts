import { t } from '@vscode/l10n';
import {
  arithmeticOf,
  type CostLine,
  type Estimate,
  expectationOf,
  linesOf,
  savingOf,
  savingShareOf,
  sumOf,
} from '../../cost/estimate';
import { formatUsd } from '../../cost/money';
import { sourceOf } from '../../cost/price';
import { counted } from './counted';

/** The maximum cost and its calculation; several lines. */
export function renderEstimate(estimate: Estimate): string {
  const lines = linesOf(estimate);
  return [
    estimateLine(estimate),
    ...lines.map((line) => `  ${line.label}: ${arithmeticOf(line)} = ${formatUsd(line.usd)}`),
    ...spotLines(estimate),
    ...estimate.unpriced.map((what) => `  ${t('{0}: price unknown, not in the sum', what)}`),
    ...(estimate.endless > 0 ? [`  ${endlessNote(estimate)}`] : []),
    ...stoppingLines(estimate),
    ...sourcesOf(lines).map((source) => `  ${t('Prices: {0}', source)}`),
  ].join('\n');
}

export const localNote = (local: boolean): readonly string[] =>
  local ? [`  ${t('The local cloud is free. This is what AWS would charge.')}`] : [];

/** Only the sum. */
export const estimateLine = (estimate: Estimate): string => t('Estimated cost: {0}', headline(estimate));

function headline(estimate: Estimate): string {
  const { endless, unpriced, usd } = estimate;
  const sum = formatUsd(usd);
  if (endless > 0) {
    const open = noEnd(estimate.endlessUsdPerHour);
    return usd === 0 ? open : t('{0} for runs with a ttl; {1}', `≤ ${sum}`, open);
  }
  if (unpriced.length > 0)
    return usd === 0 ? t('unknown') : t('{0} and the unknown price of {1}', sum, unpriced.join(', '));
  const expected = expectationOf(estimate);
  return `≤ ${sum}${expected === undefined ? '' : ` (${expected})`}`;
}

/** For runs without a TTL: `no end ($0.049 an hour)`. USD per hour; 0 if no price is known. */
export const noEnd = (usdPerHour: number): string =>
  usdPerHour === 0 ? t('no end') : t('no end ({0} an hour)', formatUsd(usdPerHour));

const endlessNote = ({ endless }: Estimate): string =>
  counted(
    endless,
    t('1 run has no ttl: its instance costs until you end it, which is not in the sum'),
    t('{0} runs have no ttl: their instances cost until you end them, which is not in the sum', endless),
  );

/** The savings of Spot at its current price. */
function spotLines({ instances }: Estimate): readonly string[] {
  const share = savingShareOf(instances);
  if (share === undefined || share <= 0) return [];
  return [
    `  ${t('Spot at its present price: {0}% below on-demand, {1} saved', Math.round(share * 100), formatUsd(savingOf(instances)))}`,
  ];
}

/** Costs that continue after the jobs have ended. */
function stoppingLines({ stopping: { runs, usdPerMonth } }: Estimate): readonly string[] {
  if (runs === 0) return [];
  const usd = formatUsd(usdPerMonth);
  return [
    `  ${counted(
      runs,
      t('on_complete: stop keeps the disk of 1 stopped instance: {0} a month until it is terminated', usd),
      t(
        'on_complete: stop keeps the disks of {0} stopped instances: {1} a month until they are terminated',
        runs,
        usd,
      ),
    )}`,
  ];
}

const sourcesOf = (lines: readonly CostLine[]): readonly string[] => [
  ...new Set(
    lines.flatMap(({ present, price }) => [price, ...(present === undefined ? [] : [present])]).map(sourceOf),
  ),
];

export function estimateJson(estimate: Estimate): unknown {
  const json = (lines: readonly CostLine[]): unknown =>
    lines.map(({ label, count, hours, present, price, usd }) => ({
      label,
      count,
      hours,
      usd_per_hour: price.usdPerHour,
      usd,
      ...(present === undefined
        ? {}
        : { present_usd_per_hour: present.usdPerHour, present_source: present.source }),
      price_source: price.source,
      price_date: price.asOf ?? null,
    }));
  return {
    usd: estimate.usd,
    expected_usd: estimate.expectedUsd,
    instances_usd: sumOf(estimate.instances),
    credits_usd: sumOf(estimate.credits),
    volumes_usd: sumOf(estimate.volumes),
    addresses_usd: sumOf(estimate.addresses),
    saving_usd: savingOf(estimate.instances),
    instances: json(estimate.instances),
    credits: json(estimate.credits),
    volumes: json(estimate.volumes),
    addresses: json(estimate.addresses),
    unpriced: estimate.unpriced,
    runs_without_ttl: estimate.endless,
    usd_per_hour_without_ttl: estimate.endlessUsdPerHour,
    stopping: { runs: estimate.stopping.runs, usd_per_month: estimate.stopping.usdPerMonth },
  };
}
