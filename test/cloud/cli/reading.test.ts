import assert from 'node:assert/strict';
import { done, type Machine, newMachine } from './spawn';

const sweep = `name: mixed
defaults:
  instance_type: t3.micro
  region: us-east-1
  ttl: 30m
  user_data: |
    #!/bin/bash
    echo "one $CODE"
    echo "two $CODE"
    exit "$CODE"
params:
  - {name: good, code: 0}
  - {name: bad, code: 3}
`;

describe('the output of a launch on a terminal', function () {
  this.timeout(180_000);
  let machine: Machine;
  let id: string;
  const local = ['--provider', 'local'] as const;

  before(async () => {
    machine = await newMachine();
    await machine.write('mixed-sweep.yaml', sweep);
  });
  after(async () => machine.dispose());

  it('first what it costs, then what came of it, what keeps running, and where to read why a run failed', async () => {
    const { code, stdout, stderr } = await machine.spawn(
      ...['launch', '--param-file', 'mixed-sweep.yaml', '--wait', ...local],
    );
    assert.equal(code, 1, stderr);
    id = /^Sweep ID: (\S+)$/m.exec(stdout)?.[1] ?? '';
    const places = [
      /^ {2}Account: \d{12} \(local cloud\)$/m,
      /^ {2}Region: us-east-1$/m,
      /^Estimated cost: ≤ \$0\.\d+ \(\$0\.\d+ without CPU credits\)\n {2}.* × /m,
      /^Instances:$/m,
    ].map((line) => stdout.search(line));
    assert.ok(!places.includes(-1), stdout);
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
    );
    assert.match(
      stderr,
      /^Every instance keeps running after its job \(on_complete: keep\), until its ttl is over\.$/m,
    );
    assert.match(
      stdout,
      new RegExp(`^ {2}bad: failed \\(exit 3\\): two 3\n {2}spawn logs ${id} bad --provider local$`, 'm'),
    );
  });

  it('prints JSON alone on stdout, and what it costs on stderr', async () => {
    const { stdout, stderr } = done(
      await machine.spawn('launch', '--param-file', 'mixed-sweep.yaml', ...local, '--json'),
    );
    const launched: { sweep_id: string } = JSON.parse(stdout);
    assert.match(
      stderr,
      /^Launching 2 runs on t3\.micro in account \d{12}, us-east-1\.\nEstimated cost: ≤ \$/m,
    );
    done(await machine.spawn('cancel', launched.sweep_id, ...local, '--yes'));
  });

  it('logs: of one run, of all, their ends, and until a run has ended', async () => {
    assert.equal(done(await machine.spawn('logs', id, 'bad', ...local)).stdout, 'one 3\ntwo 3\n');
    assert.equal(
      done(await machine.spawn('logs', id, '--tail', '1', ...local)).stdout,
      '==> good: succeeded <==\ntwo 0\n==> bad: failed (exit 3) <==\ntwo 3\n',
    );
    const followed = done(await machine.spawn('logs', id, 'bad', '--follow', ...local));
    assert.deepEqual([followed.stdout, followed.stderr], ['one 3\ntwo 3\n', 'bad: failed (exit 3)\n']);
    const { runs } = JSON.parse(done(await machine.spawn('logs', id, 'good', ...local, '--json')).stdout);
    assert.deepEqual(runs, [
      { index: 0, name: 'good', state: 'succeeded', exit_code: 0, log: 'one 0\ntwo 0\n' },
    ]);
    assert.equal((await machine.spawn('logs', id, 'ugly', ...local)).code, 3);
    assert.equal((await machine.spawn('logs', id, '--follow', ...local)).code, 2);
  });

  it('resume: that nothing was left', async () => {
    const { stdout } = done(await machine.spawn('resume', id, ...local));
    assert.match(stdout, new RegExp(`^Nothing was left to launch of ${id}: 1 succeeded, 1 failed\\.$`, 'm'));
    assert.doesNotMatch(stdout, /successfully/);
  });

  it('local stop: asks while instances live', async () => {
    const asked = await machine.spawn('local', 'stop');
    assert.deepEqual([asked.code, asked.stdout], [2, '']);
    assert.match(
      asked.stderr,
      /^spawn: 2 instances are running in the local cloud and end with it\. Stop the local cloud\? .*--yes/,
    );
    done(await machine.spawn('local', 'stop', '--yes'));
    assert.equal((await machine.spawn('local', 'status')).code, 3);
  });
});
