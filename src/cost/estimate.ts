import { t } from '@vscode/l10n';
import { imageOf } from '../sweep/images';
import type { Run, RunSettings } from '../sweep/run';
import { formatHours } from '../text/durations';
import { billedHours } from './accrual';
import { type CreditRule, creditRuleOf } from './credits';
import { type DiskSizes, diskGibOf, type Licences, publicDisks, unknownDisks } from './disk';
import { formatUsd, formatUsdPerHour } from './money';
import { byHand, type Price, type Prices, spotBound } from './price';

/** One line of an estimate: `9 × 1h × $0.0416 = $0.3744`. */
export interface CostLine {
  readonly label: string;
  readonly count: number;
  readonly hours: number;
  /** The maximum hourly price. */
  readonly price: Price;
  readonly usd: number;
  /** On a Spot line: the current price, which can rise. */
  readonly present?: Price | undefined;
  /** On a Spot line: the On-Demand cost of the same, if known. USD. */
  readonly onDemandUsd?: number;
}

/** The maximum cost of a sweep: every run lasts until its TTL. */
export interface Estimate {
  /** USD: instances, CPU credits, EBS and public IPv4. A lower bound where `unpriced` or `endless` is not empty. */
  readonly usd: number;
  /** USD if no CPU credits are used and Spot prices don't change. */
  readonly expectedUsd: number;
  readonly instances: readonly CostLine[];
  /** CPU above the baseline of burstable types, if every vCPU is fully busy. */
  readonly credits: readonly CostLine[];
  readonly volumes: readonly CostLine[];
  readonly addresses: readonly CostLine[];
  /** `type in region` without a known price. */
  readonly unpriced: readonly string[];
  /** The number of runs without a TTL: their cost has no upper bound. */
  readonly endless: number;
  /** The maximum total hourly cost of the runs without a TTL, USD; without those of unknown price. */
  readonly endlessUsdPerHour: number;
  /** Runs whose instance stops at the end of the job: their volumes cost money until someone terminates the instance. */
  readonly stopping: Stopping;
}

export interface Stopping {
  readonly runs: number;
  /** The total cost of their volumes for a month of 730 hours, USD; without those of unknown price. */
  readonly usdPerMonth: number;
}

/** Every line of an estimate, in the order in which it is shown. */
export const linesOf = (estimate: Estimate): readonly CostLine[] => [
  ...estimate.instances,
  ...estimate.credits,
  ...estimate.volumes,
  ...estimate.addresses,
];

/** Sum of some lines, USD. */
export const sumOf = (lines: readonly CostLine[]): number => lines.reduce((sum, line) => sum + line.usd, 0);

/** A line at the current Spot price, or its cost if it isn't a Spot line. USD. */
const presentUsd = ({ count, hours, present, usd }: CostLine): number =>
  present === undefined ? usd : count * hours * present.usdPerHour;

/** The saving of Spot over On-Demand at the current price, as a share of 1; undefined without Spot lines. */
export function savingShareOf(lines: readonly CostLine[]): number | undefined {
  const compared = lines.filter(
    ({ onDemandUsd, present }) => onDemandUsd !== undefined && present !== undefined,
  );
  const onDemand = compared.reduce((sum, { onDemandUsd = 0 }) => sum + onDemandUsd, 0);
  return onDemand === 0 ? undefined : savingOf(compared) / onDemand;
}

/** The saving of Spot over On-Demand over all lines at the current price, USD; 0 without Spot lines. */
export const savingOf = (lines: readonly CostLine[]): number =>
  lines.reduce(
    (sum, line) =>
      sum +
      (line.onDemandUsd === undefined || line.present === undefined
        ? 0
        : line.onDemandUsd - presentUsd(line)),
    0,
  );

/** `9 × 1h × $0.0416` */
export const arithmeticOf = (line: CostLine): string =>
  `${line.count} × ${formatHours(line.hours)} × ${formatUsdPerHour(line.price.usdPerHour)}`;

/** Why the expected cost is less than the maximum: `$0.0244 without CPU credits`. Undefined if they are equal. */
export function expectationOf({ credits, expectedUsd, instances, usd }: Estimate): string | undefined {
  if (usd - expectedUsd < 1e-9) return undefined;
  const text = formatUsd(expectedUsd);
  const spot = instances.some(({ present }) => present !== undefined);
  if (sumOf(credits) === 0) return t('{0} at the current spot price', text);
  return spot
    ? t('{0} at the current spot price and without CPU credits', text)
    : t('{0} without CPU credits', text);
}

/** Hours of the month by which AWS prices storage (aws.amazon.com/ebs/pricing). */
const hoursPerMonth = 730;

/**
 * The cost of these runs if each lasts until its TTL. Runs without a TTL are not part of the sum, and counted in
 * `endless`. If `instance_type` is a list, the most expensive type counts, since any of them can be launched.
 */
