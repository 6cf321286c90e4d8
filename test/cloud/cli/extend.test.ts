import assert from 'node:assert/strict';
import { done, type Machine, newMachine } from './spawn';

const sweep = `defaults:
  instance_type: t3.micro
  region: us-east-1
  ttl: 40s
  on_complete: terminate
  user_data: |
    #!/bin/sh
    until spored status | grep -q '^ttl-left *0h[45]m'; do sleep 0.2; done
    spored status | grep ttl-left >/tmp/result.txt

params:
  - name: long
`;

describe('spawn extend', function () {
  this.timeout(120_000);
  let machine: Machine;
  before(async () => {
    machine = await newMachine();
    await machine.write('long-sweep.yaml', sweep);
  });
  after(async () => machine.dispose());

  it('extends the ttl of a run in the local cloud, and shows the new end', async () => {
    const here = ['--provider', 'local'];
    const launched = done(
      await machine.spawn('launch', '--param-file', 'long-sweep.yaml', '--json', ...here),
    );
    const { sweep_id: id, runs } = JSON.parse(launched.stdout);
    const instance: string = runs[0].instance_id;

    // EC2 shows a new instance after a while.
    while ((await machine.spawn('status', instance, ...here)).code === 3);

    const unasked = await machine.spawn('extend', id, '5m', ...here);
    assert.equal(unasked.code, 2, unasked.stderr);
    assert.match(
      unasked.stderr,
      /: Extend 1 instance by 5m\? Added cost: none, the local cloud is free\. There is no terminal/m,
    );

    const extended = done(await machine.spawn('extend', instance, '5m', '--yes', '--json', ...here));
    const answer = JSON.parse(extended.stdout);
    const [end] = answer.extended;
    assert.deepEqual([end.instance_id, end.name, answer.refused, answer.notes], [instance, 'long', [], []]);
    assert.equal(Date.parse(end.expires_at) - Date.parse(end.expired_at), 300_000);

    const status = JSON.parse(done(await machine.spawn('status', id, '--json', ...here)).stdout);
    assert.equal(Math.floor(Date.parse(status.runs[0].expires_at) / 1000), Date.parse(end.expires_at) / 1000);

    done(await machine.spawn('resume', id, '--wait', ...here));
    done(await machine.spawn('collect-results', id, ...here));
    const after = JSON.parse(done(await machine.spawn('status', id, '--json', ...here)).stdout);
    assert.deepEqual([after.runs[0].state, after.runs[0].exit_code], ['succeeded', 0]);
  });

  it('answers what cannot be extended', async () => {
    const wrong = await machine.spawn('extend', 'i-0123456789abcdef0', 'long');
    assert.deepEqual([wrong.code, wrong.stdout], [2, '']);
    assert.match(wrong.stderr, /Use a duration such as 30m, 1h30m or 2d\./);
    const nobody = await machine.spawn('extend', 'i-0123456789abcdef0', '1h', '--provider', 'local');
    assert.equal(nobody.code, 3);
  });
});
