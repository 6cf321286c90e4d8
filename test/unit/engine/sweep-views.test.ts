import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Prices } from '../../../src/cost/price';
import type { JournalEntry } from '../../../src/engine/journal/entry';
import { foldEntries } from '../../../src/engine/journal/fold';
import type { Instance } from '../../../src/engine/ports';
import type { SweepRecord } from '../../../src/engine/record/sweep-record';
import type { JobStatus } from '../../../src/engine/track/claims';
import { type SweepFacts, SweepViews } from '../../../src/engine/track/sweep-view';
import type { SweepView } from '../../../src/engine/view';
import { planSweep } from '../../../src/plan/plan';
import { callOf } from '../../sample-call';
import { instanceOf } from '../../sample-instance';
import { sweepOf } from '../../sample-sweep';
import { testPrices } from '../cost/fixtures';

const size = 4;
const start = Date.UTC(2026, 0, 27, 10);

const record: SweepRecord = {
  plan: planSweep(sweepOf(size), { sweepId: 'sweep-test', fileSha256: '' }, undefined),
  createdAt: start,
  fileName: 'test-sweep.yaml',
  fileText: 'params: []\n',
  account: '000000000000',
  region: 'us-east-1',
  bucket: 'results',
  agent: '',
  images: new Map(),
  instanceProfiles: new Map(),
  prices: [],
};

/** All that may be heard of the sweep, to be heard in any order. */
const news: readonly JournalEntry[] = [
  { ...callOf('b0', 0, [0, 1, 2]), at: start },
  {
    kind: 'launched',
    batch: 'b0',
    attempt: 0,
    at: start,
    instances: [0, 1].map((run) => ({ run, id: `i-${run}`, launchedAt: start })),
  },
  { kind: 'given-up', at: start, rows: [3], code: 'Quota', message: 'no more' },
  { kind: 'extended', at: start, rows: [0, 1], until: start + 7_200_000, by: 'me' },
  { kind: 'dropped', at: start + 60_000, rows: [1], by: 'me' },
  { kind: 'ended', run: 0, endedAt: start + 120_000, reason: 'Server.SpotInstanceTermination' },
  { kind: 'stopped', run: 1, at: start + 100_000 },
  { kind: 'cancelled', at: start + 90_000, keepRunning: false, by: 'me' },
];

const instances: fc.Arbitrary<readonly Instance[]> = fc
  .tuple(
    ...[0, 1, 2, 3].map((run) =>
      fc
        .constantFrom(undefined, 'pending', 'running', 'stopped', 'terminated')
        .map((state) => ({ run, state })),
    ),
  )
  .map((all) =>
    all.flatMap(({ run, state }) =>
      state === undefined
        ? []
        : [
            instanceOf({
              id: `i-${run}`,
              state,
              launchedAt: start,
              tags: { 'sweep:index': String(run) },
              ...(state === 'terminated' ? { endedAt: start + 180_000 } : {}),
            }),
          ],
    ),
  );

const statuses: fc.Arbitrary<ReadonlyMap<number, JobStatus>> = fc
  .dictionary(
    fc.constantFrom('0', '1'),
    fc.record({
      state: fc.constantFrom('succeeded', 'failed'),
      at: fc.constantFrom(start + 30_000, start + 95_000),
    }),
  )
  .map((jobs) => new Map(Object.entries(jobs).map(([run, status]) => [Number(run), status])));

const unknownPrices: Prices = {
  onDemand: () => undefined,
  spot: () => undefined,
  volume: () => undefined,
  publicIpv4: () => undefined,
};

/** What of a view its next one leaves as it was: all but what the runs cost. */
const settled = ({ runs }: SweepView): unknown =>
  structuredClone(
    runs.map(({ accruedUsd: _accrued, costParts: _parts, hourlyUsd: _hourly, ...rest }) => rest),
  );

const polls = fc.array(
  fc.record({
    heard: fc.subarray([...news]),
    instances: fc.option(instances, { nil: undefined }),
    jobs: fc.option(statuses, { nil: undefined }),
    prices: fc.constantFrom(testPrices, testPrices, unknownPrices),
    pause: fc.constantFrom(0, 500, 5_000, 400_000, 4_000_000, 9_000_000),
  }),
  { minLength: 2, maxLength: 8 },
);

describe('views of a sweep, poll after poll', () => {
  it('equal a fresh view of the same facts', () => {
    fc.assert(
      fc.property(polls, (sequence) => {
        const views = new SweepViews(record);
        const entries = new Set<JournalEntry>();
        let before: { readonly view: SweepView; readonly settled: unknown } | undefined;
        let facts: SweepFacts = {
          launch: foldEntries([], size),
          instances: [],
          jobs: new Map(),
          led: false,
          now: start,
          prices: testPrices,
        };
        for (const { heard, instances: shown, jobs, pause, prices } of sequence) {
          for (const entry of heard) entries.add(entry);
          facts = {
            ...facts,
            ...(heard.length === 0 ? {} : { launch: foldEntries(entries, size) }),
            ...(shown === undefined ? {} : { instances: shown }),
            ...(jobs === undefined ? {} : { jobs }),
            now: facts.now + pause,
            prices,
          };
          const view = views.viewOf(facts);
          assert.deepEqual(view, new SweepViews(record).viewOf(facts));
          if (before !== undefined) assert.deepEqual(settled(before.view), before.settled);
          before = { view, settled: settled(view) };
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('have the same list of the same runs while nothing is heard, with what they cost by then', () => {
    const views = new SweepViews(record);
    const facts: SweepFacts = {
      launch: foldEntries(news.slice(0, 3), size),
      instances: [0, 1].map((run) =>
        instanceOf({
          id: `i-${run}`,
          state: 'running',
          launchedAt: start,
          tags: { 'sweep:index': String(run) },
        }),
      ),
      jobs: new Map(),
      led: false,
      now: start + 60_000,
      prices: testPrices,
    };
    const { accruedUsd, runs } = views.viewOf(facts);
    const later = views.viewOf({ ...facts, instances: [...facts.instances], now: facts.now + 600_000 });
    assert.equal(later.runs, runs);
    assert.ok(later.accruedUsd > accruedUsd);
    assert.equal(
      later.runs[0]?.accruedUsd,
      new SweepViews(record).viewOf({ ...facts, now: facts.now + 600_000 }).runs[0]?.accruedUsd,
    );
    const stopped = views.viewOf({ ...facts, instances: [], now: facts.now + 600_000 });
    assert.notEqual(stopped.runs, runs);
  });
});
