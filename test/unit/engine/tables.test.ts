import assert from 'node:assert/strict';
import { resultsTableOf } from '../../../src/engine/collect/tables';
import type { RunView, SweepView } from '../../../src/engine/view';
import { readDocument } from '../../../src/results/document';

const run: RunView = {
  index: 0,
  name: 'run-0',
  parameters: { lr: '0.1' },
  state: 'succeeded',
  region: 'us-east-1',
  billing: false,
};
const view: SweepView = {
  id: 'sweep-test',
  name: 'test',
  createdAt: 0,
  fileName: 'test-sweep.yaml',
  fileText: '',
  region: 'us-east-1',
  runs: [run],
  finished: true,
  resumable: false,
  accruedUsd: 0,
  projectedUsd: 0,
  unpriced: 0,
};

describe('the table of what a sweep wrote', () => {
  it('reports why 200 MiB of JSON are not in it, and never asks for them', async () => {
    const unread = { readText: () => assert.fail('fetched') };
    const fileOf = (path: string, size: number) => ({
      run: run.name,
      path: `run-0/${path}`,
      object: { key: path, size, etag: '"1"', modifiedAt: 0 },
      store: unread,
    });
    const files = [fileOf('results.json', 200 * 1024 * 1024), fileOf('small.json', 15)];
    const read: string[] = [];
    const { columns, notes, rows } = await resultsTableOf(view, files, async ({ path }) => {
      read.push(path);
      return readDocument('{"loss": 0.25}');
    });
    assert.deepEqual(
      [read, rows.map((cells) => [cells[columns.indexOf('name')], cells[columns.indexOf('loss')]]), notes],
      [
        ['run-0/small.json'],
        [['run-0', 0.25]],
        [
          "run-0/results.json is 200.0 MiB: JSON of more than 5 MiB is treated as data and isn't read into the table. Collecting downloads the whole file.",
        ],
      ],
    );
  });
});
