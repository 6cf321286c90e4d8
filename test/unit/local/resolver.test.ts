import assert from 'node:assert/strict';
import { decode, encode, RECURSION_DESIRED, type RecordType } from 'dns-packet';
import fc from 'fast-check';
import { answerQuery } from '../../../src/local/names/resolver';

const ask = (name: string, type: RecordType = 'A', by: 'udp' | 'tcp' = 'udp') => {
  const query = encode({ type: 'query', id: 7, flags: RECURSION_DESIRED, questions: [{ type, name }] });
  const answer = answerQuery(query, by);
  return answer === undefined ? undefined : decode(answer);
};
/** Response code and addresses. */
const told = (name: string, type?: RecordType) => {
  const reply = ask(name, type);
  const addresses = reply?.answers?.flatMap((one) => (one.type === 'A' ? [one.data] : []));
  return [(reply?.flags ?? 0) & 0xf, addresses];
};

describe('the resolver of an instance', () => {
  it('leads AWS’s names to the cloud, and knows no other', () => {
    assert.deepEqual(told('bucket.s3.us-east-1.amazonaws.com'), [0, ['198.18.0.1']]);
    assert.deepEqual(told('STS.amazonaws.com'), [0, ['198.18.0.1']]);
    assert.deepEqual(told('instance-data.ec2.internal'), [0, ['169.254.169.254']]);
    // A name that is there without an address of this kind is not one that is missing.
    assert.deepEqual(told('sts.amazonaws.com', 'AAAA'), [0, []]);
    for (const name of ['pypi.org', 'amazonaws.com.example.org', 'localhost'])
      assert.deepEqual(told(name), [3, []], name);
  });

  it('answers what was asked', () => {
    const reply = ask('s3.amazonaws.com');
    assert.deepEqual([reply?.id, reply?.type, reply?.flags], [7, 'response', RECURSION_DESIRED]);
    assert.deepEqual(
      reply?.questions?.map(({ name }) => name),
      ['s3.amazonaws.com'],
    );
  });

  it('bears any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        answerQuery(Buffer.from(bytes), 'udp');
      }),
    );
    assert.equal(answerQuery(encode({ type: 'response', id: 1 }), 'udp'), undefined);
  });
});
