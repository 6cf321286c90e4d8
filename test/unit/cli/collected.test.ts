import assert from 'node:assert/strict';
import { collectedRuns, hasResults, noResults, renderCollected } from '../../../src/cli/output/collected';
import type { RunView, SweepView } from '../../../src/engine/view';

const run = (index: number, name: string, given: Partial<RunView>): RunView => ({
  index,
  name,
  parameters: {},
  state: 'succeeded',
  region: 'us-east-1',
  instanceId: `i-${index}`,
  billing: false,
  ...given,
});

const view: SweepView = {
  id: 'sweep-a',
  name: 'a',
  createdAt: 0,
  fileName: 'a-sweep.yaml',
  fileText: '',
  region: 'us-east-1',
  finished: true,
  resumable: false,
  accruedUsd: 0,
  projectedUsd: 0,
  unpriced: 0,
  runs: [
    run(0, 'good', {}),
    run(1, 'logged', {}),
    run(2, 'broken', { state: 'failed', exitCode: 3 }),
    run(3, 'half', { state: 'failed', exitCode: 1 }),
    run(4, 'busy', { state: 'running', billing: true }),
    run(5, 'silent', { state: 'lost' }),
  ],
};

describe('what collecting shows of each run', () => {
  const runs = collectedRuns({
    view,
    ofRuns: new Map([
      ['good', { files: 2, log: true }],
      ['logged', { files: 0, log: true }],
      ['broken', { files: 0, log: true }],
      ['half', { files: 1, log: true }],
      ['busy', { files: 1, log: true }],
    ]),
  });

  it('is what came of it, ticked only where it succeeded and left results', () => {
    assert.deepEqual(renderCollected(runs, 'out'), [
      '  ✓ good (i-0) → out/good/  2 files',
      '  – logged (i-1) → out/logged/  log only',
      '  ✗ broken (i-2) → out/broken/  failed (exit 3), log only',
      '  ✗ half (i-3) → out/half/  failed (exit 1), 1 file',
      '  … busy (i-4) → out/busy/  still running, 1 file so far',
      '  ✗ silent (i-5)  lost, nothing',
    ]);
  });

  it('counts those that results came from and whose job has ended', () => {
    assert.deepEqual(
      runs.filter(hasResults).map((one) => one.run.name),
      ['good', 'half'],
    );
  });

  it('reports why there are no results', () => {
    assert.match(noResults({ ...view, finished: false }, ''), /has written results yet/);
    assert.match(
      noResults(view, ' --provider local'),
      /\/tmp\/result\*.*\nShow a log: spawn logs sweep-a good --provider local$/,
    );
  });
});
