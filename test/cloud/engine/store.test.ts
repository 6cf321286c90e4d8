import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import priceTable from '../../../media/prices/ec2-us-east-1.tsv';
import { awsCloud } from '../../../src/aws/cloud';
import { Failure } from '../../../src/engine/failure';
import type { Cloud, Store } from '../../../src/engine/ports';
import { systemClock } from '../../../src/engine/system-clock';
import { type Answer, type Passage, type Passing, startProxy } from './proxy';
import { World } from './world';

const bucket = 'spawn-results-000000000000-us-east-1';

const s3Error = (status: number, code: string): Answer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`),
});

describe('objects, read one after the other', () => {
  let world: World;
  let proxy: Passage;
  let cloud: Cloud;
  let store: Store;
  /** What goes wrong with the next GETs of objects, in order. */
  let mischief: ((passing: Passing) => Promise<Answer>)[] = [];

  before(async () => {
    world = await World.start();
    const { account } = world.aws;
    await account.setUp({ region: 'us-east-1', bucket, policies: [[]] });
    proxy = await startProxy(world.cloud.endpoint, (passing) => {
      const isRead = passing.action.startsWith(`GET /${bucket}/read/`);
      return (isRead ? mischief.shift() : undefined)?.(passing) ?? passing.ask();
    });
    cloud = awsCloud({ ...world.connection('reader'), endpoint: proxy.endpoint }, systemClock, priceTable);
  });
  beforeEach(async () => {
    store = cloud.store(bucket, 'us-east-1');
    mischief = [];
    await store.write('read/first', 'first');
    await read('read/first');
  });
  after(async () => {
    cloud.dispose();
    await proxy.close();
    await world.stop();
  });

  const bytesOf = async (chunks: AsyncIterable<Uint8Array>): Promise<Buffer> => {
    const all: Uint8Array[] = [];
    for await (const chunk of chunks) all.push(chunk);
    return Buffer.concat(all);
  };
  const read = async (key: string, options?: Parameters<Store['read']>[1]): Promise<Buffer> =>
    bytesOf(await store.read(key, options));
  const failureOf = async (work: Promise<unknown>): Promise<readonly string[]> => {
    const error = await work.then(
      () => assert.fail('nothing failed'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof Failure);
    return [error.kind, error.code];
  };
  /** Requests for objects that went out in the meantime. */
  const reads = async (work: () => Promise<unknown>): Promise<number> => {
    const before = cloud.calls()['GetObject'] ?? 0;
    await work();
    return (cloud.calls()['GetObject'] ?? 0) - before;
  };

  it('arrive byte for byte, whatever their keys and sizes are, with one request each', async () => {
    const names = ['a b+c', "ü'(1)!*~", 'x/../y', '//z/', '100%25', '😀', 'q?a=1&b#c', 'plain.json'];
    const sizes = [0, 1, 70_000, 300_000];
    for (const [place, name] of names.entries()) {
      const body = randomBytes(sizes[place % sizes.length] ?? 0);
      await store.write(`read/${name}`, body);
      assert.equal(await reads(async () => assert.deepEqual(await read(`read/${name}`), body)), 1, name);
    }
  });

  it('arrive in ranges of the version that is asked for', async () => {
    const body = randomBytes(200_000);
    const etag = await store.write('read/ranges', body);
    const piece = await read('read/ranges', { start: 1000, end: 150_000, ifMatch: etag });
    assert.deepEqual(piece, body.subarray(1000, 150_001));
    await store.write('read/ranges', 'another');
    const old = read('read/ranges', { start: 0, end: 3, ifMatch: etag });
    assert.deepEqual(await failureOf(old), ['rejected', 'PreconditionFailed']);
  });

  it('are asked for again where S3 was busy or the connection broke, as the SDK does', async () => {
    await store.write('read/busy', 'there');
    for (const wrong of [
      async () => s3Error(503, 'SlowDown'),
      async () => s3Error(500, 'InternalError'),
      () => Promise.reject(new Error('cut')),
    ]) {
      mischief = [wrong, wrong];
      assert.equal((await read('read/busy')).toString(), 'there');
    }
  });

  it('fail in the words of S3', async () => {
    assert.deepEqual(await failureOf(read('read/none')), ['not-found', 'NoSuchKey']);
    const denied = async (): Promise<Answer> => s3Error(403, 'AccessDenied');
    mischief = [denied, denied];
    assert.deepEqual(await failureOf(read('read/first')), ['permission', 'AccessDenied']);
  });

  it('are not taken where a byte is wrong', async () => {
    await store.write('read/crc', 'a long enough text');
    mischief = [
      async (passing) => {
        const answer = await passing.ask();
        assert.ok(answer.headers['x-amz-checksum-crc32'] !== undefined);
        return { ...answer, body: Buffer.from(answer.body.toString().replace('long', 'lung')) };
      },
    ];
    const [kind] = await failureOf(read('read/crc'));
    assert.equal(kind, 'network');
  });

  it('are not waited for once it is aborted', async () => {
    const abort = new AbortController();
    mischief = [
      (passing) => {
        abort.abort();
        return passing.ask();
      },
    ];
    const [kind] = await failureOf(read('read/first', { signal: abort.signal }));
    assert.equal(kind, 'cancelled');
  });
});
