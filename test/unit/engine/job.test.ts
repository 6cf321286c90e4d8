import assert from 'node:assert/strict';
import { isFinal } from '../../../src/engine/job-states';
import type { Instance } from '../../../src/engine/ports';
import { type JobEvidence, jobOf } from '../../../src/engine/track/job';

const minute = 60_000;
const launchedAt = Date.UTC(2026, 0, 27, 10);
const expiresAt = launchedAt + 60 * minute;

const instance = (state: string, more: Partial<Instance> = {}): Instance => ({
  id: 'i-1',
  region: 'us-east-1',
  availabilityZone: 'us-east-1a',
  type: 't3.micro',
  state,
  launchIndex: 0,
  launchedAt,
  spot: false,
  tags: {},
  ...more,
});

const stateOf = (evidence: Partial<JobEvidence>): string =>
  jobOf({ hasBucket: true, launch: { state: 'queued' }, now: launchedAt + 10 * minute, ...evidence }).state;

const running: Partial<JobEvidence> = { launchedAt, expiresAt, instance: instance('running') };
const cancel = (
  keepRunning: boolean,
  at = launchedAt + 5 * minute,
  late?: boolean,
): Partial<JobEvidence> => ({
  cancelled: { kind: 'cancelled', at, keepRunning, by: 'me' },
  ...(keepRunning ? {} : { hand: { at, ...(late === undefined ? {} : { late }) } }),
});
const ended = (reason: string, after = 10 * minute): Partial<JobEvidence> => ({
  launchedAt,
  expiresAt,
  instance: instance('terminated', { stateReason: reason, endedAt: launchedAt + after }),
});

