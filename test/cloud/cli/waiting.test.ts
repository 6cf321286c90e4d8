import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually, type TestCloud } from '../local/harness';
import { machineWithOneSlot } from './one-slot';
import { done, type Machine } from './spawn';

const sweepFile = `name: queue
defaults:
  instance_type: t3.micro
  region: us-east-1
  ttl: 1h
  on_complete: terminate
  user_data: |
    #!/bin/bash
    sleep 3
    echo '{"n": 1}' >/tmp/results.json
grid:
  seed: [1, 2, 3]
`;

interface Run {
  readonly state: string;
  readonly launched_at: string;
  readonly waited_seconds: number;
  readonly ended_at: string;
  readonly accrued_usd: number;
}

describe('a sweep that the local cloud has not enough room for', function () {
  this.timeout(120_000);
  let machine: Machine;
  let at: TestCloud;
  const flags = ['--provider', 'local'];

  before(async () => {
    ({ machine, at } = await machineWithOneSlot());
    await machine.write('queue-sweep.yaml', sweepFile);
  });
  after(async () => {
    await at.close();
    await machine.dispose();
  });

  it('counts hours and cost from when each machine starts, and waiting by itself', async () => {
    const words = ['launch', '--param-file', 'queue-sweep.yaml', '--yes', ...flags];
    const { sweep_id: id } = JSON.parse(done(await machine.spawn(...words, '--json')).stdout);
    await eventually(async () => {
      const { stdout } = done(await machine.spawn('status', id, ...flags));
      return /pending +waits \d+s +-$/m.test(stdout) ? true : undefined;
    });
    const runs: readonly Run[] = await eventually(async () => {
      const view = JSON.parse(done(await machine.spawn('status', id, '--json', ...flags)).stdout);
      return view.finished === true ? view.runs : undefined;
    });
    assert.deepEqual(
      runs.map(({ state }) => state),
      ['succeeded', 'succeeded', 'succeeded'],
    );
    const times = runs
      .map(({ ended_at, launched_at, waited_seconds }) => ({
        started: Date.parse(launched_at) + waited_seconds * 1000,
        ended: Date.parse(ended_at),
        waited: waited_seconds,
      }))
      .sort((a, b) => a.started - b.started);
    // One after the other, in whole seconds as EC2 tells them.
    for (const [place, { started, waited }] of times.entries()) {
      const before = times[place - 1];
      if (before === undefined) assert.equal(waited, 0);
      else
        assert.ok(
          started >= before.ended - 1_000 && waited > (times[place - 1]?.waited ?? 0),
          JSON.stringify(times),
        );
    }
    done(await machine.spawn('collect-results', id, '--output', 'out', ...flags));
    const rows: readonly { hours: number }[] = JSON.parse(
      await readFile(join(machine.folder, 'out', 'results.json'), 'utf8'),
    );
    const hours = rows.map((row) => row.hours * 3_600_000).sort((a, b) => a - b);
    const lives = times.map(({ ended, started }) => ended - started).sort((a, b) => a - b);
    assert.ok(
      hours.every((life, place) => Math.abs(life - (lives[place] ?? 0)) <= 1_000),
      JSON.stringify({ hours, lives }),
    );
    // EC2 bills a minute at least: each costs that, however long it has waited.
    assert.equal(new Set(runs.map(({ accrued_usd }) => accrued_usd)).size, 1);
  });
});
