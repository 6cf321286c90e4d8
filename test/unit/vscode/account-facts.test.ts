import assert from 'node:assert/strict';
import { LearnedFacts } from '../../../src/vscode/editor/account-facts';
import { open } from '../sweep/mark';

describe('AWS’s answers when a launch was prepared', () => {
  const types = ['t3.micro', 'm7i.large', 'p5.48xlarge'].map((name, at) => ({
    name,
    vcpus: [2, 2, 192][at] ?? 0,
    memoryGib: 1,
    architectures: ['x86_64'],
    spot: true,
  }));
  const bundled = { instanceTypes: new Map(types.map((type) => [type.name, type])) };
  const quota = (instanceType: string, code: string, vcpus: number, spot = false) => ({
    instanceType,
    region: 'us-east-1',
    spot,
    code,
    vcpus,
  });

  it('sharpens problems until another account holds, a spot price for an hour', () => {
    let now = 0;
    const learned = new LearnedFacts(() => now);
    const text =
      'defaults:\n  ttl: 1h\n  user_data: echo\n  region: us-east-1\n  spot: true\n  instance_type: t3.micro\n  spot_max_price: 0.001\nparams:\n  - a: 1\n  - a: 2\n  - instance_type: m7i.large\n    ami: ami-0123456789abcdef0\n  - instance_type: p5.48xlarge\n    spot: false\n';
    const codes = () =>
      open(text, { knowledge: learned.sharpen(bundled) })
        .problems()
        .map(({ code, message }) => (code === 'over-quota' ? message : code))
        .filter((told) => !['price-without-spot', 'unused-parameter'].includes(told));
    assert.deepEqual(codes(), []);
    learned.take({
      spotPrices: [{ instanceType: 't3.micro', region: 'us-east-1', usdPerHour: 0.0031 }],
      quotas: [
        quota('t3.micro', 'L-34B43A08', 5, true),
        quota('m7i.large', 'L-34B43A08', 5, true),
        quota('p5.48xlarge', 'L-417A185B', 192),
      ],
      images: [{ ami: 'ami-0123456789abcdef0', architecture: 'arm64' }],
    });
    // Types under one quota count together, those under another apart.
    const overQuota =
      'This requires 6 vCPUs at once in us-east-1, and the quota of the account is 5. The remaining runs wait for others to finish.';
    assert.deepEqual(codes(), [overQuota, 'spot-price-too-low', 'architecture-mismatch']);
    now = 3_600_001;
    assert.deepEqual(codes(), [overQuota, 'architecture-mismatch']);
    learned.forget();
    assert.deepEqual(codes(), []);
  });
});
