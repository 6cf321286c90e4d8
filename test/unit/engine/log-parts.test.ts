import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { logPartKey, logPartSize } from '../../../src/agent/record';
import { RunningLogs } from '../../../src/engine/collect/running-logs';
import type { LocalStore } from '../../../src/engine/record/disk-store';
import { openDiskStore } from '../../../src/engine/record/disk-store';
import { joiningLogs } from '../../../src/engine/record/log-parts';

const runs = 'sweeps/s-1/runs/';
const run = `${runs}a/spawn-instance=AROA:i-0a/`;

describe('a log in parts', () => {
  let folder = '';
  let store: LocalStore;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spawn-parts-'));
    store = openDiskStore(folder);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const listed = async (prefix = runs) => {
    const found: Record<string, number> = {};
    for await (const { key, size } of joiningLogs(store).list(prefix)) found[key] = size;
    return found;
  };
  const bytes = async (start?: number, end?: number): Promise<Buffer> => {
    const range = { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
    const chunks: Uint8Array[] = [];
    for await (const chunk of await joiningLogs(store).read(`${run}output.log`, range)) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
  const full = (byte: string): string => byte.repeat(logPartSize);
  /** Reads the log as `spawn logs` does, and says which objects were fetched for it. */
  const reading = async (logs: RunningLogs) => {
    const fetched: string[] = [];
    const text = await logs.read(
      {
        ...store,
        read: (key, options) => {
          fetched.push(key);
          return store.read(key, options);
        },
      },
      run,
      undefined,
    );
    return { text, fetched };
  };

  it('is one output.log, from its parts until the complete log exists', async () => {
    await store.write(`${run}results/log/000000000000000`, 'a result');
    await store.write(logPartKey(run, logPartSize), 'tail');
    await store.write(logPartKey(run, 0), full('x'));
    await store.write(`${runs}b/spawn-instance=AROA:i-0b/output.log`, 'whole');
    await store.write(logPartKey(`${runs}b/spawn-instance=AROA:i-0b/`, 0), 'part');
    const others = {
      [`${run}results/log/000000000000000`]: 8,
      [`${runs}b/spawn-instance=AROA:i-0b/output.log`]: 5,
    };
    assert.deepEqual(await listed(), { ...others, [`${run}output.log`]: logPartSize + 4 });
    assert.deepEqual(await listed(`${run}output.log`), { [`${run}output.log`]: logPartSize + 4 });
    assert.equal((await bytes()).toString(), `${full('x')}tail`);
    assert.equal(await joiningLogs(store).readText(`${run}output.log`), `${full('x')}tail`);
    await store.write(`${run}output.log`, 'the end');
    assert.deepEqual(await listed(), { ...others, [`${run}output.log`]: 7 });
    assert.deepEqual(await listed(`${run}output.log`), { [`${run}output.log`]: 7 });
    assert.equal((await bytes()).toString(), 'the end');
  });

  it('ends at a gap, and is not there without its beginning', async () => {
    await store.write(logPartKey(run, logPartSize), 'second');
    assert.deepEqual(await listed(), {});
    await assert.rejects(bytes(), { kind: 'not-found' });
    await store.write(logPartKey(run, 0), 'short');
    assert.deepEqual(await listed(), { [`${run}output.log`]: 5 });
    assert.equal((await bytes()).toString(), 'short');
    assert.equal((await reading(new RunningLogs())).text, 'short');
  });

  it('gives any range of its bytes', async () => {
    const text = `${full('x')}${full('y')}z`;
    await store.write(logPartKey(run, 0), full('x'));
    await store.write(logPartKey(run, logPartSize), full('y'));
    await store.write(logPartKey(run, 2 * logPartSize), 'z');
    const place = fc.oneof(
      fc.integer({ min: 0, max: text.length - 1 }),
      fc.constantFrom(0, logPartSize - 1, logPartSize, 2 * logPartSize - 1, 2 * logPartSize),
    );
    await fc.assert(
      fc.asyncProperty(place, place, async (a, b) => {
        const [start, end] = [Math.min(a, b), Math.max(a, b)];
        assert.ok((await bytes(start, end)).equals(Buffer.from(text.slice(start, end + 1))));
      }),
      { numRuns: 40 },
    );
  });

  it('is another version after it has grown', async () => {
    await store.write(logPartKey(run, 0), 'one');
    const versions: string[] = [];
    for await (const { etag } of joiningLogs(store).list(runs)) versions.push(etag);
    const read = () =>
      joiningLogs(store).read(`${run}output.log`, { start: 0, end: 2, ifMatch: versions[0] ?? '' });
    await read();
    await store.write(logPartKey(run, 0), 'one two');
    await assert.rejects(read(), { code: 'PreconditionFailed' });
  });

  it('is read with whole characters, each full part fetched once', async () => {
    const logs = new RunningLogs();
    assert.deepEqual(await reading(logs), { text: undefined, fetched: [] });
    const text = Buffer.from(`${'x'.repeat(logPartSize - 1)}é and 日本\n`);
    await store.write(logPartKey(run, 0), text.subarray(0, logPartSize));
    assert.deepEqual(await reading(logs), {
      text: 'x'.repeat(logPartSize - 1),
      fetched: [logPartKey(run, 0)],
    });
    await store.write(logPartKey(run, logPartSize), text.subarray(logPartSize, text.length - 3));
    assert.deepEqual(await reading(logs), {
      text: `${'x'.repeat(logPartSize - 1)}é and 日`,
      fetched: [logPartKey(run, logPartSize)],
    });
    assert.deepEqual((await reading(logs)).fetched, []);
    await store.write(logPartKey(run, logPartSize), text.subarray(logPartSize));
    assert.deepEqual(await reading(logs), { text: text.toString(), fetched: [logPartKey(run, logPartSize)] });
    await store.write(`${run}output.log`, text);
    assert.deepEqual(await reading(logs), { text: text.toString(), fetched: [] });
  });
});
