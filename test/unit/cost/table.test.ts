import assert from 'node:assert/strict';
import tableText from '../../../media/prices/ec2-us-east-1.tsv';
import { bundledPrices, instanceTypes } from '../../../src/cost/table';

describe('the bundled price table', () => {
  const prices = bundledPrices(tableText);
  const types = instanceTypes(tableText);

  it('knows the published prices of us-east-1, with their date', () => {
    assert.deepEqual(prices.onDemand('t3.micro', 'us-east-1'), {
      usdPerHour: 0.0104,
      source: 'bundled table',
      asOf: '2026-07-20',
    });
    assert.equal(prices.onDemand('t3.medium', 'us-east-1')?.usdPerHour, 0.0416);
  });

  it('guesses nothing: other regions, spot, unpublished and unknown types', () => {
    assert.equal(prices.onDemand('t3.micro', 'eu-west-1'), undefined);
    assert.equal(prices.onDemand('hpc6a.48xlarge', 'us-east-1'), undefined);
    assert.equal(prices.onDemand('t3.gigantic', 'us-east-1'), undefined);
    assert.equal(prices.spot('t3.micro', 'us-east-1'), undefined);
    assert.equal(prices.volume('eu-west-1'), undefined);
    assert.equal(prices.volume('__proto__'), undefined);
  });

  it('prices storage by the GiB-hour and addresses in every region', () => {
    assert.equal(prices.volume('us-east-1')?.usdPerHour, 0.08 / 730);
    assert.equal(prices.publicIpv4('eu-west-1')?.usdPerHour, 0.005);
  });

  it('describes every type', () => {
    assert.equal(types.size, 1373);
    // A flag of the table each.
    assert.deepEqual(
      ['t3.micro', 'a1.2xlarge'].map((name) => [
        types.get(name)?.hibernation,
        types.get(name)?.previousGeneration,
      ]),
      [
        [true, false],
        [false, true],
      ],
    );
    assert.deepEqual(types.get('t3.micro'), {
      name: 't3.micro',
      vcpus: 2,
      memoryGib: 1,
      architectures: ['x86_64'],
      spot: true,
      hibernation: true,
      previousGeneration: false,
    });
    assert.equal(types.get('m4.large')?.previousGeneration, true);
    assert.deepEqual(types.get('t4g.small')?.architectures, ['arm64']);
    assert.equal(types.get('g4dn.xlarge')?.gpus, '1xNVIDIA T4');
    const wrong = [...types.values()].filter((type) => !(type.vcpus > 0 && type.memoryGib > 0));
    assert.deepEqual(wrong, []);
  });

  it('prices every type that can run Linux, or none', () => {
    const priced = [...types.keys()].filter((name) => prices.onDemand(name, 'us-east-1') !== undefined);
    assert.equal(priced.length, 1345);
    assert.ok(priced.every((name) => (prices.onDemand(name, 'us-east-1')?.usdPerHour ?? 0) > 0));
  });

  it('refuses a text that is not the table', () => {
    assert.throws(() => bundledPrices('').onDemand('t3.micro', 'us-east-1'), /does not say its/);
  });
});
