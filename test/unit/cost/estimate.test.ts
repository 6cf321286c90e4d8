import assert from 'node:assert/strict';
import {
  arithmeticOf,
  estimateOf,
  expectationOf,
  savingOf,
  sumOf,
  times,
  together,
} from '../../../src/cost/estimate';
import { runWith, testPrices } from './fixtures';

const near = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);

describe('estimateOf', () => {
  it('prices the tutorial’s first sweep: 3 × t3.micro × 30 min', () => {
    const runs = [0, 1, 2].map((index) => runWith({ ttlSeconds: 1800 }, index));
    const estimate = estimateOf(runs, testPrices);
    near(sumOf(estimate.instances), 0.0156);
    near(sumOf(estimate.volumes), (3 * 0.5 * 8 * 0.08) / 730);
    near(sumOf(estimate.addresses), 0.0075);
    near(sumOf(estimate.credits), 3 * 0.5 * 2 * 0.9 * 0.05);
    near(estimate.expectedUsd, 0.0156 + sumOf(estimate.volumes) + sumOf(estimate.addresses));
    near(estimate.usd, estimate.expectedUsd + 0.135);
    assert.equal(expectationOf(estimate), '$0.0244 without CPU credits');
    assert.deepEqual(estimate.instances.map(arithmeticOf), ['3 × 30m × $0.0104']);
    assert.deepEqual([estimate.unpriced, estimate.endless], [[], 0]);
  });

  it('prices the tutorial’s second sweep: 9 × t3.medium × 1 h', () => {
    const runs = Array.from({ length: 9 }, (_, index) => runWith({ instanceTypes: ['t3.medium'] }, index));
    near(sumOf(estimateOf(runs, testPrices).instances), 0.3744);
  });

  it('adds nothing for credits with `standard`, on T2 as EC2 does, and on other types', () => {
    for (const settings of [{ cpuCredits: 'standard' as const }, { instanceTypes: ['m9.large'], price: 1 }]) {
      const estimate = estimateOf([runWith(settings)], testPrices);
      assert.deepEqual([estimate.credits, expectationOf(estimate)], [[], undefined]);
    }
    const t2 = estimateOf([runWith({ instanceTypes: ['t2.micro'], price: 0.0116 })], testPrices);
    assert.deepEqual(t2.credits, []);
  });

  it('takes a price manually where none is known, and where one is', () => {
    for (const instanceTypes of [['p9.huge'], ['t3.medium']]) {
      const estimate = estimateOf(
        [runWith({ instanceTypes, price: 4.1, cpuCredits: 'standard' })],
        testPrices,
      );
      near(sumOf(estimate.instances), 4.1);
      assert.deepEqual(estimate.unpriced, []);
    }
  });

  it('shows the monthly cost of stopped instances’ volumes', () => {
    const runs = [0, 1].map((index) => runWith({ onComplete: 'stop', volumeSize: 500 }, index));
    const { stopping } = estimateOf(runs, testPrices);
    assert.equal(stopping.runs, 2);
    near(stopping.usdPerMonth, 80);
  });

  it('is the same for a run times three as for three runs, and for parts put together', () => {
    const one = runWith({ spot: true, instanceTypes: ['t3.medium'], onComplete: 'stop' });
    const three = estimateOf([one, one, one], testPrices);
    for (const other of [
      times(estimateOf([one], testPrices), 3),
      together([one, one, one].map((run) => estimateOf([run], testPrices))),
    ]) {
      near(other.usd, three.usd);
      near(other.expectedUsd, three.expectedUsd);
      near(savingOf(other.instances), savingOf(three.instances));
      assert.deepEqual(other.stopping.runs, 3);
      assert.deepEqual(other.instances.map(arithmeticOf), three.instances.map(arithmeticOf));
    }
  });

  it('keeps different runs on separate lines', () => {
    const runs = [
      runWith({}),
      runWith({ ttlSeconds: 60 }),
      runWith({ instanceTypes: ['t3.medium'] }),
      runWith({}),
    ];
    assert.deepEqual(
      estimateOf(runs, testPrices).instances.map((line) => [line.label, arithmeticOf(line)]),
      [
        ['t3.micro in us-east-1', '2 × 1h × $0.0104'],
        ['t3.micro in us-east-1', '1 × 1m × $0.0104'],
        ['t3.medium in us-east-1', '1 × 1h × $0.0416'],
      ],
    );
  });

  it('takes the dearest of several types and names those without a price', () => {
    const estimate = estimateOf(
      [runWith({ instanceTypes: ['t3.micro', 'x9.huge', 't3.medium'] })],
      testPrices,
    );
    near(sumOf(estimate.instances), 0.0416);
    assert.deepEqual(estimate.unpriced, ['x9.huge in us-east-1']);
  });

  it('guesses nothing in a region it has no prices of', () => {
    const estimate = estimateOf([runWith({ region: 'eu-west-1' })], testPrices);
    assert.deepEqual(estimate.unpriced, ['t3.micro in eu-west-1', 'EBS gp3 in eu-west-1']);
    near(estimate.usd, 0.005);
  });

  it('counts runs without a TTL and leaves them out of the sum', () => {
    const endless = runWith({});
    const { ttlSeconds: _, ...settings } = endless.settings;
    const estimate = estimateOf([{ ...endless, settings }, runWith({})], testPrices);
    assert.equal(estimate.endless, 1);
    near(sumOf(estimate.instances), 0.0104);
  });

  it('bounds spot that is only preferred by the on-demand price, whatever its cap', () => {
    const settings = { instanceTypes: ['t3.medium'], spot: true, spotFallback: true } as const;
    const [line] = estimateOf([runWith({ ...settings, spotMaxPrice: 0.02 })], testPrices).instances;
    assert.equal(line?.label, 't3.medium spot, else on demand, in us-east-1');
    assert.equal(line?.price.usdPerHour, 0.0416);
    assert.equal(line?.present?.usdPerHour, 0.0125);
    // A cap is no bound where the price on demand is unknown.
    const unknown = estimateOf(
      [runWith({ ...settings, instanceTypes: ['t9.nano'], spotMaxPrice: 1 })],
      testPrices,
    );
    assert.deepEqual(unknown.unpriced, ['t9.nano in us-east-1']);
    assert.deepEqual(unknown.instances, []);
  });

  it('is the same with retries, which share the ttl of their run', () => {
    const once = runWith({ instanceTypes: ['t3.medium'], ttlSeconds: 3600, spot: true });
    const retry = { interrupted: 20, lost: 20, failed: 20 };
    const retried = { ...once, settings: { ...once.settings, retry } };
    assert.deepEqual(estimateOf([retried], testPrices), estimateOf([once], testPrices));
  });

  it('bounds spot by its cap or the on-demand price, with what it costs and saves at present next to it', () => {
    const spot = runWith({ instanceTypes: ['t3.medium'], spot: true });
    near(savingOf(estimateOf([spot], testPrices).instances), 0.0416 - 0.0125);
    const capped = runWith({ instanceTypes: ['t3.medium'], spot: true, spotMaxPrice: 0.01 });
    near(sumOf(estimateOf([capped], testPrices).instances), 0.01);
    const bounded = estimateOf(
      [{ ...spot, settings: { ...spot.settings, cpuCredits: 'standard' } }],
      testPrices,
    );
    near(sumOf(bounded.instances), 0.0416);
    near(bounded.usd - bounded.expectedUsd, 0.0416 - 0.0125);
    assert.equal(expectationOf(bounded), '$0.0184 at the current spot price');
    const unknown = runWith({ spot: true });
    near(sumOf(estimateOf([unknown], testPrices).instances), 0.0104);
  });

  it('takes a cap for no price in US dollars where AWS counts in another currency', () => {
    for (const region of ['cn-north-1', 'eusc-de-east-1']) {
      const capped = runWith({ region, spot: true, spotMaxPrice: 0.01 });
      const { instances, unpriced } = estimateOf([capped], testPrices);
      assert.deepEqual([instances, unpriced.length > 0], [[], true], region);
    }
  });

  it('bills a minute at least', () => {
    near(sumOf(estimateOf([runWith({ ttlSeconds: 5 })], testPrices).instances), 0.0104 / 60);
  });

  it('takes the volume size of the run', () => {
    near(sumOf(estimateOf([runWith({ volumeSize: 100 })], testPrices).volumes), (100 * 0.08) / 730);
  });
});
