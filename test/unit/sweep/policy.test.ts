import assert from 'node:assert/strict';
import { bucketScopeOf, isBucketName } from '../../../src/sweep/policy';

// docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
describe('the name of a bucket', () => {
  for (const [name, valid] of [
    ['abc', true],
    ['a-b.c', true],
    ['123', true],
    ['a'.repeat(63), true],
    ['my.bucket-1', true],
    ['ab', false],
    ['a', false],
    ['', false],
    ['a'.repeat(64), false],
    ['Abc', false],
    ['a_b', false],
    ['a b', false],
    ['-abc', false],
    ['abc-', false],
    ['.abc', false],
    ['abc.', false],
    ['a..b', false],
    ['192.168.5.4', false],
    ['192.168.5', true],
    ['xn--abc', false],
    ['abc\n', false],
    ['$BUCKET', false],
  ] as const)
    it(`${JSON.stringify(name)} is ${valid ? 'one' : 'none'}`, () => assert.equal(isBucketName(name), valid));
});

describe('what a policy is narrowed to', () => {
  for (const [text, bucket, folder] of [
    ['data', 'data', undefined],
    ['data/', 'data', undefined],
    ['data/in', 'data', 'in'],
    ['data/in/', 'data', 'in'],
    ['data/in/2026-01', 'data', 'in/2026-01'],
    ['data/.hidden', undefined, undefined],
    ['data/a//b', undefined, undefined],
    ['data/../b', undefined, undefined],
    ['data/*', undefined, undefined],
    ['data/a?', undefined, undefined],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of a policy
    ['data/${aws:userid}', undefined, undefined],
    ['da', undefined, undefined],
    ['*', undefined, undefined],
    ['', undefined, undefined],
  ] as const)
    it(`by ${JSON.stringify(text)} is ${bucket === undefined ? 'nothing' : [bucket, folder].join(' ')}`, () => {
      assert.deepEqual(bucketScopeOf(text), bucket === undefined ? undefined : { bucket, folder });
    });
});
