import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  accruedParts,
  type Billed,
  hourlyUsd,
  partsUsd,
  projectedUsd,
  type Rates,
  ratesOf,
} from '../../../src/cost/accrual';
import { alertsOf } from '../../../src/cost/alerts';
import { creditRuleOf } from '../../../src/cost/credits';
import { unknownDisks } from '../../../src/cost/disk';
import {
  estimateOf,
  linesOf,
  savingOf,
  savingShareOf,
  sumOf,
  times,
  together,
} from '../../../src/cost/estimate';
import { formatUsd, formatUsdPerHour } from '../../../src/cost/money';
import { sourceOf, spotBound } from '../../../src/cost/price';
import type { Run, RunSettings } from '../../../src/sweep/run';
import { settingsOf } from '../../sample-sweep';
import { runWith, testPrices } from './fixtures';

const hour = 3_600_000;
const price = (usdPerHour: number) => ({ usdPerHour, source: 'test', asOf: '2026-01-27' });
const kind: Billed = {
  instanceType: 't3.micro',
  region: 'us-east-1',
  spot: false,
  volumeGib: 8,
  publicAddress: true,
  launchedAt: 0,
};
const near = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);

describe('what an hour costs', () => {
  it('has no price if the system costs extra, unless the file sets one', () => {
    assert.equal(ratesOf({ ...kind, licensed: true }, testPrices), undefined);
    assert.equal(ratesOf({ ...kind, licensed: true, ownPrice: 2 }, testPrices)?.price.usdPerHour, 2);
    assert.ok(ratesOf({ ...kind, licensed: false }, testPrices) !== undefined);
  });

  it('is the sum of its parts, with CPU credits at their most', () => {
    const rates: Rates = {
      price: price(1),
      most: 2,
      exact: false,
      credits: 0.5,
      volume: 0.25,
      address: 0.125,
    };
    assert.equal(hourlyUsd(rates), 2.875);
    const parts = accruedParts({ launchedAt: 0 }, rates, hour);
    assert.equal(partsUsd(parts), 1.875);
    assert.deepEqual([parts.instance, parts.credits, parts.volume, parts.address], [1, 0.5, 0.25, 0.125]);
    // A spot price of one moment may have been the highest ever since.
    assert.equal(projectedUsd({ launchedAt: 0 }, rates, hour), 2.875);
    assert.equal(projectedUsd({ launchedAt: 0 }, { ...rates, exact: true }, hour), 1.875);
    assert.equal(
      projectedUsd({ launchedAt: 0, expiresAt: 2 * hour }, { ...rates, exact: true }, hour),
      1.875 + 2.875,
    );
    // Gone, it costs what it has cost, whatever its TTL was.
    const gone = { launchedAt: 0, endedAt: hour, goneAt: hour, expiresAt: 9 * hour };
    assert.equal(projectedUsd(gone, { ...rates, exact: true }, 5 * hour), 1.875);
    const stopped = { launchedAt: 0, endedAt: hour, expiresAt: 3 * hour };
    assert.equal(projectedUsd(stopped, { ...rates, exact: true }, hour), 1.875 + 2 * 0.25);
  });

  it('shows where its price is from', () => {
    assert.equal(sourceOf(price(1)), 'test, 2026-01-27');
    assert.equal(sourceOf({ usdPerHour: 1, source: 'sweep file' }), 'sweep file');
  });

  it('on spot is bounded by the lower of the maximum and the on-demand price', () => {
    const bound = (onDemand: number | undefined, most: number | undefined, region = 'us-east-1') =>
      spotBound(onDemand === undefined ? undefined : price(onDemand), most, region)?.usdPerHour;
    assert.deepEqual(
      [
        bound(1, undefined),
        bound(1, 0.5),
        bound(1, 1),
        bound(1, 2),
        bound(undefined, 0.5),
        bound(undefined, undefined),
      ],
      [1, 0.5, 1, 1, 0.5, undefined],
    );
    assert.equal(bound(1, 0.5, 'cn-north-1'), 1);
    assert.equal(spotBound(price(1), 1, 'us-east-1')?.source, 'test');
  });
});