describe('state of a job', () => {
  it('follows the instance while there is no report', () => {
    assert.equal(stateOf({}), 'queued');
    assert.equal(stateOf({ launchedAt, instance: instance('pending') }), 'pending');
    assert.equal(stateOf(running), 'running');
    assert.equal(stateOf({ launchedAt, instance: instance('shutting-down') }), 'running');
    assert.equal(stateOf({ launchedAt, instance: instance('hibernating') }), 'hibernating');
  });

  it('believes an instance that is there over a launch that was given up', () => {
    const launch = { state: 'given-up', code: 'X', message: 'why' } as const;
    assert.deepEqual(jobOf({ hasBucket: true, launch, now: launchedAt }), {
      state: 'launch-failed',
      reason: 'why',
    });
    assert.equal(stateOf({ ...running, launch }), 'running');
  });

  it('believes the record over everything', () => {
    const status = { state: 'failed', exitCode: 3, at: launchedAt + minute };
    assert.deepEqual(jobOf({ hasBucket: true, launch: { state: 'queued' }, now: 0, ...running, status }), {
      state: 'failed',
      exitCode: 3,
      endedAt: status.at,
    });
    assert.equal(stateOf({ ...ended('Server.InternalError'), status }), 'failed');
    assert.equal(stateOf({ ...running, status: { ...status, state: 'from-the-future' } }), 'from-the-future');
    assert.equal(isFinal('from-the-future'), true);
  });

  it('distinguishes why an instance ended without a report', () => {
    assert.equal(stateOf(ended('Server.SpotInstanceTermination: Spot instance termination')), 'interrupted');
    assert.equal(
      stateOf(ended('Client.InstanceInitiatedShutdown: Instance initiated shutdown', 60 * minute)),
      'expired',
    );
    const reasons = [
      'Client.UserInitiatedShutdown: User initiated shutdown',
      'Client.InstanceInitiatedShutdown: Instance initiated shutdown',
      'Server.InternalError: Internal error on launch',
    ].map((reason) =>
      jobOf({ hasBucket: true, launch: { state: 'queued' }, now: launchedAt, ...ended(reason) }),
    );
    assert.deepEqual(
      reasons.map(({ state }) => state),
      ['lost', 'lost', 'lost'],
    );
    assert.equal(new Set(reasons.map(({ reason }) => reason)).size, 3);
    assert.match(reasons[0]?.reason ?? '', /A user terminated/);
    assert.match(reasons[2]?.reason ?? '', /host failed.*Internal error/);
    assert.equal(stateOf(ended('Server.InternalError', 60 * minute)), 'lost', 'whenever it was');
  });

  it('takes an instance that EC2 does not show for lost only when lag cannot explain it', () => {
    assert.equal(stateOf({ launchedAt, now: launchedAt + 4 * minute }), 'pending');
    assert.equal(stateOf({ launchedAt, now: launchedAt + 6 * minute }), 'lost');
    assert.equal(stateOf({ launchedAt, expiresAt, now: launchedAt + 90 * minute }), 'expired');
  });

  it('keeps what was seen of an end that EC2 has forgotten', () => {
    const seen = {
      kind: 'ended',
      run: 0,
      endedAt: launchedAt + minute,
      reason: 'Server.SpotInstanceTermination',
    } as const;
    assert.equal(
      stateOf({ launchedAt, expiresAt, ended: seen, now: launchedAt + 120 * minute }),
      'interrupted',
    );
  });

  it('cancels what had not ended, and only that', () => {
    assert.equal(stateOf({ ...running, ...cancel(false) }), 'cancelled');
    assert.equal(stateOf({ ...running, ...cancel(true) }), 'running');
    const gone = ended('Server.SpotInstanceTermination', 4 * minute);
    assert.equal(stateOf({ ...gone, ...cancel(false) }), 'interrupted', 'it was over before');
    assert.equal(
      stateOf({ ...gone, ...cancel(false, launchedAt + 3 * minute) }),
      'interrupted',
      'EC2 says that it took it itself, whatever the clock of the user says',
    );
    const byHand = ended('Client.UserInitiatedShutdown: User initiated shutdown', 4 * minute);
    assert.equal(stateOf({ ...byHand, ...cancel(false) }), 'cancelled', 'clocks differ');
    assert.equal(stateOf(cancel(true)), 'cancelled');
    const before = { state: 'failed', at: launchedAt + minute };
    assert.equal(stateOf({ ...running, ...cancel(false), status: before }), 'failed');
    const after = { state: 'interrupted', at: launchedAt + 6 * minute };
    assert.equal(stateOf({ ...running, ...cancel(false), status: after }), 'cancelled');
    assert.equal(
      stateOf({ ...running, ...cancel(false), status: { ...after, state: 'succeeded' } }),
      'succeeded',
    );
  });

  const terminatedByUser = ended('Client.UserInitiatedShutdown: User initiated shutdown', 5 * minute);
  const report = (state: string, after: number) => ({ status: { state, at: launchedAt + after } });

  it('orders the end of a job and that of its instance by AWS’s clock, and never by the user’s', () => {
    // Machines whose clocks are ten minutes behind, right, and ten minutes ahead.
    for (const skew of [-10 * minute, 0, 10 * minute]) {
      const hand = cancel(false, launchedAt + 5 * minute + skew);
      for (const state of ['succeeded', 'failed']) {
        assert.equal(stateOf({ ...terminatedByUser, ...hand, ...report(state, 4 * minute) }), state);
        assert.equal(stateOf({ ...terminatedByUser, ...hand, ...report(state, 5 * minute) }), 'cancelled');
        assert.equal(stateOf({ ...terminatedByUser, ...hand, ...report(state, 6 * minute) }), 'cancelled');
      }
    }
  });

  it('keeps the state of a job that the record showed as ended before the user canceled', () => {
    const hand = cancel(false, launchedAt, true);
    assert.equal(stateOf({ ...terminatedByUser, ...hand, ...report('succeeded', 9 * minute) }), 'succeeded');
    assert.equal(stateOf({ ...running, ...hand, ...report('failed', 9 * minute) }), 'failed');
    assert.equal(stateOf({ ...terminatedByUser, ...hand }), 'lost', 'terminated in the console before');
  });

  it('counts a graceful exit of a script that was cancelled as cancelled, before EC2 reports when', () => {
    const shutting = { ...running, instance: instance('shutting-down') };
    const hand = cancel(false, launchedAt + 5 * minute, false);
    assert.equal(stateOf({ ...shutting, ...hand, ...report('succeeded', 4 * minute) }), 'cancelled');
  });

  it('counts the end of an instance that ended by itself as no end manually', () => {
    const byItself = ended('Client.InstanceInitiatedShutdown: Instance initiated shutdown', 5 * minute);
    const hand = cancel(false, launchedAt + 4 * minute, false);
    assert.equal(stateOf({ ...byItself, ...hand, ...report('succeeded', 5 * minute) }), 'succeeded');
  });

  it('takes a report from an instance that someone else had terminated for what it is', () => {
    const job = jobOf({
      hasBucket: true,
      launch: { state: 'queued' },
      now: launchedAt,
      ...terminatedByUser,
      ...report('succeeded', 6 * minute),
    });
    assert.equal(job.state, 'lost');
    assert.match(job.reason ?? '', /A user terminated/);
    const { status } = report('succeeded', 6 * minute);
    assert.equal(stateOf({ ...terminatedByUser, status: { ...status, endedItself: true } }), 'succeeded');
    const hand = cancel(false, launchedAt + 4 * minute, false);
    assert.equal(
      stateOf({ ...terminatedByUser, ...hand, status: { ...status, endedItself: true } }),
      'cancelled',
    );
    assert.equal(stateOf({ ...terminatedByUser, ...report('succeeded', 5 * minute) }), 'succeeded');
  });

  it('distinguishes an instance that a user stopped from one that was terminated', () => {
    const stopped = instance('stopped', {
      stateReason: 'Client.UserInitiatedShutdown: User initiated shutdown',
      endedAt: launchedAt + minute,
    });
    const job = jobOf({
      hasBucket: true,
      launch: { state: 'queued' },
      now: 0,
      ...running,
      instance: stopped,
    });
    assert.equal(job.state, 'lost');
    assert.match(job.reason ?? '', /A user stopped .*disk is kept, and incurs charges/);
  });
});
