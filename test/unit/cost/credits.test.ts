import assert from 'node:assert/strict';
import { creditRuleOf } from '../../../src/cost/credits';

describe('creditRuleOf', () => {
  // Earned credits and baselines of the EC2 User Guide, "Key concepts for burstable performance instances".
  const rules: readonly (readonly [string, number, number, number])[] = [
    ['t2.nano', 1, 0.05, 0.0475],
    ['t2.micro', 1, 0.1, 0.045],
    ['t2.medium', 2, 0.2, 0.08],
    ['t2.xlarge', 4, 0.225, 0.155],
    ['t2.2xlarge', 8, 0.17, 0.332],
    ['t3.nano', 2, 0.05, 0.095],
    ['t3.micro', 2, 0.1, 0.09],
    ['t3.small', 2, 0.2, 0.08],
    ['t3.large', 2, 0.3, 0.07],
    ['t3a.xlarge', 4, 0.4, 0.12],
    ['t3.2xlarge', 8, 0.4, 0.24],
    ['t4g.micro', 2, 0.1, 0.072],
  ];

  for (const [type, vcpus, baseline, usd] of rules) {
    it(`${type}: ${baseline * 100} % of ${vcpus} vCPUs are included`, () => {
      const rule = creditRuleOf(type, 'unlimited');
      assert.ok(rule !== undefined);
      assert.equal(rule.vcpus, vcpus);
      assert.ok(Math.abs(rule.baseline - baseline) < 1e-9, `${rule.baseline}`);
      assert.ok(Math.abs(rule.usdPerHour - usd) < 1e-9, `${rule.usdPerHour}`);
      assert.equal(creditRuleOf(type, 'standard')?.usdPerHour, 0);
    });
  }

  it('uses EC2’s default if nothing is set', () => {
    const modes = ['t2.micro', 't3.micro', 't3a.micro', 't4g.micro'].map((type) => creditRuleOf(type)?.mode);
    assert.deepEqual(modes, ['standard', 'unlimited', 'unlimited', 'unlimited']);
  });

  it('knows no credits of other types', () => {
    for (const type of ['m7i.large', 'c7i-flex.large', 't1.micro', 't3', 'toString.micro', 't3.huge', ''])
      assert.equal(creditRuleOf(type, 'unlimited'), undefined, type);
  });
});