describe('CPU credits', () => {
  // aws.amazon.com/ec2/pricing/on-demand and AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html
  for (const [type, mode, vcpus, baseline, usdPerHour] of [
    ['t3.nano', 'unlimited', 2, 0.05, 2 * 0.95 * 0.05],
    ['t3.micro', 'unlimited', 2, 0.1, 2 * 0.9 * 0.05],
    ['t3.2xlarge', 'unlimited', 8, 0.4, 8 * 0.6 * 0.05],
    ['t4g.micro', 'unlimited', 2, 0.1, 2 * 0.9 * 0.04],
    ['t2.micro', 'standard', 1, 0.1, 0],
  ] as const)
    it(`of ${type}`, () => {
      const rule = creditRuleOf(type);
      assert.deepEqual([rule?.mode, rule?.vcpus], [mode, vcpus]);
      near(rule?.baseline ?? Number.NaN, baseline);
      near(rule?.usdPerHour ?? Number.NaN, usdPerHour);
    });

  it('are those of the file, and none for other types', () => {
    assert.equal(creditRuleOf('t3.micro', 'standard')?.usdPerHour, 0);
    near(creditRuleOf('t2.micro', 'unlimited')?.usdPerHour ?? Number.NaN, 0.9 * 0.05);
    for (const type of ['m5.large', 't3.gigantic', 't3', '', 'toString.micro', 't3.toString'])
      assert.equal(creditRuleOf(type), undefined, type);
  });
});

/** A run with these settings; a TTL of 0 is none. */
function runOfSettings({ ttlSeconds, ...own }: Partial<RunSettings>): Run {
  const run = runWith(own);
  if (ttlSeconds !== 0) return ttlSeconds === undefined ? run : runWith({ ...own, ttlSeconds });
  const { ttlSeconds: _, ...settings } = run.settings;
  return { ...run, settings };
}

describe('an estimate', () => {
  const prices = { ...testPrices, volume: () => price(0.001), publicIpv4: () => price(0.005) };

  it('reads instances, credits, volumes, addresses, in this order, and they are its sum', () => {
    const estimate = estimateOf([runWith({})], prices);
    assert.deepEqual(
      linesOf(estimate).map(({ label }) => label),
      [
        't3.micro in us-east-1',
        't3.micro CPU credits at most',
        'EBS gp3, 8 GiB in us-east-1',
        'Public IPv4 in us-east-1',
      ],
    );
    near(sumOf(linesOf(estimate)), estimate.usd);
  });

  it('names spot, and what it saves against on demand', () => {
    const spot = estimateOf(
      [runWith({ instanceTypes: ['t3.medium'], spot: true, cpuCredits: 'standard' })],
      prices,
    );
    assert.equal(spot.instances[0]?.label, 't3.medium spot in us-east-1');
    near(savingOf(spot.instances), 0.0416 - 0.0125);
    near(savingShareOf(spot.instances) ?? Number.NaN, (0.0416 - 0.0125) / 0.0416);
    assert.equal(savingShareOf(estimateOf([runWith({})], prices).instances), undefined);
    assert.equal(savingOf(estimateOf([runWith({})], prices).instances), 0);
    // Without a present price no one knows what it saves.
    const unseen = estimateOf([runWith({ spot: true })], prices);
    assert.equal(unseen.instances[0]?.present, undefined);
    assert.equal(savingOf(unseen.instances), 0);
    // One above the maximum launches nothing.
    const capped = estimateOf(
      [runWith({ instanceTypes: ['t3.medium'], spot: true, spotMaxPrice: 0.01 })],
      prices,
    );
    assert.equal(capped.instances[0]?.present, undefined);
    assert.equal(capped.instances[0]?.price.usdPerHour, 0.01);
  });

  it('takes the dearest type, with its credits', () => {
    const types = (...instanceTypes: readonly string[]) =>
      estimateOf([runWith({ instanceTypes })], prices).instances[0]?.label;
    assert.equal(types('t3.micro', 't3.medium'), 't3.medium in us-east-1');
    assert.equal(types('t3.medium', 't3.micro'), 't3.medium in us-east-1');
    assert.equal(types('t3.medium', 'x9.huge'), 't3.medium in us-east-1');
    // Of two that cost the same, the one that is tried first.
    const same = { ...prices, onDemand: () => price(1) };
    const first = (...instanceTypes: readonly string[]) =>
      estimateOf([runWith({ instanceTypes })], same).instances[0]?.label;
    assert.deepEqual(
      [first('m5.large', 'm6i.large'), first('m6i.large', 'm5.large')],
      ['m5.large in us-east-1', 'm6i.large in us-east-1'],
    );
  });

  it('names what has no price: a system, an image without a known disk, a region', () => {
    const licensed = estimateOf(
      [runWith({ ami: 'ami-1' })],
      prices,
      () => 8,
      () => 'Windows',
    );
    assert.deepEqual(licensed.unpriced, ['t3.micro with Windows in us-east-1']);
    assert.deepEqual(
      estimateOf(
        [runWith({ ami: 'ami-1', price: 2 })],
        prices,
        () => 8,
        () => 'Windows',
      ).unpriced,
      [],
    );
    const unknown = estimateOf([runWith({ ami: 'ami-1' })], prices, () => undefined);
    assert.deepEqual(unknown.unpriced, ['EBS gp3 for ami-1 (size unknown without volume_size)']);
    assert.deepEqual(
      estimateOf([runWith({})], { ...prices, publicIpv4: () => undefined, volume: () => undefined }).unpriced,
      ['EBS gp3 in us-east-1', 'Public IPv4 in us-east-1'],
    );
    const settings = settingsOf({ ami: 'ami-1' });
    assert.deepEqual(
      unknownDisks(settings, () => undefined),
      ['ami-1'],
    );
    assert.deepEqual(
      unknownDisks({ ...settings, volumeSize: 8 }, () => undefined),
      [],
    );
    assert.deepEqual(
      unknownDisks(settings, () => 8),
      [],
    );
  });

  it('is the same for parts put together and times as many as for all runs', () => {
    const settings = fc.record(
      {
        instanceTypes: fc.constantFrom(['t3.micro'], ['t3.medium'], ['x9.huge']),
        spot: fc.boolean(),
        onComplete: fc.constantFrom('keep', 'stop', 'terminate'),
        volumeSize: fc.constantFrom(8, 100),
        ttlSeconds: fc.constantFrom(3_600, 7_200, 0),
      },
      { requiredKeys: ['instanceTypes'] },
    );
    const groups = fc.array(fc.tuple(settings, fc.integer({ min: 1, max: 4 })), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(groups, (all) => {
        const runs = all.flatMap(([own, count]) => Array.from({ length: count }, () => runOfSettings(own)));
        const whole = estimateOf(runs, prices);
        const parts = together(
          all.map(([own, count]) => times(estimateOf([runOfSettings(own)], prices), count)),
        );
        near(parts.usd, whole.usd);
        near(parts.expectedUsd, whole.expectedUsd);
        near(parts.endlessUsdPerHour, whole.endlessUsdPerHour);
        near(parts.stopping.usdPerMonth, whole.stopping.usdPerMonth);
        near(savingOf(parts.instances), savingOf(whole.instances));
        assert.deepEqual(
          [parts.endless, parts.stopping.runs, [...parts.unpriced].sort()],
          [whole.endless, whole.stopping.runs, [...whole.unpriced].sort()],
        );
        const shown = (estimate: typeof whole) =>
          linesOf(estimate)
            .map(
              ({ count, hours, label, onDemandUsd }) =>
                `${count} ${hours} ${label} ${onDemandUsd?.toFixed(6)}`,
            )
            .sort();
        assert.deepEqual(shown(parts), shown(whole));
      }),
    );
  });
});

