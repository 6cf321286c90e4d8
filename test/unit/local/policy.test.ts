import assert from 'node:assert/strict';
import { allows } from '../../../src/local/protocols/iam/policy';

describe('IAM policies in the local cloud', () => {
  const ask = (
    statements: readonly object[],
    action: string,
    resource: string,
    conditions: Record<string, string> = {},
  ) =>
    allows([JSON.stringify({ Version: '2012-10-17', Statement: statements })], {
      action,
      resource,
      conditions,
    });
  const key = 'arn:aws:s3:::results/sweeps/s/x';

  it('allow what a statement names, and nothing besides', () => {
    const put = { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::results/sweeps/*' };
    assert.equal(ask([put], 's3:PutObject', key), true);
    assert.equal(ask([put], 's3:putobject', key), true);
    assert.equal(ask([put], 's3:GetObject', key), false);
    assert.equal(ask([put], 's3:PutObject', 'arn:aws:s3:::results/other'), false);
    assert.equal(ask([], 's3:PutObject', key), false);
  });

  it('let a denial win', () => {
    const statements = [
      { Effect: 'Allow', Action: ['s3:*'], Resource: ['*'] },
      { Effect: 'Deny', Action: 's3:Delete*', Resource: '*' },
    ];
    assert.equal(ask(statements, 's3:PutObject', key), true);
    assert.equal(ask(statements, 's3:DeleteObject', key), false);
  });

  it('hold conditions, and fail closed on those they do not know', () => {
    const list = (Condition: object) => ({
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: '*',
      Condition,
    });
    const asked = { 's3:prefix': 'sweeps/s/' };
    assert.equal(ask([list({ StringLike: { 's3:prefix': 'sweeps/*' } })], 's3:ListBucket', 'b', asked), true);
    assert.equal(
      ask([list({ StringEquals: { 's3:prefix': ['x', 'y'] } })], 's3:ListBucket', 'b', asked),
      false,
    );
    assert.equal(ask([list({ StringLike: { 's3:prefix': 'sweeps/*' } })], 's3:ListBucket', 'b'), false);
    assert.equal(
      ask([list({ IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } })], 's3:ListBucket', 'b', asked),
      false,
    );
  });
});
