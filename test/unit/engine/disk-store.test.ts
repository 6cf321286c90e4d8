import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import fc from 'fast-check';
import { Failure } from '../../../src/engine/failure';
import type { StoredObject } from '../../../src/engine/ports';
import { type LocalStore, openDiskStore } from '../../../src/engine/record/disk-store';

const failsWith = (code: string) => (error: unknown) => error instanceof Failure && error.code === code;

describe('records on this machine', () => {
  let folder: string;
  let store: LocalStore;
  beforeEach(async () => {
    folder = await fs.mkdtemp(path.join(tmpdir(), 'spawn-records-'));
    store = openDiskStore(path.join(folder, 'records'));
  });
  afterEach(() => fs.rm(folder, { recursive: true, force: true }));

  const listed = async (prefix: string): Promise<readonly StoredObject[]> => {
    const found: StoredObject[] = [];
    for await (const object of store.list(prefix)) found.push(object);
    return found.sort((a, b) => (a.key < b.key ? -1 : 1));
  };
  const bytesOf = async (chunks: AsyncIterable<Uint8Array>): Promise<string> => {
    const all: Uint8Array[] = [];
    for await (const chunk of chunks) all.push(chunk);
    return Buffer.concat(all).toString();
  };

  it('are empty before anything is written', async () => {
    assert.deepEqual(await listed('sweeps/'), []);
    assert.equal(await store.readText('sweeps/a/sweep.json'), undefined);
    await store.remove('sweeps/a/sweep.json');
    await assert.rejects(store.read('sweeps/a/sweep.json'), failsWith('NoSuchKey'));
  });

  it('are found by prefix, and by the folders below one', async () => {
    for (const key of ['sweeps/a/status/0.x', 'sweeps/a/status/log-1', 'sweeps/ab/sweep.json', 'other/x'])
      await store.write(key, key);
    assert.deepEqual(
      (await listed('sweeps/a/status/')).map(({ key, size }) => [key, size]),
      [
        ['sweeps/a/status/0.x', 19],
        ['sweeps/a/status/log-1', 21],
      ],
    );
    assert.deepEqual((await listed('sweeps/a')).length, 3);
    const folders: string[] = [];
    for await (const name of store.listFolders('sweeps/')) folders.push(name);
    assert.deepEqual(folders.sort(), ['a', 'ab']);
  });

  it('let one of many that write a new object win, and the others know', async () => {
    const tries = Array.from({ length: 12 }, (_, at) =>
      store.write('sweeps/a/log', `${at}`, { ifNoneMatch: true }),
    );
    const ends = await Promise.allSettled(tries);
    const won = ends.flatMap((end, at) => (end.status === 'fulfilled' ? [`${at}`] : []));
    assert.equal(won.length, 1);
    assert.equal(await store.readText('sweeps/a/log'), won[0]);
    for (const end of ends)
      if (end.status === 'rejected') assert.ok(failsWith('PreconditionFailed')(end.reason));
    assert.equal((await fs.readdir(path.join(folder, 'records/sweeps/a'))).length, 1, 'nothing half is left');
  });

  it('change only from the version that was read', async () => {
    const first = await store.write('lease', 'me');
    const second = await store.write('lease', 'me', { ifMatch: first });
    assert.notEqual(second, first, 'the same text is another version');
    await assert.rejects(store.write('lease', 'you', { ifMatch: first }), failsWith('PreconditionFailed'));
    assert.deepEqual(await store.readVersion('lease'), { text: 'me', etag: second });
    await assert.rejects(store.read('lease', { ifMatch: first }), failsWith('PreconditionFailed'));
    assert.equal((await listed('lease'))[0]?.etag, second);
  });

  it('are read in ranges, taken over from files, and dated', async () => {
    const work = await store.workFolder();
    await fs.writeFile(path.join(work, 'x'), '0123456789');
    await store.adopt('sweeps/a/x', path.join(work, 'x'));
    await store.date('sweeps/a/x', 1_750_000_000_000);
    assert.equal(await bytesOf(await store.read('sweeps/a/x', { start: 2, end: 4 })), '234');
    const [object] = await listed('sweeps/a/');
    assert.deepEqual([object?.size, object?.modifiedAt], [10, 1_750_000_000_000]);
    assert.deepEqual(await fs.readdir(work), []);
  });

  it('keep any key, and never outside their folder', async () => {
    const part = fc.oneof(
      fc.string({ minLength: 1, maxLength: 20 }),
      fc.constantFrom('..', '.', 'a:b', 'end.', '%41', 'C:\\x'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 4 }), async (parts) => {
        const key = `k/${parts.map((one) => one.replaceAll('/', '-')).join('/')}/leaf`;
        await store.write(key, 'whole');
        assert.equal(await store.readText(key), 'whole');
        assert.ok(
          (await listed('k/')).some((object) => object.key === key),
          JSON.stringify(key),
        );
        await store.remove(key);
        assert.deepEqual(await fs.readdir(folder), ['records']);
      }),
      { numRuns: 60 },
    );
  });

  it('report the reason if the folder cannot be used', async () => {
    await fs.writeFile(path.join(folder, 'file'), '');
    await assert.rejects(
      openDiskStore(path.join(folder, 'file')).write('a', 'b'),
      failsWith('RecordUnusable'),
    );
  });
});
