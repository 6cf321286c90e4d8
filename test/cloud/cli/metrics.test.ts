import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCsv } from '../../unit/results/parse-csv';
import { done, type Machine, newMachine } from './spawn';

/** Two runs that write metrics as a training loop does, one of them with the command, and one that writes none. */
const sweep = `name: curves
metric: {name: val/loss, goal: min}
defaults:
  instance_type: t3.micro
  ttl: 10m
  on_complete: terminate
  user_data: |
    #!/bin/bash
    for step in 1 2 3 4; do
      case $KIND in
        file) echo "{\\"step\\": $step, \\"val_loss\\": $(awk "BEGIN { print 1 / $step }"), \\"lr\\": 0.1}" >>/tmp/metrics.jsonl ;;
        command) spored metric step=$step val_loss=$((5 - step)) ;;
      esac
    done
params:
  - {name: a, kind: file}
  - {name: b, kind: command}
  - {name: c, kind: none}
`;

describe('spawn metrics', function () {
  this.timeout(180_000);
  let machine: Machine;
  let id = '';
  before(async () => {
    machine = await newMachine();
    await machine.write('sweep.yaml', sweep);
    const launched = done(
      await machine.spawn('launch', 'sweep.yaml', '--provider', 'local', '--yes', '--wait', '--json'),
    );
    id = JSON.parse(launched.stdout).sweep_id;
  });
  after(() => machine.dispose());
  const spawn = async (...words: string[]): Promise<string> =>
    done(await machine.spawn(...words, '--provider', 'local')).stdout;

  it('shows the last and best value of each run, and of one run each metric', async () => {
    const table = await spawn('metrics', id);
    assert.deepEqual(
      table.split('\n').map((line) => line.trim().split(/ {2,}/)),
      [
        ['NAME', 'STATE', 'STEP', 'LAST', 'BEST', 'CURVE'],
        ['a', 'succeeded', '4', '0.25', '0.25', '█▃▁▁'],
        ['b', 'succeeded', '4', '1', '1', '█▆▃▁'],
        [''],
      ],
    );
    assert.deepEqual(
      (await spawn('metrics', `${id}/a`)).split('\n').map((line) => line.trim().split(/ {2,}/)),
      [
        ['METRIC', 'STEP', 'LAST', 'MIN', 'MAX', 'CURVE'],
        ['val_loss', '4', '0.25', '0.25', '1', '█▃▁▁'],
        ['lr', '4', '0.1', '0.1', '0.1', '▅▅▅▅'],
        [''],
      ],
    );
  });

  it('exports all values as CSV, a row each, and as JSON', async () => {
    const rows = parseCsv(await spawn('metrics', id, '--metric', 'val_loss', '--format', 'csv'));
    assert.deepEqual(
      rows.map(([run, step, time, metric, value]) => [
        run,
        step,
        time === 'time' || !Number.isNaN(Date.parse(time ?? '')),
        metric,
        value,
      ]),
      [
        ['run', 'step', true, 'metric', 'value'],
        ['a', '1', true, 'val_loss', '1'],
        ['a', '2', true, 'val_loss', '0.5'],
        ['a', '3', true, 'val_loss', '0.333333'],
        ['a', '4', true, 'val_loss', '0.25'],
        ['b', '1', true, 'val_loss', '4'],
        ['b', '2', true, 'val_loss', '3'],
        ['b', '3', true, 'val_loss', '2'],
        ['b', '4', true, 'val_loss', '1'],
      ],
    );
    const { runs } = JSON.parse(await spawn('metrics', id, '--json'));
    assert.deepEqual(
      runs.map((run: Record<string, unknown>) => [
        run['name'],
        run['step_name'],
        Object.keys(run['metrics'] as object),
      ]),
      [
        ['a', 'step', ['val_loss', 'lr']],
        ['b', 'step', ['val_loss']],
      ],
    );
  });

  it('names the metrics that there are, and says how to write them', async () => {
    const unknown = await machine.spawn('metrics', id, '--metric', 'loss', '--provider', 'local');
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /No run has reported the metric "loss"\. The metrics are val_loss, lr\./);
    const none = await machine.spawn('metrics', id, 'c', '--provider', 'local');
    assert.equal(none.code, 3);
    assert.match(none.stderr, /spored metric loss=0\.41/);
  });

  it('are in the status, with their course, and next to the collected table', async () => {
    const status = await spawn('status', id);
    assert.match(status, /VAL_LOSS/);
    assert.match(status, /^a .* 0\.25 █▃▁▁$/m);
    await spawn('collect-results', id, '--output', 'results');
    const text = await readFile(join(machine.folder, 'results', 'metrics.csv'), 'utf8');
    assert.equal(parseCsv(text).length, 1 + 12);
    assert.deepEqual(parseCsv(text)[0], ['run', 'step', 'time', 'metric', 'value']);
  });
});
