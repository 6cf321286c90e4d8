import assert from 'node:assert/strict';
import fc from 'fast-check';
import { breakdown } from '../../../src/cost/breakdown';
import type { SpendingRun } from '../../../src/cost/spend';

const run = (state: string, accruedUsd: number): SpendingRun => ({
  name: 'a',
  state,
  launchedAt: 0,
  accruedUsd,
  billing: false,
});

describe('breakdown', () => {
  it('sums up what runs share, the dearest first, and counts what has no price', () => {
    const { accruedUsd: _, ...unpriced } = run('failed', 0);
    const { launchedAt: __, ...queued } = unpriced;
    const runs = [
      run('failed', 1),
      run('succeeded', 2),
      run('succeeded', 3),
      unpriced,
      { ...queued, state: 'queued' },
    ];
    assert.deepEqual(
      breakdown(runs, ({ state }) => state),
      [
        { key: 'succeeded', runs: 2, usd: 5, unpriced: 0 },
        { key: 'failed', runs: 2, usd: 1, unpriced: 1 },
        { key: 'queued', runs: 1, usd: 0, unpriced: 0 },
      ],
    );
  });

  it('loses no run and no cent', () => {
    const runs = fc.array(
      fc
        .tuple(fc.constantFrom('a', 'b', '__proto__'), fc.integer({ min: 0, max: 1000 }))
        .map(([s, usd]) => run(s, usd)),
    );
    fc.assert(
      fc.property(runs, (all) => {
        const shares = breakdown(all, ({ state }) => state);
        assert.equal(
          shares.reduce((sum, { runs: count }) => sum + count, 0),
          all.length,
        );
        assert.equal(
          shares.reduce((sum, { usd }) => sum + usd, 0),
          all.reduce((sum, { accruedUsd = 0 }) => sum + accruedUsd, 0),
        );
      }),
    );
  });
});
