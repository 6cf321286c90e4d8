import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RequestLimits } from '../../../src/local/limits/request-limits';
import { ThrottlingBucket } from '../../../src/local/limits/token-bucket';

describe('EC2’s token buckets', () => {
  it('never let more through than bucket and refill allow', () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 100 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        pauses,
        (size, perSecond, gaps) => {
          const bucket = new ThrottlingBucket(size, perSecond, 0);
          let now = 0;
          let taken = 0;
          for (const gap of gaps) {
            now += gap;
            if (bucket.take(1, now)) taken += 1;
            assert.ok(taken <= size + (now / 1000) * perSecond + 1e-6);
          }
        },
      ),
    );
  });

  /** How many of `calls` calls pass, one every `everyMs`. */
  const passing = (action: string, calls: number, everyMs: number, resources = 0): number => {
    let now = 0;
    const limits = new RequestLimits(() => now);
    let passed = 0;
    for (let call = 0; call < calls; call++, now += everyMs) {
      try {
        limits.pay({ region: 'us-east-1', action, narrowed: true, resources });
        passed += 1;
      } catch {
        // Throttled: counted by not passing.
      }
    }
    return passed;
  };

  it('hold the figures that AWS documents', () => {
    assert.equal(passing('RunInstances', 20, 0, 1), 5);
    assert.equal(passing('RunInstances', 20, 500, 1), 20);
    assert.equal(passing('RunInstances', 5, 0, 400), 2);
    assert.equal(passing('TerminateInstances', 200, 0, 1), 100);
    assert.equal(passing('CreateTags', 200, 0), 100);
    assert.equal(passing('DescribeInstances', 200, 0), 100);
    assert.equal(passing('CreateSecurityGroup', 200, 0), 50);
  });
});
