import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import {
  PlanError,
  planSweep,
  proofOf,
  tableObjectOf,
  userDataLimit,
  userDataOf,
} from '../../../src/plan/plan';
import { IDENTITY, posting, runOf, sweepOf, TABLED, TARGET } from './runs';

const runs = Array.from({ length: 100 }, (_, index) =>
  runOf(index, {
    userData: index % 2 === 0 ? 'echo EVEN-SCRIPT\n' : 'echo ODD-SCRIPT\n',
    ttlSeconds: 600 + index,
  }),
);
const plan = planSweep(sweepOf(runs), IDENTITY, TARGET);

describe('user data', () => {
  it('is the same, byte for byte, each time', () => {
    assert.deepEqual(userDataOf(plan, runs, TARGET), userDataOf(plan, runs, TARGET));
    assert.deepEqual([...userDataOf(plan, runs, TARGET).slice(0, 8)], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
  });

  it('arms the longest ttl of its runs first of all', () => {
    const script = gunzipSync(userDataOf(plan, runs, TARGET)).toString();
    assert.match(
      script,
      /^#!\/bin\/sh\nfor folder in .*\ncase .*PATH=.*\ndone\nexport PATH\nminutes=12\nif .*\ntimeout 20 systemd-run .* --on-active="\$\{minutes\}m" .*\|\| shutdown -h/,
    );
    const endless = gunzipSync(
      userDataOf(plan, [runOf(0, { ttlSeconds: undefined } as object)], TARGET),
    ).toString();
    assert.match(endless, /\nminutes=0\n/);
  });

  it('carries each different script once', () => {
    const script = gunzipSync(userDataOf(plan, runs, TARGET)).toString();
    assert.equal(script.split('EVEN-SCRIPT').length, 2);
    assert.equal(script.split('ODD-SCRIPT').length, 2);
  });

  it('fits where a run has GPUs, files, a large disk, and a checkpoint', () => {
    const run = runOf(0, {
      instanceTypes: ['g5.xlarge'],
      ami: 'gpu',
      volumeSize: 200,
      files: ['train.py'],
      checkpoint: { path: '/tmp/checkpoint', everySeconds: 300 },
      userData: '#!/bin/bash\nset -e\nexec python3 train.py\n',
    });
    const one = planSweep(sweepOf([run]), IDENTITY, TABLED);
    const size = userDataOf(one, [run], TABLED).length;
    assert.ok(size <= userDataLimit, `${size} bytes`);
  });

  it('keeps 100 runs with a few parameters in one call', () => {
    const grid = Array.from({ length: 100 }, (_, index) =>
      runOf(
        index,
        {},
        {
          learning_rate: String(1 / (index + 3)),
          batch_size: String(2 ** (index % 9)),
          seed: String(index * 7919),
        },
      ),
    );
    assert.equal(planSweep(sweepOf(grid), IDENTITY, TARGET).batches.length, 1);
  });

  it('leaves what it has no room for to the bucket, where that is agreed', () => {
    const large = runOf(1, { userData: randomBytes(20_000).toString('base64') });
    const mixed = planSweep(sweepOf([runOf(0), large, runOf(2)]), IDENTITY, TABLED);
    assert.deepEqual(
      mixed.batches.map((batch) => batch.runs.map(({ index }) => index)),
      [[0], [1], [2]],
    );
    assert.equal(tableObjectOf(mixed, [runOf(0)], TABLED), undefined);
    const table = tableObjectOf(mixed, [large], TABLED);
    assert.match(table?.key ?? '', /^sweeps\/sweep-ml-20260127-101500\/tables\/[0-9a-f]{64}\.gz$/);
    assert.ok(userDataOf(mixed, [large], TABLED).length < userDataLimit);
    assert.throws(() => userDataOf(mixed, [large], TARGET), PlanError);
    assert.throws(() => userDataOf(mixed, [large], undefined), PlanError);
    assert.throws(() => planSweep(sweepOf([large]), IDENTITY, posting([large])), PlanError);
  });

  it('gives each run its own forms if there is no role, and nothing of a bucket where there is none', () => {
    const posted = gunzipSync(userDataOf(plan, runs.slice(0, 2), posting(runs))).toString();
    assert.match(
      posted,
      /\nfsX-Amz-Signature=aa\nfsX-Amz-Date=\w+\nfrX-Amz-Signature=bb\n[^=]*=.*\ncwrite=post\n/s,
    );
    const rows = posted.split('\n=\n').slice(1);
    assert.deepEqual(
      rows.map((row) => [...row.matchAll(/^f(.*)$/gm)].map(([, field]) => field)),
      [0, 1].map((index) => [`sPolicy=status${index}`, `rPolicy=run${index}`]),
    );
    assert.doesNotMatch(
      gunzipSync(userDataOf(plan, runs, undefined)).toString(),
      /^c(bucket_url|write|region|owner|role_id)=/m,
    );
  });
});

describe('the proof of a call', () => {
  it('is another one for each call and sweep, and the same each time', () => {
    const proofs = ['one', 'other'].flatMap((secret) =>
      ['b0.0', 'b0.1', 'b1.0'].map((call) => proofOf(secret, call)),
    );
    assert.equal(new Set(proofs).size, 6);
    for (const proof of proofs) assert.match(proof, /^[0-9a-f]{16}$/);
    assert.equal(proofOf('one', 'b0.0'), proofs[0]);
  });
});
