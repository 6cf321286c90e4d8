import assert from 'node:assert/strict';
import { holds } from '../../../src/local/protocols/iam/conditions';
import type { Context } from '../../../src/local/protocols/iam/pattern';

type Case = readonly [operator: string, values: readonly string[], given: Context, result: boolean];

const userName = `\${aws:username}`;

/** Most of them as the IAM User Guide describes them, in "IAM JSON policy elements: Condition operators". */
const cases: readonly Case[] = [
  ['StringEquals', ['a', 'b'], { k: 'b' }, true],
  ['StringEquals', ['a'], { k: 'A' }, false],
  ['StringEquals', ['a*'], { k: 'ab' }, false],
  ['StringEquals', ['a'], {}, false],
  ['StringEqualsIfExists', ['a'], {}, true],
  ['StringEqualsIfExists', ['a'], { k: 'b' }, false],
  ['StringEquals', [userName], { k: 'ann', 'aws:username': 'ann' }, true],
  ['StringNotEquals', ['a', 'b'], { k: 'c' }, true],
  ['StringNotEquals', ['a', 'b'], { k: 'b' }, false],
  ['StringNotEquals', ['a'], {}, true],
  ['StringEqualsIgnoreCase', ['Ann'], { k: 'aNN' }, true],
  ['StringNotEqualsIgnoreCase', ['Ann'], { k: 'aNN' }, false],
  ['StringLike', ['sweeps/*/x?'], { k: 'sweeps/a/b/x1' }, true],
  ['StringLike', ['sweeps/*'], { k: 'other/sweeps/' }, false],
  ['StringNotLike', ['sweeps/*'], { k: 'other' }, true],
  ['NumericEquals', ['10'], { k: '10.0' }, true],
  ['NumericNotEquals', ['10'], { k: '10' }, false],
  ['NumericLessThan', ['10'], { k: '9' }, true],
  ['NumericLessThan', ['10'], { k: '10' }, false],
  ['NumericLessThanEquals', ['10'], { k: '10' }, true],
  ['NumericGreaterThan', ['8'], { k: '16' }, true],
  ['NumericGreaterThanEquals', ['8'], { k: 'many' }, false],
  ['DateLessThan', ['2026-12-01T00:00:00Z'], { k: '2026-11-28T12:00:00Z' }, true],
  ['DateLessThan', ['2026-11-01T00:00:00Z'], { k: '2026-11-28T12:00:00Z' }, false],
  ['DateGreaterThanEquals', ['1795867200'], { k: '2026-11-28T12:00:00Z' }, true],
  ['DateNotEquals', ['2026-11-28T12:00:00Z'], { k: '2026-11-28T12:00:00.000Z' }, false],
  ['Bool', ['true'], { k: 'True' }, true],
  ['Bool', ['true'], { k: 'false' }, false],
  ['BinaryEquals', ['QmluYXJ5'], { k: 'QmluYXJ5' }, true],
  ['IpAddress', ['203.0.113.0/24'], { k: '203.0.113.77' }, true],
  ['IpAddress', ['203.0.113.0/24'], { k: '203.0.114.77' }, false],
  ['IpAddress', ['203.0.113.7'], { k: '203.0.113.7' }, true],
  ['IpAddress', ['0.0.0.0/0'], { k: '2001:db8::1' }, false],
  ['IpAddress', ['2001:DB8:1234:5678::/64'], { k: '2001:db8:1234:5678:9::1' }, true],
  ['IpAddress', ['2001:db8:1234:5678::/64'], { k: '2001:db8:1234:5679::1' }, false],
  ['NotIpAddress', ['203.0.113.0/24'], { k: '198.51.100.1' }, true],
  ['ArnEquals', ['arn:aws:sns:*:123:t'], { k: 'arn:aws:sns:eu-west-1:123:t' }, true],
  ['ArnLike', ['arn:aws:*:topic'], { k: 'arn:aws:sns:eu-west-1:123:topic' }, false],
  ['ArnLike', ['arn:aws:ec2:*:*:instance/*'], { k: 'arn:aws:ec2:us-east-1:123:instance/i-1' }, true],
  ['ArnLike', ['arn:aws:s3:::b/*'], { k: 'arn:aws:s3:::b/a:b/c' }, true],
  ['ArnNotLike', ['arn:aws:s3:::b/*'], { k: 'arn:aws:s3:::c/x' }, true],
  ['Null', ['true'], {}, true],
  ['Null', ['false'], {}, false],
  ['Null', ['false'], { k: 'x' }, true],
  ['ForAllValues:StringEquals', ['a', 'b'], { k: ['a', 'b', 'a'] }, true],
  ['ForAllValues:StringEquals', ['a', 'b'], { k: ['a', 'c'] }, false],
  ['ForAllValues:StringEquals', ['a'], {}, true],
  ['ForAnyValue:StringEquals', ['a', 'b'], { k: ['c', 'b'] }, true],
  ['ForAnyValue:StringEquals', ['a', 'b'], { k: ['c', 'd'] }, false],
  ['ForAnyValue:StringEquals', ['a'], {}, false],
  ['ForAllValues:StringNotLike', ['x*'], { k: ['a', 'xb'] }, false],
  ['ForAnyValue:StringNotLike', ['x*'], { k: ['a', 'xb'] }, true],
];

describe('conditions of IAM policies', () => {
  for (const [operator, values, given, result] of cases)
    it(`${operator} ${values.join(' ')} ${result ? 'holds' : 'fails'} for ${JSON.stringify(given)}`, () => {
      assert.equal(holds({ operator, key: 'k', values }, given, given), result);
    });

  it('are undefined for an operator that IAM doesn’t have', () => {
    assert.equal(
      holds({ operator: 'StringAlmostEquals', key: 'k', values: ['a'] }, { k: 'a' }, {}),
      undefined,
    );
  });

  it('take variables for text before version 2012-10-17', () => {
    const condition = { operator: 'StringEquals', key: 'k', values: [userName] };
    assert.equal(holds(condition, { k: 'ann', 'aws:username': 'ann' }, undefined), false);
    assert.equal(holds(condition, { k: userName, 'aws:username': 'ann' }, undefined), true);
  });
});
