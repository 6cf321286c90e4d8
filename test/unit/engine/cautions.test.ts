import assert from 'node:assert/strict';
import { estimateOf } from '../../../src/cost/estimate';
import { cautions, tooLowFor } from '../../../src/engine/launch/cautions';
import { shapeOf } from '../../../src/plan/launch-shape';
import type { RunSettings } from '../../../src/sweep/run';
import { runWith, testPrices } from '../cost/fixtures';

const said = (settings: Partial<RunSettings>): string | undefined =>
  tooLowFor([shapeOf(runWith({ spot: true, ...settings }))], testPrices);

describe('a spot_max_price below the current price', () => {
  it('is reported if every type that may be launched costs more', () => {
    assert.match(
      said({ instanceTypes: ['t3.medium'], spotMaxPrice: 0.01 }) ?? '',
      /^spot_max_price is \$0\.01, and t3\.medium currently costs \$0\.0125 per hour on the spot market in us-east-1: /,
    );
  });

  it('is not reported if one would start, where a price is unknown, or where there is no maximum', () => {
    assert.equal(said({ instanceTypes: ['t3.medium'], spotMaxPrice: 0.0125 }), undefined);
    assert.equal(said({ instanceTypes: ['t3.medium', 't3.micro'], spotMaxPrice: 0.01 }), undefined);
    assert.equal(said({ instanceTypes: ['t3.medium'] }), undefined);
    assert.equal(said({ instanceTypes: ['t3.medium'], spot: false, spotMaxPrice: 0.01 }), undefined);
  });
});

describe('warnings of a launch before its runs incur charges', () => {
  const told = (bucketRegion: string | undefined): readonly string[] => {
    const runs = [runWith({}), runWith({ region: 'eu-west-1' }, 1)];
    return cautions({ name: 'x', runs }, estimateOf(runs, testPrices), bucketRegion);
  };

  it('is that runs far from their bucket cost traffic', () => {
    assert.match(told('us-east-1').join(), /^1 of 2 runs aren't in the region of the bucket, us-east-1: /);
    assert.deepEqual(told(undefined), []);
  });
});
