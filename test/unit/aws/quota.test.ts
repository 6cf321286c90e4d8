import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { quotaCodeOf } from '../../../src/aws/ec2/quota';
import { instanceTypes } from '../../../src/cost/table';

/** Quotas on running vCPUs: docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html */
const standard = ['L-1216C47A', 'L-34B43A08'];
const quotas: readonly (readonly [types: string, onDemand: string | undefined, spot: string | undefined])[] =
  [
    ['p2.xlarge p3.2xlarge p4d.24xlarge', 'L-417A185B', 'L-7212CCBC'],
    ['p5.48xlarge p6-b200.48xlarge', 'L-417A185B', 'L-C4BD4855'],
    ['dl1.24xlarge', 'L-6E869C2A', 'L-85EED4F7'],
    ['f1.2xlarge f2.6xlarge', 'L-74FC7D96', 'L-88CF9481'],
    ['g4dn.xlarge g6.xlarge gr6.4xlarge vt1.3xlarge', 'L-DB2E81BA', 'L-3819A6DF'],
    ['inf1.xlarge inf2.xlarge', 'L-1945791B', 'L-B5D1601B'],
    ['trn1.2xlarge', 'L-2C3B7624', 'L-6B0D517C'],
    ['x1e.xlarge x2idn.16xlarge', 'L-7295265B', 'L-E3A00192'],
    ['a1.large c7g.large d3.xlarge h1.2xlarge i4i.large im4gn.large is4gen.large', ...standard],
    ['m7i-flex.large r8g.large t3.micro z1d.large', ...standard],
    // Dedicated Hosts, and families with their own quotas.
    ['mac2.metal u-6tb1.metal hpc7a.96xlarge', undefined, undefined],
  ].map(([types = '', onDemand, spot]) => [types, onDemand, spot] as const);

describe('the quota of an instance type', () => {
  for (const [types, onDemand, spot] of quotas)
    it(`is ${onDemand ?? 'unknown'} on demand and ${spot ?? 'unknown'} on Spot for ${types}`, () => {
      for (const type of types.split(' '))
        assert.deepEqual([quotaCodeOf(type, false), quotaCodeOf(type, true)], [onDemand, spot], type);
    });

  it('is known for every type in the price table, except for those of Mac, HPC, and high memory', () => {
    const table = instanceTypes(readFileSync('media/prices/ec2-us-east-1.tsv', 'utf8'));
    const unknown = [...table.keys()].filter((type) => quotaCodeOf(type, false) === undefined);
    assert.deepEqual(
      unknown.filter((type) => !/^(?:mac|hpc|u-|u7)/.test(type)),
      [],
    );
  });
});