export function estimateOf(
  runs: readonly Run[],
  prices: Prices,
  disks: DiskSizes = publicDisks,
  licences: Licences = () => undefined,
): Estimate {
  const instances = new Ledger();
  const credits = new Ledger();
  const volumes = new Ledger();
  const addresses = new Ledger();
  const unpriced = new Set<string>();
  let stopping: Stopping = { runs: 0, usdPerMonth: 0 };
  let endlessUsdPerHour = 0;
  for (const { settings } of runs) {
    const { region, ttlSeconds } = settings;
    const instance = instancePrice(settings, prices, licences);
    for (const what of instance.unpriced) unpriced.add(what);
    const gib = diskGibOf(settings, disks) ?? 0;
    if (gib === 0) {
      for (const image of unknownDisks(settings, disks))
        unpriced.add(t('EBS gp3 for {0} (size unknown without volume_size)', image));
    }
    const volume = prices.volume(region);
    const address = prices.publicIpv4(region);
    if (volume === undefined) unpriced.add(t('{0} in {1}', 'EBS gp3', region));
    if (address === undefined) unpriced.add(t('{0} in {1}', t('Public IPv4'), region));
    if (settings.onComplete === 'stop') {
      const month = (volume?.usdPerHour ?? 0) * gib * hoursPerMonth;
      stopping = { runs: stopping.runs + 1, usdPerMonth: stopping.usdPerMonth + month };
    }
    if (ttlSeconds === undefined) {
      endlessUsdPerHour +=
        (instance.dearest === undefined ? 0 : mostPerHour(instance.dearest)) +
        (volume?.usdPerHour ?? 0) * gib +
        (address?.usdPerHour ?? 0);
      continue;
    }
    const hours = billedHours(ttlSeconds * 1000);
    if (instance.dearest !== undefined) {
      const { credit, type, ...priced } = instance.dearest;
      instances.add(marketLabel(settings, type), hours, priced);
      if (credit !== undefined && credit.usdPerHour > 0) {
        credits.add(t('{0} CPU credits at most', type), hours, { price: creditPrice(credit, priced.price) });
      }
    }
    if (volume !== undefined && gib > 0) {
      const price = { ...volume, usdPerHour: volume.usdPerHour * gib };
      volumes.add(t('EBS gp3, {0} GiB in {1}', gib, region), hours, { price });
    }
    if (address !== undefined) addresses.add(t('Public IPv4 in {0}', region), hours, { price: address });
  }
  return summed({
    instances: instances.lines(),
    credits: credits.lines(),
    volumes: volumes.lines(),
    addresses: addresses.lines(),
    unpriced: [...unpriced],
    endless: runs.filter((run) => run.settings.ttlSeconds === undefined).length,
    endlessUsdPerHour,
    stopping,
  });
}

function marketLabel({ region, spot, spotFallback }: RunSettings, type: string): string {
  if (spotFallback === true) return t('{0} spot, else on demand, in {1}', type, region);
  return spot ? t('{0} spot in {1}', type, region) : t('{0} in {1}', type, region);
}

/** The same price in any region, with the date of the instance's price. */
const creditPrice = ({ usdPerHour }: CreditRule, { asOf, source }: Price): Price => ({
  usdPerHour,
  source,
  asOf,
});

/** Creates an estimate from its lines. */
export function summed(parts: Omit<Estimate, 'usd' | 'expectedUsd'>): Estimate {
  const { addresses, credits, instances, volumes } = parts;
  const besides = sumOf(volumes) + sumOf(addresses);
  const present = instances.reduce((sum, line) => sum + presentUsd(line), 0);
  return {
    usd: sumOf(instances) + sumOf(credits) + besides,
    expectedUsd: present + besides,
    ...parts,
  };
}

/** Combines estimates of several parts of a sweep: equal lines become one. */
export function together(parts: readonly Estimate[]): Estimate {
  const lines = (of: (estimate: Estimate) => readonly CostLine[]) => merged(parts.flatMap(of));
  return summed({
    instances: lines(({ instances }) => instances),
    credits: lines(({ credits }) => credits),
    volumes: lines(({ volumes }) => volumes),
    addresses: lines(({ addresses }) => addresses),
    unpriced: [...new Set(parts.flatMap(({ unpriced }) => unpriced))],
    endless: parts.reduce((sum, { endless }) => sum + endless, 0),
    endlessUsdPerHour: parts.reduce((sum, { endlessUsdPerHour }) => sum + endlessUsdPerHour, 0),
    stopping: {
      runs: parts.reduce((sum, { stopping }) => sum + stopping.runs, 0),
      usdPerMonth: parts.reduce((sum, { stopping }) => sum + stopping.usdPerMonth, 0),
    },
  });
}

