import assert from 'node:assert/strict';
import { Failure } from '../../../src/engine/failure';
import { type Activity, Poller, type PollerState } from '../../../src/engine/poll';
import { FakeClock, settle } from './fake-clock';

const minutes = (count: number): number => count * 60_000;

describe('poller', () => {
  let clock: FakeClock;
  let calls: number;
  let counted: number;
  let states: PollerState[];
  let answer: () => Promise<Activity>;
  let poller: Poller;

  beforeEach(() => {
    clock = new FakeClock();
    calls = 0;
    counted = 0;
    states = [];
    answer = async () => 'changing';
    poller = new Poller({
      poll: () => {
        calls += 1;
        return answer();
      },
      clock,
      random: () => 0.5,
      onState: (state) => states.push(state),
    });
  });
  afterEach(() => poller.dispose());

  /** Calls since it was last asked, once so many milliseconds have passed. */
  const callsIn = async (milliseconds: number): Promise<number> => {
    await clock.advance(milliseconds);
    const since = calls - counted;
    counted = calls;
    return since;
  };

  it('makes no call before a request, even with subscribers', async () => {
    poller.look(true);
    assert.equal(await callsIn(minutes(10)), 0);
    assert.equal(poller.state.kind, 'idle');
  });

  it('makes no call while hidden, however long, and one at once when seen again', async () => {
    poller.poke();
    assert.equal(await callsIn(minutes(10)), 0);
    assert.equal(poller.state.kind, 'hidden');
    poller.look(true);
    assert.equal(await callsIn(0), 1);
    poller.look(false);
    assert.equal(await callsIn(minutes(10)), 0);
    poller.look(true);
    assert.equal(await callsIn(0), 1);
  });

  it('polls every 5 s while something changes', async () => {
    poller.look(true);
    poller.poke();
    assert.equal(await callsIn(minutes(1) - 1), 12);
  });

  it('slows to every 30 s while all is steady, and back to 5 s on a change', async () => {
    answer = async () => 'steady';
    poller.look(true);
    poller.poke();
    assert.equal(await callsIn(60_000), 4); // at 0, 10, 30 and 60 s
    assert.equal(await callsIn(minutes(10)), 20);
    answer = async () => 'changing';
    assert.equal(await callsIn(60_000), 7); // at 30, 35, … 60 s
  });

  it('stops when nothing is running, until poked', async () => {
    answer = async () => 'idle';
    poller.look(true);
    poller.poke();
    assert.equal(await callsIn(minutes(60)), 1);
    assert.equal(poller.state.kind, 'idle');
    poller.poke();
    assert.equal(await callsIn(minutes(60)), 1);
  });

  it('never has two polls under way, and a poke in the meantime makes exactly one more', async () => {
    const finish: (() => void)[] = [];
    answer = () => new Promise((resolve) => finish.push(() => resolve('changing')));
    poller.look(true);
    poller.poke();
    poller.poke();
    poller.poke();
    assert.equal(await callsIn(minutes(5)), 1);
    finish.shift()?.();
    assert.equal(await callsIn(minutes(5)), 1);
    finish.shift()?.();
    assert.equal(await callsIn(4_999), 0);
    assert.equal(await callsIn(1), 1);
  });

  it('backs off with full jitter while throttled, without a word but in its state', async () => {
    answer = async () => {
      throw new Failure('throttled', 'RequestLimitExceeded', 'AWS asks for fewer requests.');
    };
    poller.look(true);
    poller.poke();
    await clock.advance(0);
    const waits: number[] = [];
    for (let failure = 1; failure <= 7; failure += 1) {
      const { state } = poller;
      assert.equal(state.kind, 'backing-off');
      if (state.kind !== 'backing-off') return;
      assert.equal(state.failures, failure);
      waits.push(state.until - clock.now());
      await clock.advance(state.until - clock.now());
    }
    assert.deepEqual(waits, [5_000, 10_000, 20_000, 40_000, 60_000, 60_000, 60_000]);
    answer = async () => 'changing';
    await clock.advance(60_000);
    assert.equal(poller.state.kind, 'waiting');
  });

  it('pauses on a failure that only the user can fix, until poked or subscribed to again', async () => {
    answer = async () => {
      throw new Failure('credentials', 'ExpiredToken', 'The session has expired.');
    };
    poller.look(true);
    poller.poke();
    assert.equal(await callsIn(minutes(60)), 1);
    assert.equal(poller.state.kind, 'blocked');
    poller.poke();
    assert.equal(await callsIn(minutes(60)), 1);
    poller.look(false);
    assert.equal(await callsIn(minutes(60)), 0);
    answer = async () => 'changing';
    poller.look(true);
    assert.equal(await callsIn(0), 1);
    assert.equal(poller.state.kind, 'waiting');
  });

  it('takes a poll that throws at once as a failure', async () => {
    answer = () => {
      throw new Error('out of order');
    };
    poller.look(true);
    poller.poke();
    await clock.advance(0);
    assert.equal(poller.state.kind, 'backing-off');
  });

  it('aborts the poll in progress and sends no more events once disposed', async () => {
    let signal: AbortSignal | undefined;
    poller.dispose();
    poller = new Poller({
      poll: (given) => {
        signal = given;
        calls += 1;
        return new Promise(() => undefined);
      },
      clock,
      random: () => 0.5,
      onState: (state) => states.push(state),
    });
    poller.look(true);
    poller.poke();
    await settle();
    const before = states.length;
    poller.dispose();
    poller.poke();
    poller.look(false);
    await clock.advance(minutes(10));
    assert.equal(signal?.aborted, true);
    assert.equal(states.length, before);
    assert.equal(calls, 1);
  });
});
