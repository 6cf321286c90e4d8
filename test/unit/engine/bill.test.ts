import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Billed } from '../../../src/cost/accrual';
import type { Price, Prices } from '../../../src/cost/price';
import { pricesNow } from '../../../src/engine/launch/prices-now';
import type { SweepRecord } from '../../../src/engine/record/sweep-record';
import { accountOf, billsAt, pricesOf } from '../../../src/engine/track/bill';
import { planSweep } from '../../../src/plan/plan';
import { sweepOf } from '../../sample-sweep';
import { testPrices } from '../cost/fixtures';

const hour = 3_600_000;
const start = Date.UTC(2026, 0, 27, 10);

/** Few values of each, so that many pairs differ in one of them alone. */
const billed: fc.Arbitrary<Billed> = fc
  .record(
    {
      instanceType: fc.constantFrom('t3.micro', 't3.medium', 'x9.huge'),
      region: fc.constantFrom('us-east-1', 'eu-west-1'),
      spot: fc.boolean(),
      spotMaxPrice: fc.constantFrom(0.01, 0.02),
      cpuCredits: fc.constantFrom('standard', 'unlimited'),
      ownPrice: fc.constantFrom(1, 4),
      licensed: fc.constant(true),
      volumeGib: fc.constantFrom(8, 100),
      publicAddress: fc.boolean(),
      launchedAt: fc.constantFrom(start, start + hour),
      endedAt: fc.constantFrom(start + 2 * hour, start + 3 * hour),
      goneAt: fc.constantFrom(start + 3 * hour, start + 4 * hour),
      expiresAt: fc.constantFrom(start + 5 * hour, start + 6 * hour),
    },
    {
      requiredKeys: ['instanceType', 'region', 'spot', 'volumeGib', 'publicAddress', 'launchedAt'],
    },
  )
  .map(({ goneAt, ...one }) =>
    one.endedAt === undefined || goneAt === undefined ? one : { ...one, goneAt },
  );

const one: Billed = {
  instanceType: 't3.micro',
  cpuCredits: 'standard',
  region: 'us-east-1',
  spot: false,
  volumeGib: 8,
  publicAddress: true,
  launchedAt: start,
};

describe('the costs of a sweep', () => {
  it('are shared by instances that cost the same alone', () => {
    fc.assert(
      fc.property(fc.array(billed, { maxLength: 30 }), (all) => {
        const now = start + 5 * hour;
        const shared = billsAt(now, testPrices);
        for (const each of all) {
          const account = accountOf(each);
          assert.deepEqual(shared(account), billsAt(now, testPrices)(account));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('charge a public address to the instances that have one', () => {
    const billOf = billsAt(start + hour, testPrices);
    const [open, closed] = [true, false].map((publicAddress) => billOf(accountOf({ ...one, publicAddress })));
    assert.equal(open?.costParts.address, 0.005);
    assert.equal(closed?.costParts.address, 0);
    assert.ok(Math.abs((open?.accruedUsd ?? 0) - (closed?.accruedUsd ?? 0) - 0.005) < 1e-12);
  });

  it('cost nothing more per hour once the instance is gone, and its disks alone while it is stopped', () => {
    const disk = (8 * 0.08) / 730;
    const hourly = (more: Partial<Billed>): number | undefined =>
      billsAt(start + hour, testPrices)(accountOf({ ...one, ...more }))?.hourlyUsd;
    const near = (actual: number | undefined, expected: number): void =>
      assert.ok(actual !== undefined && Math.abs(actual - expected) < 1e-12, `${actual} is not ${expected}`);
    near(hourly({}), 0.0104 + disk + 0.005);
    near(hourly({ endedAt: start + 60_000 }), disk);
    near(hourly({ endedAt: start + 60_000, goneAt: start + 60_000 }), 0);
  });
});

describe('the prices of a sweep', () => {
  const price = (usdPerHour: number): Price => ({ usdPerHour, source: 'then', asOf: '2026-01-27' });
  const later: Prices = {
    onDemand: () => price(9),
    spot: () => price(8),
    volume: () => price(7),
    publicIpv4: () => price(6),
  };
  const recordWith = (prices: SweepRecord['prices']): SweepRecord => ({
    plan: planSweep(
      sweepOf(1, { spot: true, instanceTypes: ['t3.medium'] }),
      { sweepId: 's', fileSha256: '' },
      undefined,
    ),
    createdAt: start,
    fileName: 'sweep.yaml',
    fileText: '',
    account: '000000000000',
    region: 'us-east-1',
    agent: '',
    images: new Map(),
    instanceProfiles: new Map(),
    prices,
  });

  it('are those of its launch: each type, region and market by itself', () => {
    const record = recordWith([]);
    const prices = pricesOf({ ...record, prices: pricesNow(record.plan, testPrices) }, later);
    assert.equal(prices.spot('t3.medium', 'us-east-1')?.usdPerHour, 0.0125);
    assert.equal(prices.onDemand('t3.medium', 'us-east-1')?.usdPerHour, 0.0416);
    assert.equal(prices.volume('us-east-1')?.usdPerHour, 0.08 / 730);
  });

  it('are those of now where the launch had none', () => {
    const record = recordWith([]);
    const prices = pricesOf({ ...record, prices: pricesNow(record.plan, testPrices) }, later);
    assert.deepEqual(
      [
        prices.spot('t3.micro', 'us-east-1'),
        prices.onDemand('t3.micro', 'us-east-1'),
        prices.spot('t3.medium', 'eu-west-1'),
        prices.onDemand('t3.medium', 'eu-west-1'),
        prices.volume('eu-west-1'),
        prices.publicIpv4('us-east-1'),
      ].map((one) => one?.usdPerHour),
      [8, 9, 8, 9, 7, 6],
    );
    const one = { instanceType: 't3.medium', region: 'us-east-1', ...price(0.5) };
    const onDemandAlone = pricesOf(recordWith([{ ...one, spot: false }]), later);
    assert.equal(onDemandAlone.spot('t3.medium', 'us-east-1')?.usdPerHour, 8);
    assert.equal(onDemandAlone.onDemand('t3.medium', 'us-east-1')?.usdPerHour, 0.5);
    const spotAlone = pricesOf(recordWith([{ ...one, spot: true }]), later);
    assert.equal(spotAlone.spot('t3.medium', 'us-east-1')?.usdPerHour, 0.5);
    assert.equal(spotAlone.onDemand('t3.medium', 'us-east-1')?.usdPerHour, 9);
  });
});
