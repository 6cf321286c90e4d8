import assert from 'node:assert/strict';
import type { RetriedEntry } from '../../../src/engine/journal/entry';
import type { Instance } from '../../../src/engine/ports';
import type { RunEvidence } from '../../../src/engine/track/run-evidence';
import { runStandingOf } from '../../../src/engine/track/run-view';
import type { RunSettings } from '../../../src/sweep/run';
import { callOf } from '../../sample-call';
import { instanceOf } from '../../sample-instance';
import { runOf } from '../../sample-sweep';

const start = Date.UTC(2026, 0, 27, 10);
const minute = 60_000;
const spotEnd = 'Server.SpotInstanceTermination: Server.SpotInstanceTermination';

const launch: RunEvidence['launch'] = {
  state: 'launched',
  call: { ...callOf('b0', 0, [0]), at: start },
  instanceId: 'i-1',
  launchedAt: start,
};
const gone = (stateReason: string, more: Partial<Instance> = {}): Instance =>
  instanceOf({
    id: 'i-1',
    launchedAt: start,
    state: 'terminated',
    stateReason,
    endedAt: start + 10 * minute,
    ...more,
  });
const retriedAfter = (state: string, attempt: number, more: Partial<RetriedEntry> = {}): RetriedEntry => ({
  kind: 'retried',
  at: start,
  run: 0,
  attempt,
  previous: { state },
  ...more,
});

const standing = (
  evidence: Partial<RunEvidence>,
  settings: Partial<RunSettings> = {},
  now = start + 11 * minute,
) =>
  runStandingOf(
    runOf(0, { retry: { interrupted: 2, lost: 1, failed: 0 }, ...settings }),
    { launch, ...evidence },
    { disks: () => undefined, licences: () => undefined, hasBucket: true },
    now,
  );
const stateOf = (...given: Parameters<typeof standing>): string => standing(...given).view.state;

describe('the attempt after one that ended', () => {
  it('follows as often as the file says for this end, and counts none that a user requested', () => {
    const instance = gone(spotEnd);
    const interrupted = retriedAfter('interrupted', 2);
    assert.equal(stateOf({ instance }), 'waiting-to-retry');
    assert.equal(stateOf({ instance, retries: [interrupted] }), 'waiting-to-retry');
    assert.equal(stateOf({ instance, retries: [retriedAfter('lost', 2), interrupted] }), 'waiting-to-retry');
    assert.equal(
      stateOf({ instance, retries: [interrupted, retriedAfter('interrupted', 3)] }),
      'interrupted',
    );
    const byUser = retriedAfter('interrupted', 3, { by: 'me' });
    assert.equal(stateOf({ instance, retries: [interrupted, byUser] }), 'waiting-to-retry');
    assert.equal(stateOf({ instance: gone('Server.InternalError') }), 'waiting-to-retry');
    assert.equal(
      stateOf({ instance: gone('Server.InternalError'), retries: [retriedAfter('lost', 2)] }),
      'lost',
    );
    const failed = { state: 'failed', exitCode: 1, at: start + 9 * minute };
    assert.equal(stateOf({ instance, status: failed }), 'failed');
    assert.equal(
      stateOf({ instance, status: failed }, { retry: { interrupted: 0, lost: 0, failed: 1 } }),
      'waiting-to-retry',
    );
  });

  it('does not follow without a retry in the file, after success, or after a user ended the run', () => {
    const instance = gone(spotEnd);
    const never = runStandingOf(
      runOf(0),
      { launch, instance },
      { disks: () => undefined, licences: () => undefined, hasBucket: true },
      start + 11 * minute,
    );
    assert.equal(never.view.state, 'interrupted');
    assert.equal(
      stateOf({ instance, status: { state: 'succeeded', exitCode: 0, at: start + minute } }),
      'succeeded',
    );
    const cancelled = { kind: 'cancelled', at: start + 20 * minute, keepRunning: true, by: 'me' } as const;
    assert.equal(stateOf({ instance, cancelled }), 'interrupted');
    const dropped = { kind: 'dropped', at: start + 20 * minute, rows: [0], by: 'me' } as const;
    assert.equal(stateOf({ instance, dropped }), 'interrupted');
    // Terminated in the console.
    assert.equal(stateOf({ instance: gone('Client.UserInitiatedShutdown: by a user') }), 'lost');
    // Its instance remains.
    assert.equal(stateOf({ instance }, { onComplete: 'keep' }), 'interrupted');
  });

  it('is not launched before EC2 shows the end of the instance, or has shown it', () => {
    const isOver = (evidence: Partial<RunEvidence>): boolean | undefined => {
      const { next } = standing(evidence);
      return next?.kind === 'waits' ? next.isOver : undefined;
    };
    const status = { state: 'interrupted', at: start + 9 * minute };
    assert.equal(isOver({ status, instance: instanceOf({ id: 'i-1', launchedAt: start }) }), false);
    assert.equal(isOver({ status, instance: gone(spotEnd, { state: 'shutting-down' }) }), false);
    // EC2 doesn't show it: it may have lost its tags.
    assert.equal(isOver({ status }), false);
    assert.equal(isOver({ status, ended: { kind: 'ended', run: 0, endedAt: start + 10 * minute } }), true);
    assert.equal(isOver({ status, instance: gone(spotEnd) }), true);
  });

  it('has what is left of the TTL after at least the minute that EC2 charges for', () => {
    const left = (instance: Instance, ttlSeconds: number): number | undefined => {
      const { next } = standing({ instance }, { ttlSeconds });
      return next?.kind === 'waits' ? next.ttlSeconds : undefined;
    };
    assert.equal(left(gone(spotEnd), 3600), 3000);
    assert.equal(left(gone(spotEnd, { endedAt: start + 5_000 }), 3600), 3540);
    assert.equal(left(gone(spotEnd), 660), 60);
  });

  it('does not follow when less than a minute is left', () => {
    const { view } = standing({ instance: gone(spotEnd) }, { ttlSeconds: 659 });
    assert.equal(view.state, 'expired');
    assert.equal(view.reason, 'Its TTL leaves no time for another attempt.');
    const second = standing(
      { instance: gone(spotEnd), retries: [retriedAfter('interrupted', 2)] },
      { ttlSeconds: 659 },
    );
    assert.equal(second.view.reason, 'Its 2 attempts used up its TTL, so no other one follows.');
  });

  it('counts two minutes and a shutdown after a report if EC2 gives no time', () => {
    const status = { state: 'interrupted', at: start + 9 * minute };
    const { endedAt: _unknown, ...instance } = gone(spotEnd);
    const { next } = standing({ instance, status });
    assert.equal(next?.kind === 'waits' ? next.ttlSeconds : undefined, (60 - 12) * 60);
  });
});
