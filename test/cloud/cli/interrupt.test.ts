import assert from 'node:assert/strict';
import { eventually } from '../local/harness';
import { done, type Machine, newMachine } from './spawn';

const sweep = (spot: string): string => `defaults:
  instance_type: t3.micro
  region: us-east-1
  ttl: 10m
  on_complete: terminate
  ${spot}
  user_data: |
    #!/bin/sh
    echo begun
    while :; do sleep 0.2; done

params:
  - name: long
`;

describe('spawn local interrupt', function () {
  this.timeout(120_000);
  let machine: Machine;
  const here = ['--provider', 'local'];
  before(async () => {
    machine = await newMachine();
    await machine.write('spot-sweep.yaml', sweep('spot: true'));
    await machine.write('steady-sweep.yaml', sweep('spot: false'));
  });
  after(async () => machine.dispose());

  it('interrupts the spot instances of a sweep, after asking, so that its run ends as interrupted', async () => {
    const launched = done(
      await machine.spawn('launch', '--param-file', 'spot-sweep.yaml', '--json', ...here),
    );
    const { sweep_id: id, runs } = JSON.parse(launched.stdout);
    const instance: string = runs[0].instance_id;
    while (!(await machine.spawn('logs', id, 'long', ...here)).stdout.includes('begun'));
    const unasked = await machine.spawn('local', 'interrupt', id);
    assert.equal(unasked.code, 2);
    assert.match(
      unasked.stderr,
      /Interrupt 1 spot instance\? It gets a notice, and ends two minutes later\./,
    );
    const interrupted = done(await machine.spawn('local', 'interrupt', `${id}/long`, '--yes', '--json'));
    assert.deepEqual(JSON.parse(interrupted.stdout), { interrupted: [instance] });
    await machine.spawn('resume', id, '--wait', ...here);
    const status = JSON.parse((await machine.spawn('status', id, '--json', ...here)).stdout);
    assert.equal(status.runs[0].state, 'interrupted');
  });

  it('leaves what is on demand alone, and knows what does not exist', async () => {
    const launched = done(
      await machine.spawn('launch', '--param-file', 'steady-sweep.yaml', '--json', ...here),
    );
    const { sweep_id: id } = JSON.parse(launched.stdout);
    // The local cloud shows a new instance as late as EC2 does.
    await eventually(async () => {
      const { stdout } = done(await machine.spawn('status', id, '--json', ...here));
      return JSON.parse(stdout).runs[0].instance_state === 'running' ? true : undefined;
    });
    const steady = await machine.spawn('local', 'interrupt', id, '--yes');
    assert.equal(steady.code, 1);
    assert.match(steady.stderr, /1 instance is on demand, and is not interrupted\./);
    assert.equal(steady.stdout, 'Interrupted 0 instances.\n');
    assert.equal((await machine.spawn('local', 'interrupt', 'sweep-none-20260101-000000', '--yes')).code, 3);
    done(await machine.spawn('cancel', id, '--yes', ...here));
    done(await machine.spawn('local', 'stop', '--yes'));
    const off = await machine.spawn('local', 'interrupt', id, '--yes');
    assert.equal(off.code, 3);
    assert.match(off.stderr, /The local cloud is not running/);
  });
});
