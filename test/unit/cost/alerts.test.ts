import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type AlertThresholds,
  alertKey,
  alertsOf,
  describeAlert,
  parseThresholds,
  strictest,
} from '../../../src/cost/alerts';
import { dailySpend, type SpendingRun, type SpendingSweep } from '../../../src/cost/spend';

const hour = 3_600_000;
const midnight = Date.UTC(2026, 0, 27);

function run(given: Partial<SpendingRun> = {}): SpendingRun {
  return { name: 'a', state: 'running', launchedAt: midnight, accruedUsd: 1, billing: true, ...given };
}
const sweep = (accruedUsd: number, runs: readonly SpendingRun[]): SpendingSweep => ({
  id: 's',
  accruedUsd,
  runs,
});

describe('dailySpend', () => {
  it('spreads what a run cost over the days it ran', () => {
    const across = run({ launchedAt: midnight - 6 * hour, accruedUsd: 4 });
    const ended = run({ launchedAt: midnight, endedAt: midnight + hour, billing: false, accruedUsd: 0.5 });
    assert.deepEqual(
      [...dailySpend([across, ended], midnight + 2 * hour)],
      [
        ['2026-01-26', 3],
        ['2026-01-27', 1.5],
      ],
    );
  });

  it('spreads to now as long as the instance costs, even if its job has ended, and then to the end of the job', () => {
    // Kept after its job: an hour of work, and 23 hours since.
    const kept = run({ launchedAt: midnight - 12 * hour, endedAt: midnight - 11 * hour, accruedUsd: 4.8 });
    assert.deepEqual(
      [...dailySpend([kept], midnight + 12 * hour)].map(([day, usd]) => [day, Math.round(usd * 1e9) / 1e9]),
      [
        ['2026-01-26', 2.4],
        ['2026-01-27', 2.4],
      ],
    );
    assert.deepEqual(
      [...dailySpend([{ ...kept, billing: false }], midnight + 12 * hour)],
      [['2026-01-26', 4.8]],
    );
    // No one knows when it ended: to now.
    const { endedAt: _, ...lost } = kept;
    assert.equal(dailySpend([{ ...lost, billing: false }], midnight + 12 * hour).size, 2);
  });

  it('puts what was charged in no time on the day of the launch', () => {
    const moment = run({ launchedAt: midnight, endedAt: midnight, billing: false, accruedUsd: 0.01 });
    assert.deepEqual([...dailySpend([moment], midnight)], [['2026-01-27', 0.01]]);
    // An end before the launch is another clock's.
    const early = { ...moment, endedAt: midnight - hour };
    assert.deepEqual([...dailySpend([early], midnight)], [['2026-01-27', 0.01]]);
  });

  it('adds up to the total, whatever the clock', () => {
    const runs = fc.array(
      fc.record({
        name: fc.constant('a'),
        state: fc.constant('running'),
        launchedAt: fc.integer({ min: midnight - 1e9, max: midnight + 1e9 }),
        endedAt: fc.integer({ min: midnight - 1e9, max: midnight + 1e9 }),
        accruedUsd: fc.double({ min: 0, max: 1000, noNaN: true }),
        billing: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(runs, (all) => {
        const days = [...dailySpend(all, midnight).values()];
        const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
        return Math.abs(sum(days) - sum(all.map(({ accruedUsd }) => accruedUsd))) < 1e-6;
      }),
    );
  });

  it('leaves out what has no price or was not launched', () => {
    const { accruedUsd: _, ...unpriced } = run();
    const { launchedAt: __, ...queued } = run();
    assert.equal(dailySpend([unpriced, queued], midnight).size, 0);
  });
});

describe('alertsOf', () => {
  const at = (sweeps: readonly SpendingSweep[], thresholds: AlertThresholds): unknown =>
    alertsOf(sweeps, thresholds, midnight + 2 * hour);

  it('is silent without thresholds', () => assert.deepEqual(at([sweep(1000, [run()])], {}), []));

  it('reports a sweep that reached its cost, and not one below it', () => {
    assert.deepEqual(at([sweep(10, []), { ...sweep(9.99, []), id: 'b' }], { costPerSweep: 10 }), [
      { kind: 'cost-per-sweep', sweepId: 's', usd: 10, threshold: 10 },
    ]);
  });

  it('sums the day over all sweeps', () => {
    const sweeps = [sweep(3, [run({ accruedUsd: 3 })]), sweep(2, [run({ accruedUsd: 2 })])];
    assert.deepEqual(at(sweeps, { costPerDay: 5 }), [
      { kind: 'cost-per-day', day: '2026-01-27', usd: 5, threshold: 5 },
    ]);
    assert.deepEqual(at(sweeps, { costPerDay: 5.01 }), []);
  });

  it('names instances that run too long, and none that ended', () => {
    const runs = [
      run({ name: 'long' }),
      run({ name: 'done', billing: false }),
      run({ name: 'new', launchedAt: midnight + hour }),
    ];
    assert.deepEqual(at([sweep(0, runs)], { runLongerThan: 2 }), [
      { kind: 'run-longer-than', sweepId: 's', runs: ['long'], threshold: 2 },
    ]);
  });

  it('counts failures since the last success', () => {
    const ends = ['failed', 'succeeded', 'failed', 'cancelled', 'lost'].map((state, place) =>
      run({ state, endedAt: midnight + place, billing: false }),
    );
    assert.deepEqual(at([sweep(0, ends)], { failuresInARow: 2 }), [
      { kind: 'failures-in-a-row', sweepId: 's', count: 2, threshold: 2 },
    ]);
    assert.deepEqual(at([sweep(0, ends)], { failuresInARow: 3 }), []);
  });

  it('has one key per threshold and place, and a sentence for each', () => {
    const thresholds = { costPerSweep: 1, costPerDay: 1, runLongerThan: 1, failuresInARow: 1 };
    const failed = run({ state: 'failed', endedAt: midnight });
    const alerts = alertsOf([sweep(2, [failed])], thresholds, midnight + 2 * hour);
    assert.deepEqual(alerts.map(alertKey), [
      'cost-per-sweep s 1',
      'run-longer-than s 1',
      'failures-in-a-row s 1',
      'cost-per-day 2026-01-27 1',
    ]);
    assert.deepEqual(alerts.map(describeAlert), [
      's has cost $2.00, at or above your alert of $1.00 per sweep.',
      's: 1 of its instances have been running longer than 1h and still incur charges, including a.',
      's: the last 1 runs to end have all failed.',
      'Sweeps have cost $1.00 today (2026-01-27, UTC), at or above your alert of $1.00 per day.',
    ]);
  });
});

describe('thresholds', () => {
  it('are read from what a user wrote, and nonsense is left out', () => {
    assert.deepEqual(
      parseThresholds({ costPerSweep: 5, costPerDay: '5', runLongerThan: -1, failuresInARow: 0, x: 1 }),
      {
        costPerSweep: 5,
      },
    );
    for (const nothing of [null, undefined, 7, 'x', []]) assert.deepEqual(parseThresholds(nothing), {});
  });

  it('are the strictest of two sources', () => {
    assert.deepEqual(strictest({ costPerSweep: 5, costPerDay: 1 }, { costPerSweep: 3, failuresInARow: 2 }), {
      costPerSweep: 3,
      costPerDay: 1,
      failuresInARow: 2,
    });
  });
});
