import { t } from '@vscode/l10n';
import type { Prices } from '../cost/price';
import type { KnownInstanceType } from '../sweep/knowledge';

/** `2 vCPU · 4 GiB · $0.0416/h`; without the price if it is unknown. */
export function describeType(type: KnownInstanceType, region: string, prices: Prices | undefined): string {
  const price = prices?.onDemand(type.name, region);
  const size = t('{0} vCPU · {1} GiB', type.vcpus, rounded(type.memoryGib, 2));
  return price === undefined ? size : `${size} · $${rounded(price.usdPerHour, 4)}/h`;
}

const rounded = (value: number, decimals: number): number => Number(value.toFixed(decimals));

/** Families in their usual order: burstable, general purpose, compute, memory, GPU. */
const families = ['t', 'm', 'c', 'r', 'g', 'p'];

/** The types in a useful order: current generations first, each family from its newest generation and smallest size. */
export function inOrderOfChoice(
  types: Iterable<KnownInstanceType>,
  region: string,
  prices: Prices | undefined,
): readonly KnownInstanceType[] {
  return [...types]
    .map((type) => ({ type, rank: rankOf(type, prices?.onDemand(type.name, region)?.usdPerHour) }))
    .sort((a, b) => compare(a.rank, b.rank))
    .map(({ type }) => type);
}

type Rank = readonly (number | string)[];

function rankOf(
  { name, vcpus, memoryGib, architectures, previousGeneration }: KnownInstanceType,
  usdPerHour: number | undefined,
): Rank {
  const [, family = name, generation = '0', options = '', size = ''] =
    /^([a-z]+)(\d+)([a-z\d-]*)\.(.+)$/.exec(name) ?? [];
  const place = families.indexOf(family);
  return [
    previousGeneration === true ? 1 : 0,
    place === -1 ? families.length : place,
    family,
    architectures.includes('x86_64') ? 0 : 1,
    -Number(generation),
    options.length,
    options,
    size.startsWith('metal') ? 1 : 0,
    vcpus,
    memoryGib,
    usdPerHour ?? Number.POSITIVE_INFINITY,
    name,
  ];
}

function compare(a: Rank, b: Rank): number {
  for (const [at, one] of a.entries()) {
    const other = b[at] ?? 0;
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}
