import { t } from '@vscode/l10n';
import type { Run } from '../sweep/run';
import { billedHours } from './accrual';
import { formatHours, formatRate, formatUsd } from './format';
import type { Price, Prices } from './price';

export { formatUsd };

/** GiB of the root volume of Amazon Linux 2023's images, where `volume_size` says nothing else. */
export const defaultVolumeGib = 8;

/** One line of an estimate's arithmetic: `9 × 1h × $0.0416 = $0.3744`. */
export interface CostLine {
  readonly label: string;
  readonly count: number;
  readonly hours: number;
  readonly price: Price;
  readonly usd: number;
  /** On a spot line: what the same would cost on demand, where that is known. USD. */
  readonly onDemandUsd?: number;
}

/** The most a sweep can cost if every run lives to its TTL. */
export interface Estimate {
  /** USD: instances, EBS and public IPv4. A lower bound where `unpriced` or `endless` is not empty. */
  readonly usd: number;
  readonly instances: readonly CostLine[];
  readonly volumes: readonly CostLine[];
  readonly addresses: readonly CostLine[];
  /** `type in region` without a known price. */
  readonly unpriced: readonly string[];
  /** How many runs have no TTL: their bill has no end. */
  readonly endless: number;
}

/** Sum of some lines, USD. */
export const sumOf = (lines: readonly CostLine[]): number => lines.reduce((sum, line) => sum + line.usd, 0);

/** What spot saves against on-demand over all lines, USD; 0 where nothing is spot. */
export const savingOf = (lines: readonly CostLine[]): number =>
  lines.reduce((sum, line) => sum + (line.onDemandUsd === undefined ? 0 : line.onDemandUsd - line.usd), 0);

/** `9 × 1h × $0.0416` */
export const arithmeticOf = (line: CostLine): string =>
  `${line.count} × ${formatHours(line.hours)} × ${formatRate(line.price.usdPerHour)}`;

/**
 * What these runs cost if each lives to its TTL. Runs without one are left out of the sum and counted in `endless`.
 * Where `instance_type` is a list the dearest is taken, since any of them may be launched.
 */
export function estimateOf(runs: readonly Run[], prices: Prices): Estimate {
  const instances = new Ledger();
  const volumes = new Ledger();
  const addresses = new Ledger();
  const unpriced = new Set<string>();
  for (const { settings } of runs) {
    const { region, ttlSeconds } = settings;
    const instance = instancePrice(settings, prices);
    for (const type of instance.unpriced) unpriced.add(t('{0} in {1}', type, region));
    if (ttlSeconds === undefined) continue;
    const hours = billedHours(ttlSeconds * 1000);
    if (instance.dearest !== undefined) {
      const { price, onDemand, type } = instance.dearest;
      const label = settings.spot ? t('{0} spot in {1}', type, region) : t('{0} in {1}', type, region);
      instances.add(label, hours, price, onDemand);
    }
    const gib = settings.volumeSize ?? defaultVolumeGib;
    const volume = prices.volume(region);
    if (volume === undefined) unpriced.add(t('{0} in {1}', 'EBS gp3', region));
    else {
      const whole = { ...volume, usdPerHour: volume.usdPerHour * gib };
      volumes.add(t('EBS gp3, {0} GiB in {1}', gib, region), hours, whole);
    }
    const address = prices.publicIpv4(region);
    if (address === undefined) unpriced.add(t('{0} in {1}', t('Public IPv4'), region));
    else addresses.add(t('Public IPv4 in {0}', region), hours, address);
  }
  const lines = [...instances.lines(), ...volumes.lines(), ...addresses.lines()];
  return {
    usd: sumOf(lines),
    instances: instances.lines(),
    volumes: volumes.lines(),
    addresses: addresses.lines(),
    unpriced: [...unpriced],
    endless: runs.filter((run) => run.settings.ttlSeconds === undefined).length,
  };
}

interface PricedType {
  readonly type: string;
  readonly price: Price;
  readonly onDemand?: Price;
}

function instancePrice(
  settings: Run['settings'],
  prices: Prices,
): { readonly dearest: PricedType | undefined; readonly unpriced: readonly string[] } {
  const priced = settings.instanceTypes.map((type) => ({ type, found: priceOf(type, settings, prices) }));
  return {
    dearest: priced
      .flatMap(({ found }) => (found === undefined ? [] : [found]))
      .reduce<PricedType | undefined>(
        (best, next) => (best === undefined || next.price.usdPerHour > best.price.usdPerHour ? next : best),
        undefined,
      ),
    unpriced: priced.flatMap(({ type, found }) => (found === undefined ? [type] : [])),
  };
}

/** Spot never costs more than its cap: `spot_max_price`, or the on-demand price where none is set. */
function priceOf(type: string, settings: Run['settings'], prices: Prices): PricedType | undefined {
  const onDemand = prices.onDemand(type, settings.region);
  if (!settings.spot) return onDemand === undefined ? undefined : { type, price: onDemand };
  const current = prices.spot(type, settings.region) ?? onDemand;
  const cap = settings.spotMaxPrice;
  if (current === undefined) return undefined;
  const price = cap === undefined || cap >= current.usdPerHour ? current : { ...current, usdPerHour: cap };
  return { type, price, ...(onDemand === undefined ? {} : { onDemand }) };
}

/** Sums alike lines, in the order in which they first came. */
class Ledger {
  readonly #lines = new Map<string, CostLine>();

  add(label: string, hours: number, price: Price, onDemand?: Price): void {
    const key = JSON.stringify([label, hours, price.usdPerHour]);
    const count = (this.#lines.get(key)?.count ?? 0) + 1;
    this.#lines.set(key, {
      label,
      count,
      hours,
      price,
      usd: count * hours * price.usdPerHour,
      ...(onDemand === undefined ? {} : { onDemandUsd: count * hours * onDemand.usdPerHour }),
    });
  }

  lines(): readonly CostLine[] {
    return [...this.#lines.values()];
  }
}
