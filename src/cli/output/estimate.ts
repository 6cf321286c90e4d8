import { arithmeticOf, type CostLine, type Estimate, formatUsd, savingOf, sumOf } from '../../cost/estimate';

/** The most it can cost, and how that comes about; several lines. */
export function renderEstimate(estimate: Estimate): string {
  const lines = [...estimate.instances, ...estimate.volumes, ...estimate.addresses];
  const saving = savingOf(estimate.instances);
  return [
    estimateLine(estimate),
    ...lines.map((line) => `  ${line.label}: ${arithmeticOf(line)} = ${formatUsd(line.usd)}`),
    ...(saving > 0 ? [`  Spot saves ${formatUsd(saving)} against on-demand.`] : []),
    ...estimate.unpriced.map((what) => `  ${what}: price unknown, not in the sum`),
    ...(estimate.endless > 0
      ? [
          `  ${estimate.endless} ${runs(estimate.endless)} without a ttl: the bill has no end, and is not in the sum`,
        ]
      : []),
    ...sourcesOf(lines).map((source) => `  Prices: ${source}`),
  ].join('\n');
}

/** Only the sum. */
export const estimateLine = (estimate: Estimate): string => `Estimated cost: ${headline(estimate)}`;

function headline(estimate: Estimate): string {
  if (estimate.endless > 0) return `${formatUsd(estimate.usd)} and more`;
  if (estimate.unpriced.length > 0) return `${formatUsd(estimate.usd)} and what is unknown`;
  return `≤ ${formatUsd(estimate.usd)}`;
}

const runs = (count: number): string => (count === 1 ? 'run' : 'runs');

const sourcesOf = (lines: readonly CostLine[]): readonly string[] => [
  ...new Set(lines.map(({ price }) => `${price.source}, ${price.asOf}`)),
];

export function estimateJson(estimate: Estimate): unknown {
  const linesOf = (lines: readonly CostLine[]): unknown =>
    lines.map(({ label, count, hours, price, usd }) => ({
      label,
      count,
      hours,
      usd_per_hour: price.usdPerHour,
      usd,
      price_source: price.source,
      price_date: price.asOf,
    }));
  return {
    usd: estimate.usd,
    instances_usd: sumOf(estimate.instances),
    volumes_usd: sumOf(estimate.volumes),
    addresses_usd: sumOf(estimate.addresses),
    saving_usd: savingOf(estimate.instances),
    instances: linesOf(estimate.instances),
    volumes: linesOf(estimate.volumes),
    addresses: linesOf(estimate.addresses),
    unpriced: estimate.unpriced,
    runs_without_ttl: estimate.endless,
  };
}
