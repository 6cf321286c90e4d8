import assert from 'node:assert/strict';
import { done, type Machine, newMachine } from './spawn';

/** Three good runs that end soon, and two bad ones that would run for two minutes. */
const sweep = `name: stops
stop_early: {metric: loss, goal: min, rule: asha, first: 1, factor: 2, least: 4}
defaults:
  instance_type: t3.micro
  ttl: 10m
  on_complete: terminate
  user_data: |
    #!/bin/bash
    trap 'echo ended >/tmp/result.txt; exit 0' TERM
    sleep "$PAUSE"
    spored metric step=1 loss="$LOSS"
    for i in $(seq "$LENGTH"); do sleep 1; done
    echo finished >/tmp/result.txt
params:
  - {name: a, loss: 0.1, pause: 0, length: 8}
  - {name: b, loss: 0.2, pause: 0, length: 8}
  - {name: c, loss: 0.3, pause: 0, length: 8}
  - {name: d, loss: 0.8, pause: 14, length: 120}
  - {name: e, loss: nan, pause: 20, length: 120}
`;

describe('stop_early', function () {
  this.timeout(240_000);
  let machine: Machine;
  before(async () => {
    machine = await newMachine();
    await machine.write('sweep.yaml', sweep);
  });
  after(() => machine.dispose());

  it('ends runs that can no longer win, with their results and the reason, and says why', async () => {
    const local = ['--provider', 'local'];
    const launched = await machine.spawn('launch', 'sweep.yaml', '--yes', '--wait', '--json', ...local);
    const { runs, sweep_id: id } = JSON.parse(launched.stdout);
    assert.deepEqual(
      runs.map(({ name, state }: Record<string, unknown>) => [name, state]),
      [
        ['a', 'succeeded'],
        ['b', 'succeeded'],
        ['c', 'succeeded'],
        ['d', 'stopped-early'],
        ['e', 'stopped-early'],
      ],
    );
    const log = async (run: string): Promise<string> =>
      done(await machine.spawn('logs', id, run, ...local)).stdout.trim();
    assert.equal(await log('a'), '');
    assert.match(await log('d'), /^spored: stopped-early: loss 0\.8 at step 1, rank 4 of 4$/m);
    assert.match(await log('e'), /^spored: stopped-early: loss nan at step 1, rank 5 of 5$/m);
    assert.match(done(await machine.spawn('status', `${id}/d`, ...local)).stdout, /stopped early/);
    done(await machine.spawn('collect-results', id, '--output', 'out', ...local));
    assert.equal((await machine.bash('cat out/d/result.txt out/a/result.txt')).stdout, 'ended\nfinished\n');
  });
});
