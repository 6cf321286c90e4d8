import {
  arithmeticOf,
  type CostLine,
  type Estimate,
  expectationOf,
  linesOf,
  savingOf,
  sumOf,
} from '../../cost/estimate';
import { formatUsd } from '../../cost/money';
import { sourceOf } from '../../cost/price';

/** The most it can cost, and how that comes about; several lines. */
export function renderEstimate(estimate: Estimate): string {
  const lines = linesOf(estimate);
  const saving = savingOf(estimate.instances);
  return [
    estimateLine(estimate),
    ...lines.map((line) => `  ${line.label}: ${arithmeticOf(line)} = ${formatUsd(line.usd)}`),
    ...(saving > 0 ? [`  At the present price spot saves ${formatUsd(saving)} against on-demand.`] : []),
    ...estimate.unpriced.map((what) => `  ${what}: price unknown, not in the sum`),
    ...(estimate.endless > 0
      ? [
          `  ${estimate.endless} ${runs(estimate.endless)} without a ttl: the bill has no end, and is not in the sum`,
        ]
      : []),
    ...stoppingLines(estimate),
    ...sourcesOf(lines).map((source) => `  Prices: ${source}`),
  ].join('\n');
}

/** Only the sum. */
export const estimateLine = (estimate: Estimate): string => `Estimated cost: ${headline(estimate)}`;

function headline(estimate: Estimate): string {
  if (estimate.endless > 0) return `${formatUsd(estimate.usd)} and more`;
  if (estimate.unpriced.length > 0) return `${formatUsd(estimate.usd)} and what is unknown`;
  const expected = expectationOf(estimate);
  return `≤ ${formatUsd(estimate.usd)}${expected === undefined ? '' : ` (${expected})`}`;
}

/** What costs on once the jobs have ended. */
function stoppingLines({ stopping: { runs: count, usdPerMonth } }: Estimate): readonly string[] {
  if (count === 0) return [];
  return [
    `  on_complete: stop keeps the disks of ${count} stopped ${count === 1 ? 'instance' : 'instances'}: ${formatUsd(usdPerMonth)} a month, until they are terminated`,
  ];
}

const runs = (count: number): string => (count === 1 ? 'run' : 'runs');

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
    stopping: { runs: estimate.stopping.runs, usd_per_month: estimate.stopping.usdPerMonth },
  };
}
