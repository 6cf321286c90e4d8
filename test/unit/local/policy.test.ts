import assert from 'node:assert/strict';
import { evaluatePolicies } from '../../../src/local/protocols/iam/policy';

/** A variable of a policy. */
const v = (name: string): string => `\${${name}}`;

describe('IAM policies in the local cloud', () => {
  const ask = (
    statements: readonly object[],
    action: string,
    resource: string,
    conditions: Record<string, string> = {},
  ) =>
    evaluatePolicies([JSON.stringify({ Version: '2012-10-17', Statement: statements })], {
      action,
      resource,
      conditions,
    }) === 'allowed';
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

  it('put what the request is about in the place of variables, as text', () => {
    const mine = {
      Effect: 'Allow',
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::results/sweeps/*/by=${v('aws:userid')}/*`,
    };
    const put = (who: string | undefined, resource: string) =>
      ask([mine], 's3:PutObject', resource, who === undefined ? {} : { 'aws:userid': who });
    const mineAt = 'arn:aws:s3:::results/sweeps/s/runs/a/by=AROA1:i-1/log';
    assert.equal(put('AROA1:i-1', mineAt), true);
    assert.equal(put('AROA1:i-2', mineAt), false);
    assert.equal(put('AROA1:i-', mineAt), false);
    assert.equal(put(undefined, mineAt), false, 'a variable without a value matches nothing');
    assert.equal(put('*', mineAt), false, 'a star in a value is a star');
    assert.equal(put('AROA1:i-?', mineAt), false);
    assert.equal(put('.*', mineAt), false);
    assert.equal(
      put(
        '$&',
        mineAt.replace('AROA1:i-1', () => '$&'),
      ),
      true,
    );
  });

  it('know variables by any case, with defaults, and the characters that mean something else', () => {
    const get = (Resource: string, resource: string, conditions = {}) =>
      ask([{ Effect: 'Allow', Action: 's3:GetObject', Resource }], 's3:GetObject', resource, conditions);
    assert.equal(get(`b/${v('AWS:UserId')}`, 'b/me', { 'aws:userid': 'me' }), true);
    assert.equal(get(`b/${v("aws:userid, 'nobody'")}`, 'b/nobody'), true);
    assert.equal(get(`b/${v("aws:userid, 'nobody'")}`, 'b/nobody', { 'aws:userid': 'me' }), false);
    assert.equal(get(`b/${v('*')}`, 'b/*'), true);
    assert.equal(get(`b/${v('*')}`, 'b/x'), false);
    assert.equal(get(`b/${v('?')}${v('$')}`, 'b/?$'), true);
    assert.equal(get('b/??', 'b/ab'), true);
    assert.equal(get('b/??', 'b/abc'), false);
    assert.equal(get('b/a.c', 'b/abc'), false);
  });

  it('take a variable for text in a policy of an older version', () => {
    const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: `b/${v('aws:userid')}` };
    const old = JSON.stringify({ Version: '2008-10-17', Statement: [statement] });
    const authorization = (resource: string) => ({
      action: 's3:GetObject',
      resource,
      conditions: { 'aws:userid': 'me' },
    });
    assert.equal(evaluatePolicies([old], authorization('b/me')), 'not-allowed');
    assert.equal(evaluatePolicies([old], authorization(`b/${v('aws:userid')}`)), 'allowed');
  });

  it('know what is not named', () => {
    const notOurs = { Effect: 'Allow', Action: 's3:*', NotResource: 'b/sweeps/*' };
    assert.equal(ask([notOurs], 's3:PutObject', 'b/x'), true);
    assert.equal(ask([notOurs], 's3:PutObject', 'b/sweeps/x'), false);
    const notGet = { Effect: 'Deny', NotAction: ['s3:Get*'], Resource: '*' };
    const all = { Effect: 'Allow', Action: '*', Resource: '*' };
    assert.equal(ask([all, notGet], 's3:GetObject', 'b/x'), true);
    assert.equal(ask([all, notGet], 's3:PutObject', 'b/x'), false);
  });

  it('deny by a condition that they do not know', () => {
    const all = { Effect: 'Allow', Action: '*', Resource: '*' };
    const deny = {
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { DateAfter: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } },
    };
    assert.equal(ask([all, deny], 's3:GetObject', 'b/x'), false);
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
