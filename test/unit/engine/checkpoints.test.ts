import assert from 'node:assert/strict';
import { runFolder } from '../../../src/agent/record';
import type { Store, StoredObject } from '../../../src/engine/ports';
import { newestCheckpoint } from '../../../src/engine/retry/checkpoints';
import type { RunEvidence } from '../../../src/engine/track/run-evidence';
import { runStandingOf } from '../../../src/engine/track/run-view';
import type { RunFacts } from '../../../src/engine/track/sweep-view';
import { callOf } from '../../sample-call';
import { runOf } from '../../sample-sweep';

const sweepId = 'test-20260127-100000-abcd';
const run = runOf(0);
const hash = (digit: string): string => digit.repeat(64);

interface Written {
  readonly by: string;
  readonly slot: number;
  readonly sequence: number;
  readonly sha256: string;
  readonly bytes?: number;
  readonly size?: number;
  readonly dataAt?: number;
  readonly manifest?: string | false;
  readonly name?: string;
}

/** A bucket with these checkpoints. */
function storeWith(written: readonly Written[]): Pick<Store, 'list' | 'readText'> {
  const objects = new Map<string, { readonly text: string; readonly object: StoredObject }>();
  const add = (key: string, text: string, size: number, modifiedAt: number): void => {
    objects.set(key, { text, object: { key, size, etag: '', modifiedAt } });
  };
  for (const one of written) {
    const {
      by,
      bytes = 10,
      dataAt = 1,
      manifest,
      name = run.name,
      sequence,
      sha256,
      size = bytes,
      slot,
    } = one;
    const folder = `${runFolder(sweepId, name, by)}checkpoint/${slot}`;
    add(folder, '', size, dataAt);
    if (manifest === false) continue;
    const text = manifest ?? JSON.stringify({ sequence, bytes, sha256, at: 1 });
    add(`${folder}.json`, text, text.length, 2);
  }
  return {
    async *list(prefix) {
      for (const [key, { object }] of objects) if (key.startsWith(prefix)) yield object;
    },
    readText: (key) => Promise.resolve(objects.get(key)?.text),
  };
}

const retriedFrom = (attempt: number, id: string) => ({
  kind: 'retried' as const,
  at: 1,
  run: 0,
  attempt,
  previous: {
    state: 'interrupted',
    instance: {
      id,
      instanceType: 't3.micro',
      spot: true,
      publicAddress: true,
      launchedAt: 1,
      startedAt: 1,
      goneAt: 2,
    },
  },
});

/** A run that had attempts on these instances, of which the last one is over. */
function factsOf(instances: readonly string[]): RunFacts {
  const evidence: RunEvidence = {
    launch: {
      state: 'launched',
      call: callOf('b0', 0, [0]),
      instanceId: instances.at(-1) ?? '',
      launchedAt: 1,
    },
    retries: instances.slice(0, -1).map((id, place) => retriedFrom(place + 2, id)),
  };
  const knowledge = { disks: () => undefined, licences: () => undefined, hasBucket: true };
  return { run, evidence, standing: runStandingOf(run, evidence, knowledge, 10) };
}

const found = async (
  written: readonly Written[],
  instances: readonly string[],
): Promise<string | undefined> => {
  const store = { ...unused, ...storeWith(written) };
  return (await newestCheckpoint(store, sweepId, factsOf(instances), undefined))?.sha256;
};

const refuse = (): never => assert.fail('nothing is written or read in another way');
const unused: Store = {
  list: refuse,
  listFolders: refuse,
  readText: refuse,
  readVersion: refuse,
  read: refuse,
  write: refuse,
  remove: refuse,
};

const first = { by: 'AROATEST:i-0a', slot: 0, sequence: 1, sha256: hash('1') };
const second = { by: 'AROATEST:i-0a', slot: 1, sequence: 2, sha256: hash('2') };

describe('the checkpoint that an attempt continues from', () => {
  it('is the one with the highest sequence', async () => {
    assert.equal(await found([first, second], ['i-0a']), hash('2'));
    assert.equal(await found([{ ...first, sequence: 3 }, second], ['i-0a']), hash('1'));
    assert.equal(await found([], ['i-0a']), undefined);
  });

  it('is of the last attempt that left one', async () => {
    const later = { by: 'AROATEST:i-0b', slot: 0, sequence: 1, sha256: hash('3') };
    assert.equal(await found([first, second, later], ['i-0a', 'i-0b']), hash('3'));
    assert.equal(await found([first, second], ['i-0a', 'i-0b']), hash('2'));
  });

  it('is the older one while the newer one is being written, or was torn', async () => {
    for (const torn of [
      { manifest: false },
      { dataAt: 3 },
      { size: 9 },
      { manifest: '{"sequence":2' },
      { manifest: 'null' },
      { manifest: JSON.stringify({ sequence: 2, bytes: 10, sha256: 'short' }) },
      { manifest: JSON.stringify({ sequence: -2, bytes: 10, sha256: hash('2') }) },
      { manifest: ' '.repeat(5000) },
    ] as const) {
      assert.equal(await found([first, { ...second, ...torn }], ['i-0a']), hash('1'), JSON.stringify(torn));
    }
  });

  it('is never one that an instance of another run wrote, or a stranger', async () => {
    assert.equal(await found([{ ...first, by: 'AROATEST:i-0f' }], ['i-0a']), undefined);
    assert.equal(await found([{ ...first, name: 'run-1' }], ['i-0a']), undefined);
    assert.equal(await found([{ ...first, by: 'form:1.1' }], ['i-0a']), undefined);
    assert.equal(await found([{ ...first, by: 'form:0.2' }], ['i-0a']), undefined);
    assert.equal(await found([{ ...first, by: 'form:0.1' }], ['i-0a']), hash('1'));
  });
});
