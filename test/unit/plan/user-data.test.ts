import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { PlanError, planSweep, tableObjectOf, USER_DATA_LIMIT, userDataOf } from '../../../src/plan/plan';
import { IDENTITY, runOf, sweepOf, TARGET } from './runs';

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
      /^#!\/bin\/sh\nfor folder in .*\ncase .*PATH=.*\ndone\nexport PATH\nminutes=12\nif .*\nsystemd-run .* --on-active="\$\{minutes\}m" .*\|\| shutdown -h/,
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
    const target = { ...TARGET, tables: true };
    const mixed = planSweep(sweepOf([runOf(0), large, runOf(2)]), IDENTITY, target);
    assert.deepEqual(
      mixed.batches.map((batch) => batch.runs.map(({ index }) => index)),
      [[0], [1], [2]],
    );
    assert.equal(tableObjectOf(mixed, [runOf(0)], target), undefined);
    const table = tableObjectOf(mixed, [large], target);
    assert.match(table?.key ?? '', /^sweeps\/sweep-ml-20260127-101500\/tables\/[0-9a-f]{64}\.gz$/);
    assert.ok(userDataOf(mixed, [large], target).length < USER_DATA_LIMIT);
    assert.throws(() => userDataOf(mixed, [large], TARGET), PlanError);
    assert.throws(
      () => planSweep(sweepOf([large]), IDENTITY, { ...target, write: { by: 'post', fields: {} } }),
      PlanError,
    );
  });

  it('carries the form where there is no role, and nothing of a bucket where there is none', () => {
    const post = {
      ...TARGET,
      write: { by: 'post', fields: { policy: 'eyJ', 'X-Amz-Signature': 'ff' } },
    } as const;
    const posted = gunzipSync(userDataOf(plan, runs, post)).toString();
    assert.match(posted, /\ncwrite=post\nfpolicy=eyJ\nfX-Amz-Signature=ff\n/);
    assert.doesNotMatch(
      gunzipSync(userDataOf(plan, runs, undefined)).toString(),
      /^c(bucket_url|write|region)=/m,
    );
  });
});
