import assert from 'node:assert/strict';
import {
  lossOf,
  ownedResourceJson,
  renderOwnedResources,
  renderSteps,
} from '../../../src/cli/output/account';
import type { OwnedResource } from '../../../src/engine/ports';

const bucket: OwnedResource = { kind: 'bucket', name: 'results', region: 'us-east-1', purpose: 'Keeps.' };
const role: OwnedResource = { kind: 'role', name: 'spawn-instance-1', region: 'us-east-1', purpose: 'Lets.' };
const full: OwnedResource = { ...bucket, holds: { objects: 12, bytes: 1_400_000 } };

describe('what is created and removed, in words', () => {
  it('shows each step with its policy below it, without control sequences', () => {
    assert.equal(
      renderSteps([
        { kind: 'bucket', name: 'results', purpose: 'Keeps results.' },
        { kind: 'role', name: 'r', purpose: 'Lets\u001b[2J in.', policy: '{\n  "Version": "2012-10-17"\n}' },
      ]),
      '  bucket results: Keeps results.\n  role r: Lets in.\n    {\n      "Version": "2012-10-17"\n    }',
    );
  });

  it('lists what goes with what it holds', () => {
    assert.equal(
      renderOwnedResources([full, role]),
      '  bucket  results           us-east-1  12 objects, 1.4 MB\n  role    spawn-instance-1  us-east-1',
    );
  });

  for (const [what, ownedResources, sentence] of [
    ['no bucket', [role], 'No results are lost.'],
    [
      'an empty bucket',
      [{ ...bucket, holds: { objects: 0, bytes: 0 } }],
      'No results are lost: the buckets are empty.',
    ],
    [
      'a bucket nobody may look into',
      [bucket, full],
      'All results, logs, and records in the buckets are lost.',
    ],
    [
      'two buckets',
      [full, { ...bucket, holds: { objects: 1, bytes: 600_000 } }, role],
      'All results, logs, and records of all sweeps are lost: 13 objects, 2.0 MB.',
    ],
  ] as const)
    it(`shows what is lost with ${what}`, () => assert.equal(lossOf(ownedResources), sentence));

  it('is flat as JSON', () => {
    assert.deepEqual(ownedResourceJson(full), { ...bucket, objects: 12, bytes: 1_400_000 });
    assert.deepEqual(ownedResourceJson(role), role);
  });
});
