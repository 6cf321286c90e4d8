import assert from 'node:assert/strict';
import type { RunEvidence } from '../../../src/engine/track/run-evidence';
import { runStandingOf } from '../../../src/engine/track/run-view';
import { callOf } from '../../sample-call';
import { instanceOf } from '../../sample-instance';
import { runOf } from '../../sample-sweep';

const start = Date.UTC(2026, 0, 27, 10);
const minute = 60_000;
const hour = 60 * minute;

const nothing: RunEvidence = { launch: { state: 'queued' } };
const launched = (instanceId: string): RunEvidence['launch'] => ({
  state: 'launched',
  call: { ...callOf('b0', 0, [0]), at: start },
  instanceId,
  launchedAt: start,
});
const standing = (evidence: Partial<RunEvidence>, now = start + 2 * hour, settings = {}) =>
  runStandingOf(
    runOf(0, settings),
    { ...nothing, ...evidence },
    { disks: () => undefined, licences: () => undefined, hasBucket: true },
    now,
  );

describe('a run', () => {
  it('has the id of its instance from any source that still has it: EC2, the journal, or its own status', () => {
    const status = { state: 'succeeded', at: start + hour, instanceId: 'i-status' };
    const instance = instanceOf({ id: 'i-ec2', launchedAt: start });
    const idOf = (evidence: Partial<RunEvidence>) => standing(evidence).view.instanceId;
    assert.equal(idOf({ launch: launched('i-journal'), instance, status }), 'i-ec2');
    // EC2 forgets an instance within the hour of its end.
    assert.equal(idOf({ launch: launched('i-journal'), status }), 'i-journal');
    assert.equal(idOf({ launch: launched(''), status }), 'i-status');
    assert.equal(idOf({ launch: launched('') }), undefined);
    assert.equal(idOf({}), undefined);
  });

  it('has the type that EC2 shows, and else the one that was asked for', () => {
    const typeOf = (evidence: Partial<RunEvidence>) => standing(evidence).view.instanceType;
    const instance = instanceOf({ type: 'm5.large', launchedAt: start });
    assert.equal(typeOf({ launch: launched('i-1'), instance }), 'm5.large');
    assert.equal(typeOf({ launch: launched('i-1') }), 't3.micro');
    assert.equal(typeOf({}), undefined);
  });

  it('is charged for a public address until it is known to have none', () => {
    const launch = launched('i-1');
    const addressOf = (evidence: Partial<RunEvidence>) =>
      standing({ launch, ...evidence }, start + minute).account?.publicAddress;
    assert.equal(addressOf({}), true);
    assert.equal(addressOf({ instance: instanceOf({ launchedAt: start, publicIp: '203.0.113.1' }) }), true);
    assert.equal(addressOf({ instance: instanceOf({ launchedAt: start }) }), false);
    // EC2 takes the address of one that has ended out of its answers.
    const ended = instanceOf({ launchedAt: start, state: 'terminated', endedAt: start + minute });
    assert.equal(addressOf({ instance: ended }), true);
  });

  it('was ended by whichever hand came first', () => {
    const early = start + 10 * minute;
    const late = start + 20 * minute;
    // Its script failed between the two.
    const status = { state: 'failed', exitCode: 1, at: start + 15 * minute };
    const cancelled = (at: number) => ({ kind: 'cancelled', at, keepRunning: false, by: 'me' }) as const;
    const dropped = (at: number) => ({ kind: 'dropped', at, rows: [0], by: 'me' }) as const;
    const stateOf = (evidence: Partial<RunEvidence>) =>
      standing({ launch: launched('i-1'), status, ...evidence }).view.state;
    assert.equal(stateOf({ cancelled: cancelled(late) }), 'failed');
    assert.equal(stateOf({ dropped: dropped(late) }), 'failed');
    assert.equal(stateOf({ cancelled: cancelled(late), dropped: dropped(early) }), 'cancelled');
    assert.equal(stateOf({ cancelled: cancelled(early), dropped: dropped(late) }), 'cancelled');
    assert.equal(stateOf({ cancelled: { ...cancelled(early), keepRunning: true } }), 'failed');
  });

  it('is overdue three minutes after the end of its TTL, if EC2 still shows its instance', () => {
    const instance = instanceOf({ launchedAt: start });
    const launch = launched('i-1');
    const overdue = (now: number) => standing({ launch, instance }, now).view.overdue;
    const end = start + hour;
    assert.deepEqual([end, end + 3 * minute - 1, end + 3 * minute].map(overdue), [
      undefined,
      undefined,
      true,
    ]);
  });

  it('may have been launched while its call has no answer, and is bounded by its TTL', () => {
    const launch = { state: 'launching', call: { ...callOf('b0', 0, [0]), at: start } } as const;
    const { account, possible, view } = standing({ launch }, start + minute);
    assert.equal(view.state, 'launching');
    assert.equal(account, undefined);
    assert.equal(possible?.launchedAt, start);
    assert.equal(possible?.expiresAt, start + hour);
    assert.equal(possible?.publicAddress, true);
    assert.equal(standing({}, start).possible, undefined);
    assert.equal(standing({ launch }, start, { ttlSeconds: undefined }).possible?.expiresAt, undefined);
  });
});