describe('an amount of money', () => {
  for (const [usd, text] of [
    [0, '$0.00'],
    [0.1, '$0.10'],
    [0.0995, '$0.10'],
    [0.0994, '$0.0994'],
    [0.00001234, '$0.0000123'],
    [1.005, '$1.01'],
    [-1.5, '-$1.50'],
    [999.999, '$1,000.00'],
    [1_234_567.5, '$1,234,567.50'],
    [999_999_999, '$999,999,999.00'],
    [1_500_000_000, '$1,500,000,000.00'],
    [Number.NaN, '$?'],
    [Number.POSITIVE_INFINITY, '$?'],
  ] as const)
    it(`${usd} is ${text}`, () => assert.equal(formatUsd(usd), text));

  for (const [usd, text] of [
    [0.0416, '$0.0416'],
    [98.32, '$98.32'],
    [0.08, '$0.08'],
    [2, '$2.00'],
    [0.00010958904, '$0.00011'],
    [12.24567, '$12.2457'],
  ] as const)
    it(`${usd} per hour is ${text}`, () => assert.equal(formatUsdPerHour(usd), text));
});

describe('failures in a row', () => {
  const run = (state: string, endedAt?: number) => ({
    name: `${state} ${endedAt}`,
    state,
    launchedAt: 0,
    billing: false,
    ...(endedAt === undefined ? {} : { endedAt }),
  });
  const count = (...runs: readonly ReturnType<typeof run>[]) => {
    const [alert] = alertsOf([{ id: 's', accruedUsd: 0, runs }], { failuresInARow: 1 }, 10);
    return alert?.kind === 'failures-in-a-row' ? alert.count : 0;
  };

  it('are those since the last success, by when they ended, of any kind', () => {
    assert.equal(count(run('failed', 3), run('launch-failed', 2), run('lost', 4), run('succeeded', 1)), 3);
    assert.equal(count(run('succeeded', 5), run('failed', 3)), 0);
    assert.equal(count(run('failed', 3), run('succeeded', 2), run('failed', 1)), 1);
    // What was cancelled, or runs, is neither.
    assert.equal(count(run('failed', 3), run('cancelled', 4), run('running'), run('expired', 5)), 1);
    // One that never began ended before all others.
    assert.equal(count(run('launch-failed'), run('succeeded', 2)), 0);
  });
});
