import assert from 'node:assert/strict';
import { partition } from '@aws-sdk/core/client';
import { regions } from '../../../src/language/regions';
import { consoleUrl, partitionOf } from '../../../src/sweep/partition';

const elsewhere = ['cn-north-1', 'cn-northwest-1', 'us-gov-east-1', 'us-gov-west-1', 'eusc-de-east-1'];

describe('partitions', () => {
  it('are those that the SDK sends its requests to', () => {
    for (const region of [...regions.keys(), ...elsewhere, 'mx-central-1', 'us-north-9']) {
      const { dnsSuffix, name } = partition(region);
      const found = partitionOf(region);
      assert.deepEqual([region, found.name, found.domain], [region, name, dnsSuffix]);
      assert.equal(partitionOf(found.homeRegion), found, region);
    }
  });

  it('have separate consoles', () => {
    const hosts = ['eu-west-1', ...elsewhere].map((region) => new URL(consoleUrl(region, '/ec2/home')).host);
    assert.deepEqual(hosts, [
      'eu-west-1.console.aws.amazon.com',
      'cn-north-1.console.amazonaws.cn',
      'cn-northwest-1.console.amazonaws.cn',
      'us-gov-east-1.console.amazonaws-us-gov.com',
      'us-gov-west-1.console.amazonaws-us-gov.com',
      'eusc-de-east-1.console.amazonaws-eusc.eu',
    ]);
  });
});
