import assert from 'node:assert/strict';
import { awsHost, isAwsName } from '../../../src/local/names/hosts';

/** Addresses as AWS's documentation and its clients write them: service, region, bucket. */
const known: readonly (readonly [
  host: string,
  service: string,
  region?: string | undefined,
  bucket?: string,
])[] = [
  ['s3.amazonaws.com', 's3'],
  ['s3.us-east-1.amazonaws.com:443', 's3', 'us-east-1'],
  ['S3.Eu-West-1.AmazonAWS.com', 's3', 'eu-west-1'],
  ['s3-us-west-2.amazonaws.com', 's3', 'us-west-2'],
  ['s3.dualstack.eu-central-1.amazonaws.com', 's3', 'eu-central-1'],
  ['s3-fips.us-gov-west-1.amazonaws.com', 's3', 'us-gov-west-1'],
  ['s3.cn-north-1.amazonaws.com.cn', 's3', 'cn-north-1'],
  ['bucket.s3.amazonaws.com', 's3', undefined, 'bucket'],
  ['bucket.s3.us-east-1.amazonaws.com', 's3', 'us-east-1', 'bucket'],
  ['my.dotted.bucket.s3.ap-southeast-2.amazonaws.com', 's3', 'ap-southeast-2', 'my.dotted.bucket'],
  ['a.s3.b.s3.us-east-1.amazonaws.com', 's3', 'us-east-1', 'a.s3.b'],
  ['bucket.s3-us-west-2.amazonaws.com', 's3', 'us-west-2', 'bucket'],
  ['bucket.s3.dualstack.us-east-1.amazonaws.com', 's3', 'us-east-1', 'bucket'],
  ['bucket.s3-accelerate.amazonaws.com', 's3', undefined, 'bucket'],
  ['ec2.us-east-1.amazonaws.com', 'ec2', 'us-east-1'],
  ['ec2.us-east-1.api.aws', 'ec2', 'us-east-1'],
  ['ec2-instance-connect.us-east-1.amazonaws.com', 'ec2-instance-connect', 'us-east-1'],
  ['iam.amazonaws.com', 'iam'],
  ['sts-fips.us-east-2.amazonaws.com', 'sts', 'us-east-2'],
  ['api.pricing.us-east-1.amazonaws.com', 'pricing', 'us-east-1'],
  ['ssm.eusc-de-east-1.amazonaws.eu', 'ssm', 'eusc-de-east-1'],
];

describe('host names of AWS', () => {
  it('determine the service, region, and bucket of a request', () => {
    for (const [host, service, region, bucket] of known)
      assert.deepEqual(awsHost(host), { service, region, bucket }, host);
  });

  it('end at a dot', () => {
    for (const host of [
      'amazonaws.com',
      'evilamazonaws.com',
      's3.amazonaws.com.example.org',
      '127.0.0.1',
      '',
    ])
      assert.deepEqual([awsHost(host), isAwsName(host)], [undefined, false], host);
    assert.equal(isAwsName('s3.amazonaws.com.'), true);
  });
});
