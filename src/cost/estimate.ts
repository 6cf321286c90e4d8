import { t } from '@vscode/l10n';
import { imageOf } from '../sweep/images';
import type { Run, RunSettings } from '../sweep/run';
import { formatHours } from '../text/durations';
import { billedHours } from './accrual';
import { type CreditRule, creditRuleOf } from './credits';
import { type DiskSizes, diskGibOf, type Licences, publicDisks, unknownDisks } from './disk';
import { formatUsd, formatUsdPerHour } from './money';
import { byHand, type Price, type Prices, spotBound } from './price';

/** One line of an estimate's arithmetic: `9 × 1h × $0.0416 = $0.3744`. */
export interface CostLine {
  readonly label: string;
  readonly count: number;
  readonly hours: number;
  /** The most that an hour can cost. */
  readonly price: Price;
  readonly usd: number;
  /** On a spot line: the present price, which may rise. */
  readonly present?: Price | undefined;
  /** On a spot line: what the same would cost on demand, where that is known. USD. */
  readonly onDemandUsd?: number;
}

/** The maximum cost of a sweep if every run lasts until its TTL. */
export interface Estimate {
  /** USD: instances, CPU credits, EBS and public IPv4. A lower bound where `unpriced` or `endless` is not empty. */
  readonly usd: number;
  /** USD if no CPU credits are used and spot prices stay as they are. */
  readonly expectedUsd: number;
  readonly instances: readonly CostLine[];
  /** CPU above the baseline of burstable types, if every vCPU is busy all the time. */
  readonly credits: readonly CostLine[];
  readonly volumes: readonly CostLine[];
  readonly addresses: readonly CostLine[];
  /** `type in region` without a known price. */
  readonly unpriced: readonly string[];
  /** How many runs have no TTL: their bill has no end. */
  readonly endless: number;
  /** What the runs without a TTL cost in an hour together, at most, USD; without those of unknown price. */
  readonly endlessUsdPerHour: number;
  /** Runs whose instance stops with its job: their disks cost until someone terminates them. */
  readonly stopping: Stopping;
}

export interface Stopping {
  readonly runs: number;
  /** What their disks cost together in a month of 730 hours, USD; without those of unknown price. */
  readonly usdPerMonth: number;
}

/** Every line of an estimate, in the order in which people read it. */
export const linesOf = (estimate: Estimate): readonly CostLine[] => [
  ...estimate.instances,
  ...estimate.credits,
  ...estimate.volumes,
  ...estimate.addresses,
];

/** Sum of some lines, USD. */
export const sumOf = (lines: readonly CostLine[]): number => lines.reduce((sum, line) => sum + line.usd, 0);

/** A line at the present spot price, or what it costs where it is not on spot. USD. */
const presentUsd = ({ count, hours, present, usd }: CostLine): number =>
  present === undefined ? usd : count * hours * present.usdPerHour;

/** How much less than on demand spot costs at its present price, as a share of 1; undefined where nothing is spot. */
export function savingShareOf(lines: readonly CostLine[]): number | undefined {
  const compared = lines.filter(
    ({ onDemandUsd, present }) => onDemandUsd !== undefined && present !== undefined,
  );
  const onDemand = compared.reduce((sum, { onDemandUsd = 0 }) => sum + onDemandUsd, 0);
  return onDemand === 0 ? undefined : savingOf(compared) / onDemand;
}

/** What spot saves against on-demand over all lines at its present price, USD; 0 where nothing is spot. */
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

/** Why less than the bound is to be expected: `$0.0244 without CPU credits`. Undefined where the bound is what it costs. */
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
 * The cost of these runs if each lasts until its TTL. Runs without one are left out of the sum and counted in `endless`.
 * Where `instance_type` is a list the dearest is taken, since any of them may be launched.
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
      const label = settings.spot ? t('{0} spot in {1}', type, region) : t('{0} in {1}', type, region);
      instances.add(label, hours, priced);
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

/** The same price at any region: the date is that of the instance's. */
const creditPrice = ({ usdPerHour }: CreditRule, { asOf, source }: Price): Price => ({
  usdPerHour,
  source,
  asOf,
});

/** An estimate from its lines. */
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

/** Estimates of several parts of a sweep as one: lines that say the same become one. */
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

/** The same so many times. */
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

/** What an hour of an instance costs. */
interface HourlyPrice {
  /** The most that it can cost. */
  readonly price: Price;
  /** On spot: now. */
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
    // What the system costs comes on top of the price for Linux, and is not in any of these lists.
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
  const { cpuCredits, price: own, region, spot, spotMaxPrice } = settings;
  const credit = creditRuleOf(type, cpuCredits);
  const onDemand = own === undefined ? prices.onDemand(type, region) : byHand(own);
  if (!spot) return onDemand && { type, credit, price: onDemand };
  const bound = spotBound(onDemand, spotMaxPrice, region);
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

/** Sums alike lines, in the order in which they first came. */
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
