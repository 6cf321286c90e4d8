import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  checkpointKey,
  parseCheckpointKey,
  parseCheckpointManifest,
  parseRunKey,
  runFolder,
} from '../../../src/agent/record';

const sweepId = 'sweep-ml-20260127-101500';
const folder = runFolder(sweepId, 'lr-0.1', 'AROAEXAMPLE:i-0abc');
const sha256 = 'ab'.repeat(32);
const manifest = (fields: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({ sequence: 3, bytes: 10_240, sha256, at: 1_769_508_900, ...fields });

describe('keys of checkpoints', () => {
  it('name the slot and the part, below the folder of their writer', () => {
    for (const slot of [0, 1] as const)
      for (const part of ['data', 'manifest'] as const) {
        const key = checkpointKey(folder, slot, part);
        assert.deepEqual(parseCheckpointKey(key), { folder, slot, part });
        assert.equal(parseRunKey(sweepId, key)?.path, `checkpoint/${slot}${part === 'data' ? '' : '.json'}`);
      }
  });

  it('don’t match other keys', () => {
    for (const path of [
      ...['checkpoint/', 'checkpoint/2', 'checkpoint/00', 'checkpoint/0.tar', 'checkpoint/0.json.json'],
      ...['results/checkpoint/0', 'checkpoint/0/1', 'Checkpoint/0', 'checkpoint/0\n'],
    ])
      assert.equal(parseCheckpointKey(`${folder}${path}`), undefined, path);
    assert.equal(parseCheckpointKey('checkpoint/0'), undefined);
  });
});

describe('the manifest of a checkpoint', () => {
  it('is read as the agent writes it', () => {
    const read = { sequence: 3, bytes: 10_240, sha256, at: 1_769_508_900 };
    assert.deepEqual(parseCheckpointManifest(manifest()), read);
    assert.deepEqual(parseCheckpointManifest(`${manifest()}\n`), read);
  });

  it('is nothing where an instance wrote something else', () => {
    for (const text of [
      '',
      '{}',
      'null',
      manifest({ sequence: 0 }),
      manifest({ sequence: -1 }),
      manifest({ sequence: 1.5 }),
      manifest({ sequence: '3' }),
      manifest({ sequence: 1e12 }),
      manifest({ bytes: 1e300 }),
      manifest({ sha256: sha256.toUpperCase() }),
      manifest({ sha256: sha256.slice(1) }),
      manifest({ sha256: `${sha256}0` }),
      manifest({ at: null }),
      manifest({ url: 'https://example.com' }),
      `${manifest()}${manifest()}`,
    ])
      assert.equal(parseCheckpointManifest(text), undefined, text);
  });

  it('never throws, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        assert.equal(parseCheckpointManifest(text), undefined);
      }),
    );
  });
});