/** Multiplies an estimate. */
export function times(estimate: Estimate, count: number): Estimate {
  const lines = (all: readonly CostLine[]) => all.map((line) => scaled(line, count));
  return summed({
    instances: lines(estimate.instances),
    credits: lines(estimate.credits),
    volumes: lines(estimate.volumes),
    addresses: lines(estimate.addresses),
    unpriced: estimate.unpriced,
    endless: estimate.endless * count,
    endlessUsdPerHour: estimate.endlessUsdPerHour * count,
    stopping: {
      runs: estimate.stopping.runs * count,
      usdPerMonth: estimate.stopping.usdPerMonth * count,
    },
  });
}

const scaled = (line: CostLine, factor: number): CostLine => ({
  ...line,
  count: line.count * factor,
  usd: line.usd * factor,
  ...(line.onDemandUsd === undefined ? {} : { onDemandUsd: line.onDemandUsd * factor }),
});

function merged(lines: readonly CostLine[]): readonly CostLine[] {
  const byText = new Map<string, CostLine>();
  for (const line of lines) {
    const key = JSON.stringify([line.label, line.hours, line.price.usdPerHour, line.present?.usdPerHour]);
    const before = byText.get(key);
    byText.set(key, before === undefined ? line : joined(before, line));
  }
  return [...byText.values()];
}

const joined = (a: CostLine, b: CostLine): CostLine => ({
  ...a,
  count: a.count + b.count,
  usd: a.usd + b.usd,
  ...(a.onDemandUsd === undefined || b.onDemandUsd === undefined
    ? {}
    : { onDemandUsd: a.onDemandUsd + b.onDemandUsd }),
});

/** The hourly cost of an instance. */
interface HourlyPrice {
  /** The maximum hourly cost. */
  readonly price: Price;
  /** For Spot: the current price. */
  readonly present?: Price;
  readonly onDemand?: Price | undefined;
}

interface PricedType extends HourlyPrice {
  readonly type: string;
  readonly credit: CreditRule | undefined;
}

const mostPerHour = ({ credit, price }: PricedType): number => price.usdPerHour + (credit?.usdPerHour ?? 0);

function instancePrice(
  settings: RunSettings,
  prices: Prices,
  licences: Licences,
): { readonly dearest: PricedType | undefined; readonly unpriced: readonly string[] } {
  const { ami, price: own, region } = settings;
  const priced = settings.instanceTypes.map((type) => {
    // The cost of the operating system is added to the price for Linux, and isn't in any of these lists.
    const licence = own === undefined ? licences(imageOf(ami, type), region) : undefined;
    const name =
      licence === undefined ? t('{0} in {1}', type, region) : t('{0} with {1} in {2}', type, licence, region);
    return { name, found: licence === undefined ? priceOf(type, settings, prices) : undefined };
  });
  return {
    dearest: priced
      .flatMap(({ found }) => (found === undefined ? [] : [found]))
      .reduce<PricedType | undefined>(
        (best, next) => (best === undefined || mostPerHour(next) > mostPerHour(best) ? next : best),
        undefined,
      ),
    unpriced: priced.flatMap(({ found, name }) => (found === undefined ? [name] : [])),
  };
}

function priceOf(type: string, settings: RunSettings, prices: Prices): PricedType | undefined {
  const { cpuCredits, price: own, region, spot, spotFallback, spotMaxPrice } = settings;
  const credit = creditRuleOf(type, cpuCredits);
  const onDemand = own === undefined ? prices.onDemand(type, region) : byHand(own);
  if (!spot) return onDemand && { type, credit, price: onDemand };
  // All attempts together last no longer than the TTL, and any of them may be on demand.
  const bound = spotFallback === true ? onDemand : spotBound(onDemand, spotMaxPrice, region);
  if (bound === undefined) return undefined;
  const present = prices.spot(type, region);
  return {
    type,
    credit,
    price: bound,
    ...(present === undefined || present.usdPerHour > bound.usdPerHour ? {} : { present }),
    onDemand,
  };
}

/** Sums equal lines, in their original order. */
class Ledger {
  readonly #lines = new Map<string, CostLine>();

  add(label: string, hours: number, { onDemand, present, price }: HourlyPrice): void {
    const key = JSON.stringify([label, hours, price.usdPerHour, present?.usdPerHour]);
    const count = (this.#lines.get(key)?.count ?? 0) + 1;
    const all = (one: Price): number => count * hours * one.usdPerHour;
    this.#lines.set(key, {
      label,
      count,
      hours,
      price,
      usd: all(price),
      present,
      ...(onDemand === undefined ? {} : { onDemandUsd: all(onDemand) }),
    });
  }

  lines(): readonly CostLine[] {
    return [...this.#lines.values()];
  }
}
