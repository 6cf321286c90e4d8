import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  accruedParts,
  accruedUsd,
  type Billed,
  billedHours,
  hourlyUsd,
  projectedUsd,
  type Rates,
  ratesOf,
} from '../../../src/cost/accrual';
import { testPrices } from './fixtures';

const launchedAt = Date.UTC(2026, 0, 27, 10);
const billed: Billed = {
  instanceType: 't3.micro',
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
    const ended = { ...billed, endedAt: launchedAt + 120_000 };
    near(accruedUsd(ended, ratesFor(ended), launchedAt + 9_000_000), rate / 30);
    near(projectedUsd(ended, ratesFor(ended), launchedAt + 9_000_000), rate / 30);
  });

  it('projects to the TTL, and past it to now', () => {
    near(projectedUsd(billed, ratesFor(billed), launchedAt + 60_000), rate / 2);
    near(projectedUsd(billed, ratesFor(billed), launchedAt + 3_600_000), rate);
  });

  it('has parts that make up the whole, and says what spot saves', () => {
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
          const run = end === null ? billed : { ...billed, endedAt: launchedAt + end };
          const accrued = accruedUsd(run, ratesFor(run), launchedAt + after);
          return projectedUsd(run, ratesFor(run), launchedAt + after) >= accrued;
        },
      ),
    );
  });
});
