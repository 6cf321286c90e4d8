import assert from 'node:assert/strict';
import { tlsOnlyPolicy } from '../../../src/aws/s3/bucket-policy';

describe('the policy of a results bucket', () => {
  for (const [region, partition] of [
    ['us-east-1', 'aws'],
    ['eu-west-1', 'aws'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['cn-north-1', 'aws-cn'],
    ['eusc-de-east-1', 'aws-eusc'],
  ] as const)
    it(`denies everything without TLS, and nothing else, in ${region}`, () => {
      assert.deepEqual(JSON.parse(tlsOnlyPolicy('results', region)), {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'TlsOnly',
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Resource: [`arn:${partition}:s3:::results`, `arn:${partition}:s3:::results/*`],
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      });
    });
});
