import assert from 'node:assert/strict';
import { checkpointCautions } from '../../../src/engine/launch/checkpoint-cautions';
import { accessOf } from '../../sample-access';
import { runOf } from '../../sample-sweep';

const saving = runOf(0, { checkpoint: { path: '/tmp/checkpoint', everySeconds: 300 } });
const sweep = { name: 'test', runs: [saving, runOf(1)] };
const { target } = accessOf();

describe('what is said before checkpoints are not saved', () => {
  it('is nothing where instances have a role, or where no run has a checkpoint', () => {
    assert.deepEqual(checkpointCautions(sweep, target), []);
    assert.deepEqual(checkpointCautions({ ...sweep, runs: [runOf(1)] }, undefined), []);
  });

  it('is what is missing, and what it means', () => {
    const rest = 'nothing is saved, and a run that is retried starts from the beginning.';
    assert.deepEqual(checkpointCautions(sweep, undefined), [
      `1 of 2 runs have a checkpoint, which requires a bucket: without one, ${rest}`,
    ]);
    assert.deepEqual(checkpointCautions(sweep, { ...target, write: 'post' }), [
      `1 of 2 runs have a checkpoint, which requires a role for the instances, and this user isn't allowed to create roles: ${rest}`,
    ]);
  });
});
