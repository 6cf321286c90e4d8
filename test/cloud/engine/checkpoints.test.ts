import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { parseCheckpointKey, parseCheckpointManifest, runsPrefix } from '../../../src/agent/record';
import type { Bucket } from '../../../src/engine/ports';
import { fileIn } from '../../unit/agent/checkpoints';
import { eventually } from '../local/harness';
import { launched, requestFor, sweepOf, World } from './world';

/** Writes steps until it is asked to end, and then what it has come to. */
const script = `#!/bin/sh
trap 'echo final >/tmp/checkpoint/state.new && mv /tmp/checkpoint/state.new /tmp/checkpoint/state; exit 0' TERM
mkdir /tmp/checkpoint
echo first >/tmp/checkpoint/state
while :; do sleep 0.1; done
`;

describe('checkpoints of real instances', function () {
  this.timeout(120_000);
  let world: World;
  before(async () => {
    world = await World.start({ compute: 'processes', slots: 2 });
  });
  after(() => world.stop());

  it('are stored with the permissions of the role, also what the script writes at the notice of an interruption', async () => {
    const engine = world.engine();
    const settings = {
      spot: true,
      ttlSeconds: 1800,
      onComplete: 'terminate',
      checkpoint: { path: '/tmp/checkpoint', everySeconds: 1 },
      userData: script,
    } as const;
    const { id, view } = await launched(engine, requestFor(sweepOf(1, settings)));
    const bucket = world.aws.store(view.bucket ?? '', world.cloud.region);
    await eventually(async () => ((await manifests(bucket, id)).length === 1 ? true : undefined));
    world.cloud.control.interrupt((await world.instances(id)).map((instance) => instance.id));
    const ended = await eventually(async () => {
      const seen = await engine.view(id);
      return seen.finished ? seen : undefined;
    });
    assert.deepEqual(
      ended.runs.map(({ state }) => state),
      ['interrupted'],
    );
    const saved = await manifests(bucket, id);
    assert.deepEqual(
      saved.map(({ sequence, state }) => [sequence, state]),
      [
        [1, 'first\n'],
        [2, 'final\n'],
      ],
    );
  });
});

/** Checkpoints of a sweep in their order, with what the script had written. */
async function manifests(
  bucket: Bucket,
  sweepId: string,
): Promise<readonly { readonly sequence: number; readonly state: string }[]> {
  const found: { sequence: number; state: string }[] = [];
  for await (const { key } of bucket.list(runsPrefix(sweepId))) {
    if (parseCheckpointKey(key)?.part !== 'manifest') continue;
    const manifest = parseCheckpointManifest((await bucket.readText(key)) ?? '');
    assert.ok(manifest !== undefined);
    const data = await buffer(await bucket.read(key.replace(/\.json$/, '')));
    assert.equal(data.length, manifest.bytes);
    found.push({ sequence: manifest.sequence, state: fileIn(data, './state') });
  }
  return found.toSorted((a, b) => a.sequence - b.sequence);
}
