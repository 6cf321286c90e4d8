import assert from 'node:assert/strict';
import { estimateOf, sumOf } from '../../../src/cost/estimate';
import { estimateDocument } from '../../../src/language/lens';
import type { Knowledge } from '../../../src/sweep/knowledge';
import { at, CONFIG } from './cursor';

const rate = (usdPerHour: number) => ({ usdPerHour, source: 'bundled table', asOf: '2026-07-20' });
const PRICES = {
  onDemand: () => rate(0.05),
  spot: () => undefined,
  volume: () => rate(0.0001),
  publicIpv4: () => rate(0.005),
};

const estimateFor = (ami: string, image?: Knowledge['image']) =>
  estimateDocument(
    at(
      `defaults: {ttl: 1h, region: us-east-1, instance_type: m9.large, ami: ${ami}}\nparams: [{a: 1}, {a: 2}]\n‸`,
      { knowledge: image === undefined ? {} : { image } },
    ).document,
    CONFIG.defaults,
    PRICES,
  );

describe('the estimate of an open file', () => {
  it('counts the disk of a public image once', () => {
    const estimate = estimateFor('al2023');
    assert.deepEqual(
      estimate.volumes.map(({ count, label }) => [count, label]),
      [[2, 'EBS gp3, 8 GiB in us-east-1']],
    );
  });

  it('is that of the same runs', () => {
    const { document } = at(
      'defaults: {ttl: 1h, region: us-east-1, instance_type: m9.large}\ngrid: {a: [1, 2], b: [3, 4]}\n‸',
    );
    const { runs } = document.sweep();
    assert.equal(runs.length, 4);
    assert.deepEqual(estimateDocument(document, CONFIG.defaults, PRICES), estimateOf(runs, PRICES));
  });

  it('counts every volume of an image that EC2 was asked about, and names a system that it has no price for', () => {
    const estimate = estimateFor('ami-0123456789abcdef0', () => ({
      diskGib: 10,
      furtherGib: 90,
      platform: 'Red Hat Enterprise Linux',
    }));
    assert.ok(Math.abs(sumOf(estimate.volumes) - 2 * 100 * 0.0001) < 0.0001);
    assert.deepEqual(
      estimate.volumes.map(({ count, label }) => [count, label]),
      [[2, 'EBS gp3, 100 GiB in us-east-1']],
    );
    assert.ok(estimate.unpriced.some((what) => what.includes('Red Hat Enterprise Linux')));
  });
});
