import assert from 'node:assert/strict';
import { parseFilter, shownInstances, shownRuns } from '../../../src/vscode/sidebar/filter';
import { instance, run, start, sweep } from './fleet';

const runs = [
  run(0, 'running', { name: 'lr-0.1', accruedUsd: 0.2 }),
  run(1, 'failed', { name: 'lr-0.01', accruedUsd: 0.3, endedAt: start + 60_000 }),
  run(2, 'running', {
    name: 'lr-10',
    accruedUsd: 0.1,
    instance: instance('i-9', { tags: { team: 'ml' } }),
  }),
];
const all = sweep('sweep-x', runs);
const names = (filter: string, order: 'index' | 'name' | 'cost' = 'index') =>
  shownRuns(all, parseFilter(filter), order)?.map(({ name }) => name);

describe('the filter of the trees', () => {
  it('takes words, states and tags, which all have to hold', () => {
    assert.deepEqual(names(''), ['lr-0.1', 'lr-0.01', 'lr-10']);
    assert.deepEqual(names('LR-0.0'), ['lr-0.01']);
    assert.deepEqual(names('state:running'), ['lr-0.1', 'lr-10']);
    assert.deepEqual(names('state:running state:failed lr-0'), ['lr-0.1', 'lr-0.01']);
    assert.deepEqual(names('tag:team=ml'), ['lr-10']);
    assert.deepEqual(names('tag:team=x'), undefined);
    assert.deepEqual(names('sweep-x state:failed'), ['lr-0.01']);
  });

  it('finds runs by parameter and by instance', () => {
    assert.deepEqual(names('i-9'), ['lr-10']);
    assert.deepEqual(names('param_value 20'), ['lr-10']);
  });

  it('narrows instances too', () => {
    const place = {
      provider: 'aws',
      sweeps: [],
      older: 0,
      instances: [instance('i-1'), instance('i-2', { state: 'stopped' })],
    } as const;
    assert.deepEqual(
      shownInstances([place], parseFilter('state:stopped'))[0]?.instances.map(({ id }) => id),
      ['i-2'],
    );
  });

  it('orders by name as people count, and by cost', () => {
    const counted = sweep(
      'sweep-y',
      ['run-10', 'run-9'].map((name, index) => run(index, 'running', { name })),
    );
    assert.deepEqual(
      shownRuns(counted, parseFilter(''), 'name')?.map(({ name }) => name),
      ['run-9', 'run-10'],
    );
    assert.deepEqual(names('', 'cost'), ['lr-0.01', 'lr-0.1', 'lr-10']);
  });
});
