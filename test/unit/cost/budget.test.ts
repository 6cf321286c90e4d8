import assert from 'node:assert/strict';
import { budgetGaps } from '../../../src/cost/budget';
import { estimateOf } from '../../../src/cost/estimate';
import type { RunSettings } from '../../../src/sweep/run';
import { runWith, testPrices } from './fixtures';

const gaps = (settings: Partial<RunSettings>, endless = false) => {
  const run = runWith(settings);
  const { ttlSeconds: _, ...others } = run.settings;
  return budgetGaps(estimateOf([endless ? { ...run, settings: others } : run], testPrices));
};

describe('budgetGaps', () => {
  it('is empty where the estimate is a bound', () => {
    assert.deepEqual(gaps({}), []);
    assert.deepEqual(gaps({ instanceTypes: ['p9.huge'], price: 4.1 }), []);
  });

  it('names what has no price, of instance, disk and address alike, and the two ways out', () => {
    const [gap, ...others] = gaps({ region: 'eu-west-1' });
    assert.deepEqual(others, []);
    assert.equal(gap?.certain, false);
    assert.match(gap?.text ?? '', /t3\.micro in eu-west-1, EBS gp3 in eu-west-1/);
    assert.match(gap?.text ?? '', /`price: 4\.10`.*omit `budget`/);
  });

  it('names what has no end', () => {
    for (const found of [gaps({}, true), gaps({ onComplete: 'stop' })])
      assert.deepEqual(
        found.map(({ certain }) => certain),
        [true],
      );
  });
});
