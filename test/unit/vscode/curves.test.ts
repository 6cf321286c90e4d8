import assert from 'node:assert/strict';
import type { RunView, SweepView } from '../../../src/engine/view';
import { curvesOf, type RunCurves } from '../../../src/results/curves/curve';
import { curvesShown } from '../../../src/vscode/panels/results/curves';

const hour = 3_600_000;
const run = (index: number, more: Partial<RunView> = {}): RunView => ({
  index,
  name: `run-${index}`,
  parameters: {},
  state: 'running',
  region: 'us-east-1',
  billing: true,
  launchedAt: 0,
  hourlyUsd: 3,
  ...more,
});
const viewOf = (runs: readonly RunView[]): SweepView => ({
  id: 's',
  name: 's',
  createdAt: 0,
  fileName: 'sweep.yaml',
  fileText: '',
  region: 'us-east-1',
  metric: { name: 'val/loss', goal: 'min' },
  runs,
  finished: false,
  resumable: false,
  accruedUsd: 0,
  projectedUsd: 0,
  unpriced: 0,
});
const written = (name: string, count: number): RunCurves =>
  curvesOf(
    Array.from({ length: count }, (_, place) => ({
      line: place + 1,
      time: place * 60_000,
      values: new Map([
        [name, place === 1 ? Number.NaN : place],
        ['epoch', place],
        ['lr', 1],
      ]),
    })),
  );
const ask = (runs: readonly RunView[], found: ReadonlyMap<string, RunCurves>, wanted = '') =>
  curvesShown(
    [
      { provider: 'local', sweepId: 's' },
      { provider: 'local', sweepId: 'gone' },
    ],
    wanted,
    {
      clouds: { of: async () => ({ engine: { metrics: async () => found } }) },
      store: { find: (id) => (id === 's' ? { sweep: viewOf(runs) } : undefined) },
    },
  );

describe('the curves that a panel shows', () => {
  it('are those of the metric of the file, of the runs that have reported it', async () => {
    const runs = [run(0), run(1, { endedAt: 2 * hour, accruedUsd: 1 }), run(2)];
    const found = new Map([
      ['run-0', written('val_loss', 3)],
      ['run-1', written('val_loss', 2)],
      ['run-2', written('other', 2)],
    ]);
    const shown = await ask(runs, found);
    assert.deepEqual(
      { ...shown, runs: shown.runs.map(({ name, usdPerHour, values }) => [name, values, usdPerHour]) },
      {
        metric: 'val_loss',
        names: ['val_loss', 'lr', 'other'],
        stepName: 'epoch',
        sweepIds: ['s', 'gone'],
        runs: [
          ['run-0', [0, null, 2], 3],
          ['run-1', [0, null], 0.5],
        ],
      },
    );
    assert.deepEqual(shown.runs[0]?.minutes, [0, 1, 2]);
    assert.equal((await ask(runs, found, 'other')).metric, 'other');
    assert.equal((await ask(runs, found, 'gone')).metric, 'val_loss');
    assert.deepEqual((await ask(runs, new Map())).runs, []);
  });

  it('have as many points as a panel can draw, whatever the number of runs', async () => {
    const one = written('loss', 10_000);
    const few = await ask([run(0)], new Map([['run-0', one]]));
    assert.ok((few.runs[0]?.steps.length ?? 0) > 1_000 && (few.runs[0]?.steps.length ?? 0) <= 2_000);
    const runs = Array.from({ length: 1_000 }, (_, index) => run(index));
    const many = await ask(runs, new Map(runs.map(({ name }) => [name, one])));
    assert.equal(many.runs.length, 1_000);
    assert.ok(many.runs.every(({ steps }) => steps.length <= 200));
    assert.ok(many.runs.every(({ values }) => values.includes(9_999) && values.includes(null)));
  });
});
