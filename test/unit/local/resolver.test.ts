import assert from 'node:assert/strict';
import { decode, encode, RECURSION_DESIRED, type RecordType } from 'dns-packet';
import fc from 'fast-check';
import { answerQuery } from '../../../src/local/names/resolver';

const ask = async (name: string, type: RecordType = 'A', known: readonly string[] = []) => {
  const query = encode({ type: 'query', id: 7, flags: RECURSION_DESIRED, questions: [{ type, name }] });
  const outside = { knows: async (asked: string) => known.includes(asked) };
  const answer = await answerQuery(query, 'udp', known.length === 0 ? undefined : outside);
  return answer === undefined ? undefined : decode(answer);
};
/** Response code and addresses. */
const told = async (name: string, type?: RecordType, known?: readonly string[]) => {
  const reply = await ask(name, type, known);
  const addresses = reply?.answers?.flatMap((one) => (one.type === 'A' ? [one.data] : []));
  return [(reply?.flags ?? 0) & 0xf, addresses];
};

describe('the resolver of an instance', () => {
  it('leads AWS’s names to the cloud, and knows no other', async () => {
    assert.deepEqual(await told('bucket.s3.us-east-1.amazonaws.com'), [0, ['198.18.0.1']]);
    assert.deepEqual(await told('STS.amazonaws.com'), [0, ['198.18.0.1']]);
    assert.deepEqual(await told('instance-data.ec2.internal'), [0, ['169.254.169.254']]);
    // A name that is there without an address of this kind is not one that is missing.
    assert.deepEqual(await told('sts.amazonaws.com', 'AAAA'), [0, []]);
    for (const name of ['pypi.org', 'amazonaws.com.example.org', 'localhost'])
      assert.deepEqual(await told(name), [3, []], name);
  });

  it('answers what was asked', async () => {
    const reply = await ask('s3.amazonaws.com');
    assert.deepEqual([reply?.id, reply?.type, reply?.flags], [7, 'response', RECURSION_DESIRED]);
    assert.deepEqual(
      reply?.questions?.map(({ name }) => name),
      ['s3.amazonaws.com'],
    );
  });

  it('knows the Internet’s names where instances may reach it, and none of this computer’s network', async () => {
    const known = ['pypi.org', 'nas.local', 'router.internal', 'nas'];
    assert.deepEqual(await told('pypi.org', 'A', known), [0, ['198.18.0.2']]);
    assert.deepEqual(await told('s3.amazonaws.com', 'A', known), [0, ['198.18.0.1']]);
    for (const name of ['unknown.org', 'nas.local', 'router.internal', 'nas'])
      assert.deepEqual(await told(name, 'A', known), [3, []], name);
  });

  it('bears any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 64 }), async (bytes) => {
        await answerQuery(Buffer.from(bytes), 'udp', undefined);
      }),
    );
    assert.equal(await answerQuery(encode({ type: 'response', id: 1 }), 'udp', undefined), undefined);
  });
});
