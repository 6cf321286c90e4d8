import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  accruedParts,
  type Billed,
  billedHours,
  hourlyUsd,
  partsUsd,
  projectedUsd,
  type Rates,
  ratesOf,
} from '../../../src/cost/accrual';
import { testPrices } from './fixtures';

const launchedAt = Date.UTC(2026, 0, 27, 10);
const billed: Billed = {
  instanceType: 't3.micro',
  cpuCredits: 'standard',
  region: 'us-east-1',
  spot: false,
  volumeGib: 8,
  publicAddress: true,
  launchedAt,
  expiresAt: launchedAt + 1_800_000,
};
const rate = 0.0104 + (8 * 0.08) / 730 + 0.005;
const near = (actual: number | undefined, expected: number): void =>
  assert.ok(actual !== undefined && Math.abs(actual - expected) < 1e-12, `${actual} is not ${expected}`);

const ratesFor = (one: Billed): Rates => {
  const rates = ratesOf(one, testPrices);
  assert.ok(rates !== undefined);
  return rates;
};

const accruedUsd = (one: Billed, rates: Rates, now: number): number =>
  partsUsd(accruedParts(one, rates, now));

describe('accrual', () => {
  it('counts by the second, a minute at least', () => {
    assert.deepEqual(
      [0, 59_000, 60_001, 3_600_000, -5_000].map((ms) => Math.round(billedHours(ms) * 3600)),
      [60, 60, 61, 3600, 60],
    );
  });

  it('adds instance, volume and address', () => near(hourlyUsd(ratesFor(billed)), rate));

  it('grows with time and stops at the end', () => {
    near(accruedUsd(billed, ratesFor(billed), launchedAt + 900_000), rate / 4);
    const ended = { ...billed, endedAt: launchedAt + 120_000, goneAt: launchedAt + 120_000 };
    near(accruedUsd(ended, ratesFor(ended), launchedAt + 9_000_000), rate / 30);
    near(projectedUsd(ended, ratesFor(ended), launchedAt + 9_000_000), rate / 30);
  });

  it('projects to the TTL, and past it to now', () => {
    near(projectedUsd(billed, ratesFor(billed), launchedAt + 60_000), rate / 2);
    near(projectedUsd(billed, ratesFor(billed), launchedAt + 3_600_000), rate);
  });

  it('has parts that add up to the total, and shows the savings of Spot', () => {
    const now = launchedAt + 1_800_000;
    for (const one of [billed, { ...billed, spot: true, instanceType: 't3.medium' }]) {
      const parts = accruedParts(one, ratesFor(one), now);
      near(accruedUsd(one, ratesFor(one), now), parts.instance + parts.volume + parts.address);
      near(parts.hours, 0.5);
    }
    assert.equal(accruedParts(billed, ratesFor(billed), now).onDemand, undefined);
    const onSpot: Billed = { ...billed, spot: true, instanceType: 't3.medium' };
    const spot = accruedParts(onSpot, ratesFor(onSpot), now);
    near(spot.instance, 0.0125 / 2);
    near(spot.onDemand, 0.0416 / 2);
    // Without a spot price it is reckoned on demand, and nothing is said to be saved.
    assert.equal(accruedParts(billed, ratesFor({ ...billed, spot: true }), now).onDemand, undefined);
  });

  it('counts CPU credits of burstable types at their most, and none where they throttle', () => {
    const unlimited = { ...billed, cpuCredits: 'unlimited' as const };
    const parts = accruedParts(unlimited, ratesFor(unlimited), launchedAt + 3_600_000);
    near(parts.credits, 2 * 0.9 * 0.05);
    near(projectedUsd(unlimited, ratesFor(unlimited), launchedAt), (rate + 0.09) / 2);
    near(accruedParts(billed, ratesFor(billed), launchedAt + 3_600_000).credits, 0);
  });

  it('counts the disks of a stopped instance on, and nothing else', () => {
    const stopped: Billed = { ...billed, endedAt: launchedAt + 600_000 };
    const disk = (8 * 0.08) / 730;
    near(accruedUsd(stopped, ratesFor(stopped), launchedAt + 7_200_000), (0.0104 + 0.005) / 6 + disk * 2);
    near(projectedUsd(stopped, ratesFor(stopped), launchedAt + 900_000), (0.0104 + 0.005) / 6 + disk / 2);
  });

  it('bounds what spot has cost by the on-demand price or the maximum', () => {
    const spot: Billed = { ...billed, spot: true, instanceType: 't3.medium' };
    const besides = ((8 * 0.08) / 730 + 0.005) / 2;
    const at = launchedAt + 1_800_000;
    near(accruedUsd(spot, ratesFor(spot), at), 0.0125 / 2 + besides);
    near(projectedUsd(spot, ratesFor(spot), at), 0.0416 / 2 + besides);
    const capped: Billed = { ...spot, spotMaxPrice: 0.02 };
    near(projectedUsd(capped, ratesFor(capped), launchedAt), 0.02 / 2 + besides);
  });

  it('takes a price manually over all others', () => {
    const own: Billed = { ...billed, instanceType: 'p9.huge', ownPrice: 4.1 };
    assert.deepEqual(ratesOf(own, testPrices)?.price, { usdPerHour: 4.1, source: 'sweep file' });
  });

  it('knows nothing of a type without a price', () => {
    const unknown = { ...billed, instanceType: 'x9.huge' };
    assert.equal(ratesOf(unknown, testPrices), undefined);
  });

  it('never projects less than has accrued', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.option(fc.integer({ min: 0, max: 1e9 })),
        (after, end) => {
          const run =
            end === null ? billed : { ...billed, endedAt: launchedAt + end, goneAt: launchedAt + end };
          const accrued = accruedUsd(run, ratesFor(run), launchedAt + after);
          return projectedUsd(run, ratesFor(run), launchedAt + after) >= accrued;
        },
      ),
    );
  });
});
