import assert from 'node:assert/strict';
import { formIdentity, runFolder } from '../../../src/agent/record';
import { Authors } from '../../../src/engine/collect/authors';
import { resultsTableOf } from '../../../src/engine/collect/tables';
import type { AttemptView, RunView, SweepView } from '../../../src/engine/view';

const id = 'sweep-test-20260127-101500';
const hour = 3_600_000;

const ended = (attempt: number, instanceId: string): AttemptView => ({
  attempt,
  state: 'interrupted',
  instance: {
    id: instanceId,
    instanceType: 't3.micro',
    spot: true,
    publicAddress: true,
    launchedAt: 0,
    startedAt: 0,
    goneAt: hour / 2,
  },
});

const run = (more: Partial<RunView> = {}): RunView => ({
  index: 0,
  name: 'run-0',
  parameters: {},
  state: 'succeeded',
  region: 'us-east-1',
  billing: false,
  instanceId: 'i-03',
  ...more,
});
const retried = run({
  attempt: 3,
  earlier: [ended(1, 'i-01'), ended(2, 'i-02')],
  startedAt: hour,
  endedAt: 3 * hour,
  accruedUsd: 0.5,
});

describe('what the attempts of a run wrote', () => {
  const keyOf = (identity: string, path: string): string => `${runFolder(id, 'run-0', identity)}${path}`;
  const paths = (runs: readonly RunView[], ...keys: readonly string[]): readonly (string | undefined)[] => {
    const authors = new Authors(id, runs);
    return keys.map((key) => authors.collected(key)?.path);
  };

  it('is collected of the last one, and of the others only their logs, by number', () => {
    const files = ['output.log', 'results/loss.json', 'checkpoint/0'];
    const by = (instanceId: string) => files.map((file) => keyOf(`AROATEST:${instanceId}`, file));
    assert.deepEqual(paths([retried], ...by('i-01'), ...by('i-02'), ...by('i-03'), ...by('i-04')), [
      ...['output.1.log', undefined, undefined],
      ...['output.2.log', undefined, undefined],
      ...['output.log', 'loss.json', undefined],
      ...[undefined, undefined, undefined],
    ]);
  });

  it('is told apart by its form where an instance has no role', () => {
    const keys = [1, 2, 3, 4].map((attempt) => keyOf(formIdentity(0, attempt), 'output.log'));
    assert.deepEqual(paths([retried], ...keys), ['output.1.log', 'output.2.log', 'output.log', undefined]);
    // The forms of other runs are theirs, and a run without retries has one attempt.
    assert.deepEqual(paths([retried], keyOf(formIdentity(1, 1), 'output.log')), [undefined]);
    assert.deepEqual(paths([run()], ...keys), ['output.log', undefined, undefined, undefined]);
  });

  it('is one row of the table, with the hours and the cost of all attempts', async () => {
    const view: SweepView = {
      id,
      name: 'test',
      createdAt: 0,
      fileName: 'test-sweep.yaml',
      fileText: '',
      region: 'us-east-1',
      runs: [retried, run({ index: 1, name: 'run-1' })],
      finished: true,
      resumable: false,
      accruedUsd: 0.5,
      projectedUsd: 0.5,
      unpriced: 0,
    };
    const { columns, rows } = await resultsTableOf(view, [], async () => undefined);
    const cells = rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at]])));
    assert.deepEqual(cells, [
      {
        name: 'run-0',
        state: 'succeeded',
        exit_code: undefined,
        attempts: 3,
        instance_id: 'i-03',
        instance_type: undefined,
        hours: 3,
        cost_usd: 0.5,
      },
      {
        name: 'run-1',
        state: 'succeeded',
        exit_code: undefined,
        attempts: 1,
        instance_id: 'i-03',
        instance_type: undefined,
        hours: undefined,
        cost_usd: undefined,
      },
    ]);
    const [plain] = [await resultsTableOf({ ...view, runs: [run()] }, [], async () => undefined)];
    assert.ok(!plain?.columns.includes('attempts'));
  });
});
