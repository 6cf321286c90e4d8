import assert from 'node:assert/strict';
import { typeInto } from './pty';
import { done, type Machine, newMachine } from './spawn';

const sweep = `name: slow
defaults:
  instance_type: t3.micro
  region: us-east-1
  ttl: 1h
  user_data: |
    #!/bin/bash
    echo "epoch 1"
    printf 'half a line'
    sleep 3600
params:
  - {name: only}
`;

const left =
  /^spawn: Interrupted\. The run continues\. To follow it again:\s+spawn logs sweep-slow-\S+ only --follow --provider local$/m;

describe('Ctrl-C while a log is followed', function () {
  this.timeout(180_000);
  let machine: Machine;
  let id: string;
  const local = ['--provider', 'local'] as const;

  before(async () => {
    machine = await newMachine();
    await machine.write('slow-sweep.yaml', sweep);
    id = JSON.parse(
      done(await machine.spawn('launch', 'slow-sweep.yaml', ...local, '--json')).stdout,
    ).sweep_id;
  });
  after(async () => machine.dispose());

  it('ends with 130 and a sentence, and the run continues', async () => {
    for (const [signal, expected] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      const { code, stdout, stderr } = await machine.spawnUntil(
        'epoch 1',
        signal,
        ...['logs', id, 'only', '--follow', ...local],
      );
      assert.equal(code, expected, stderr);
      assert.equal(stdout, 'epoch 1\nhalf a line\n');
      assert.match(stderr, left);
      assert.equal(stderr.split('\n').length, 2, stderr);
    }
    const { runs } = JSON.parse(done(await machine.spawn('status', id, ...local, '--json')).stdout);
    assert.equal(runs[0].state, 'running');
  });

  it('is the same on a terminal, where the sentence has its own line', async () => {
    if (process.platform !== 'linux') return;
    const { screen } = await typeInto(
      machine,
      `spawn logs latest/only --follow --provider local; echo "left with $?"`,
      { columns: 120, typed: '\u0003', after: 'half a line' },
    );
    assert.match(screen, left);
    assert.match(screen, /^epoch 1\nhalf a line\nspawn: Interrupted\.[\s\S]*\nleft with 130$/);
  });
});
