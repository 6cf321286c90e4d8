import assert from 'node:assert/strict';
import { UsageError } from '../../../src/cli/exit';
import { findInstance, parseReference, resolveSweep, runOf, sweepIdFor } from '../../../src/cli/reference';
import { Failure } from '../../../src/engine/failure';
import type { SweepView } from '../../../src/engine/view';
import { instanceOf } from '../../sample-instance';

const { signal } = new AbortController();
const sweepsOf = (...sweeps: readonly (readonly [id: string, createdAt: number])[]) => ({
  sweeps: async () => sweeps.map(([id, createdAt]) => ({ id, createdAt, name: '', size: 1 })),
});
const two = sweepsOf(['sweep-old-1', 1], ['sweep-new-2', 2]);

const failsAs = (code: string, text: RegExp) => (error: unknown) => {
  assert.ok(error instanceof Failure);
  assert.equal(error.code, code);
  assert.equal(error.kind, 'not-found');
  assert.match(error.message, text);
  return true;
};

describe('what a command is about', () => {
  it('is a sweep, a run of one, or an instance', () => {
    assert.deepEqual([' sweep-a-1\n', 'latest', 'latest/lr-0.1', 'i-0abc', ' i-0abc… '].map(parseReference), [
      { kind: 'sweep', sweep: 'sweep-a-1' },
      { kind: 'sweep', sweep: 'latest' },
      { kind: 'sweep', sweep: 'latest', run: 'lr-0.1' },
      { kind: 'instance', instanceId: 'i-0abc' },
      { kind: 'instance', instanceId: 'i-0abc…' },
    ]);
  });

  it('is the newest sweep by the name "latest", and any by an id that a table cut off', async () => {
    assert.equal(await sweepIdFor('latest', two, signal), 'sweep-new-2');
    assert.equal(await sweepIdFor('sweep-ol…', two, signal), 'sweep-old-1');
    assert.equal(await sweepIdFor('sweep-unknown', two, signal), 'sweep-unknown');
    await assert.rejects(
      sweepIdFor('sweep-…', two, signal),
      failsAs('SeveralMatch', /sweep-old-1, sweep-new-2/),
    );
    await assert.rejects(sweepIdFor('x…', two, signal), failsAs('NothingMatches', /begins with x/));
    await assert.rejects(
      resolveSweep('latest', sweepsOf(), signal),
      failsAs('NoSweeps', /spawn launch FILE/),
    );
  });

  it('does not accept an instance or a run if a command works on sweeps', async () => {
    await assert.rejects(sweepIdFor('i-0abc', two, signal), UsageError);
    await assert.rejects(sweepIdFor('latest/a', two, signal), UsageError);
  });

  it('is a run that the sweep has; the sentence names those that it has', () => {
    const run = (name: string): SweepView['runs'][number] => ({
      ...{ index: 0, name, parameters: {}, state: 'running', region: 'us-east-1', billing: true },
    });
    const view: SweepView = {
      ...{ id: 'sweep-x', name: 'x', createdAt: 0, fileName: 'x.yaml', fileText: '', region: 'us-east-1' },
      ...{ finished: false, resumable: false, accruedUsd: 0, projectedUsd: 0, unpriced: 0 },
      runs: Array.from({ length: 12 }, (_, index) => run(`r${index}`)),
    };
    assert.equal(runOf(view, 'r11').name, 'r11');
    assert.throws(
      () => runOf(view, 'r12'),
      failsAs('NoSuchRun', /"r12"\. Its runs are r0, .*, r9, and 2 more\.$/),
    );
  });

  it('is an instance by its id, or by what a table shows of it', async () => {
    const instances = [instanceOf({ id: 'i-0aa1' }), instanceOf({ id: 'i-0ab1' })];
    const engine = { instances: async () => instances };
    assert.equal((await findInstance(engine, 'i-0aa1', signal)).id, 'i-0aa1');
    assert.equal((await findInstance(engine, 'i-0ab…', signal)).id, 'i-0ab1');
    await assert.rejects(findInstance(engine, 'i-0a…', signal), failsAs('SeveralMatch', /2 instance ids/));
    await assert.rejects(findInstance(engine, 'i-0ff', signal), failsAs('NoSuchInstance', /i-0ff/));
  });
});
