import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JournalEntry } from '../../../src/engine/journal/entry';
import { foldEntries } from '../../../src/engine/journal/fold';
import { callOf } from '../../sample-call';

const size = 3;
const rows = fc.subarray([0, 1, 2], { minLength: 1 });
const at = fc.integer({ min: 1, max: 6 });

const drops = fc.array(fc.record({ kind: fc.constant('dropped' as const), at, rows, by: fc.constant('me') }));
const stops = fc.array(
  fc.record({ kind: fc.constant('stopped' as const), at, run: fc.nat({ max: size - 1 }) }),
);
const moves = fc.array(
  fc.record({
    kind: fc.constant('extended' as const),
    at,
    rows,
    until: fc.integer({ min: 10, max: 20 }),
    by: fc.constant('me'),
  }),
);
const cancels = fc.array(
  fc.record({
    kind: fc.constant('cancelled' as const),
    at,
    keepRunning: fc.boolean(),
    by: fc.constant('me'),
  }),
);

const least = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : Math.min(...values);
const most = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : Math.max(...values);

describe('the state of a sweep from its journal', () => {
  it('has the first manual end of a run, the first stop, and the last end that it was moved to', () => {
    fc.assert(
      fc.property(drops, stops, moves, (dropped, stopped, extended) => {
        const state = foldEntries([...dropped, ...stopped, ...extended], size);
        for (let run = 0; run < size; run += 1) {
          const of = <One extends { readonly rows: readonly number[] }>(
            all: readonly One[],
          ): readonly One[] => all.filter((one) => one.rows.includes(run));
          assert.equal(state.dropped.get(run)?.at, least(of(dropped).map((one) => one.at)));
          assert.equal(
            state.stopped.get(run)?.at,
            least(stopped.filter((one) => one.run === run).map((one) => one.at)),
          );
          assert.equal(state.extended.get(run), most(of(extended).map(({ until }) => until)));
        }
      }),
    );
  });

  it('has the first cancel that ended the runs, or else the first one', () => {
    fc.assert(
      fc.property(cancels, (entries) => {
        const ending = entries.filter(({ keepRunning }) => !keepRunning);
        const counting = ending.length > 0 ? ending : entries;
        const { cancelled } = foldEntries(entries, size);
        assert.equal(cancelled?.at, least(counting.map((one) => one.at)));
        assert.equal(cancelled?.keepRunning, entries.length === 0 ? undefined : ending.length === 0);
      }),
    );
  });

  it('is the same in whichever order it is heard', () => {
    const call = callOf('b0', 0, [0, 1]);
    const story: readonly JournalEntry[] = [
      call,
      {
        kind: 'launched',
        batch: 'b0',
        attempt: 0,
        at: 2,
        instances: [{ run: 0, id: 'i-0', launchedAt: 2 }],
      },
      callOf('b0', 1, [1, 2]),
      { kind: 'refused', batch: 'b0', attempt: 1, at: 4, failureKind: 'capacity', code: 'X', message: 'x' },
      { kind: 'given-up', at: 5, rows: [2], code: 'X', message: 'x' },
      { kind: 'dropped', at: 7, rows: [0], by: 'b' },
      { kind: 'dropped', at: 6, rows: [0, 1], by: 'a' },
      { kind: 'stopped', at: 9, run: 0 },
      { kind: 'stopped', at: 8, run: 0 },
      { kind: 'extended', at: 1, rows: [0], until: 30, by: 'a' },
      { kind: 'extended', at: 2, rows: [0], until: 20, by: 'b' },
      { kind: 'cancelled', at: 3, keepRunning: true, by: 'a' },
      { kind: 'cancelled', at: 9, keepRunning: false, by: 'b' },
    ];
    const facts = (entries: readonly JournalEntry[]) => {
      const { nextAttempt, ...state } = foldEntries(entries, size);
      return { ...state, next: nextAttempt('b0') };
    };
    const expected = facts(story);
    assert.deepEqual(
      expected.runs.map(({ state }) => state),
      ['launched', 'queued', 'given-up'],
    );
    assert.deepEqual([expected.next, expected.open], [2, []]);
    fc.assert(
      fc.property(fc.shuffledSubarray([...story], { minLength: story.length }), (entries) => {
        assert.deepEqual(facts(entries), expected);
      }),
      { numRuns: 200 },
    );
  });

  it('is about the last attempt of a run, in whatever order it is read', () => {
    const retried = (attempt: number): JournalEntry => ({
      kind: 'retried',
      at: attempt,
      run: 1,
      attempt,
      previous: { state: 'interrupted' },
    });
    const launched = (number: number, id: string): JournalEntry => ({
      kind: 'launched',
      batch: 'b0',
      attempt: number,
      at: 1,
      instances: [{ run: 1, id, launchedAt: 1 }],
    });
    const entries: readonly JournalEntry[] = [
      { ...callOf('b0', 0, [0, 1]) },
      launched(0, 'i-1'),
      { kind: 'ended', run: 1, endedAt: 5 },
      { kind: 'dropped', at: 6, rows: [0, 1], by: 'me' },
      retried(2),
      { ...callOf('b0', 1, [1]), attempts: [2] },
      launched(1, 'i-2'),
      { kind: 'ended', run: 1, attempt: 2, endedAt: 9 },
      retried(3),
      { ...callOf('b0', 2, [1]), attempts: [3] },
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray([...entries], { minLength: entries.length }), (shuffled) => {
        const state = foldEntries(shuffled, size);
        assert.equal(state.runs[1]?.state, 'launching');
        assert.deepEqual(
          state.open.map(({ attempt }) => attempt),
          [2],
        );
        assert.deepEqual(
          state.retries.get(1)?.map(({ attempt }) => attempt),
          [2, 3],
        );
        assert.equal(state.ended.has(1), false);
        assert.deepEqual([...state.dropped.keys()], [0]);
      }),
    );
    const decided = foldEntries(entries.slice(0, 5), size);
    assert.equal(decided.runs[1]?.state, 'queued');
    const second = foldEntries(entries.slice(0, 8), size);
    assert.deepEqual([second.runs[1]?.state, second.ended.get(1)?.endedAt], ['launched', 9]);
  });
});
