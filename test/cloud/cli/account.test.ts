import assert from 'node:assert/strict';
import { done, type Machine, newMachine } from './spawn';

const sweep = `name: kept
defaults:
  instance_type: t3.micro
  region: us-east-1
  ttl: 10m
  on_complete: terminate
  user_data: |
    #!/bin/bash
    echo done
grid:
  seed: [1]
`;
const local = ['--provider', 'local'];

describe('spawn setup and spawn remove', function () {
  this.timeout(180_000);
  let machine: Machine;

  before(async () => {
    machine = await newMachine();
    await machine.write('kept-sweep.yaml', sweep);
  });
  after(async () => machine.dispose());

  it('are not needed before a launch, which shows the same with each policy and asks', async () => {
    const lines = (options: string): string =>
      `spawn local start >/dev/null && eval "$(spawn local env)" && spawn launch --provider aws --region us-east-1 --param-file kept-sweep.yaml ${options} </dev/null`;
    const asked = await machine.bash(lines(''));
    assert.equal(asked.code, 2, asked.stderr);
    const created =
      /bucket spawn-results-\d{12}-us-east-1: [\s\S]*"aws:SecureTransport"[\s\S]*role spawn-instance-\w+: [\s\S]*"s3:PutObject"[\s\S]*instance-profile /;
    assert.match(asked.stderr, created);
    const dry = done(await machine.bash(lines('--dry-run')));
    assert.match(dry.stdout, created);
    const { setup } = JSON.parse(done(await machine.bash(lines('--dry-run --json'))).stdout);
    assert.deepEqual(
      setup.map(({ kind, policy }: { kind: string; policy?: string }) => [kind, policy !== undefined]),
      [
        ['bucket', true],
        ['role', true],
        ['instance-profile', false],
      ],
    );
  });

  it('create what a launch needs and nothing twice, and take all of it away with what it holds', async () => {
    const asked = await machine.spawn('setup', ...local);
    assert.deepEqual([asked.code, asked.stdout], [2, '']);
    assert.match(
      asked.stderr,
      /bucket spawn-results-\d{12}-us-east-1: [\s\S]*"s3:PutObject"[\s\S]*add --yes/,
    );

    const first = JSON.parse(done(await machine.spawn('setup', '--yes', '--json', ...local)).stdout);
    const kinds = first.created.map(({ kind }: { kind: string }) => kind);
    assert.deepEqual(kinds, ['bucket', 'role', 'instance-profile']);
    assert.equal(first.region, 'us-east-1');
    const again = JSON.parse(done(await machine.spawn('setup', '--json', ...local)).stdout);
    assert.deepEqual(again, { account: first.account, region: 'us-east-1', roles: true, created: [] });

    const launched = done(
      await machine.spawn('launch', '--param-file', 'kept-sweep.yaml', '--wait', '--json', ...local),
    );
    const refused = await machine.spawn('remove', ...local);
    assert.deepEqual([refused.code, refused.stdout], [2, '']);
    assert.match(
      refused.stderr,
      /Delete these 2 resources\? All results, logs, and records of all sweeps are lost: \d+ objects/,
    );
    const id = JSON.parse(launched.stdout).sweep_id;
    done(await machine.spawn('cancel', id, '--yes', ...local));

    const gone = JSON.parse(done(await machine.spawn('remove', '--yes', '--json', ...local)).stdout);
    const removed = gone.removed.map(({ kind, name }: { kind: string; name: string }) => `${kind} ${name}`);
    const made = first.created
      .filter(({ kind }: { kind: string }) => kind !== 'instance-profile')
      .map(({ kind, name }: { kind: string; name: string }) => `${kind} ${name}`);
    assert.deepEqual(removed.sort(), made.sort());
    const bucket = gone.removed.find(({ kind }: { kind: string }) => kind === 'bucket');
    assert.ok(bucket.objects > 0 && bucket.bytes > 0);
    assert.match(
      done(await machine.spawn('remove', ...local)).stdout,
      /^Spawn has no resources in the local cloud\./,
    );
    assert.equal(
      JSON.parse(done(await machine.spawn('setup', '--json', '--yes', ...local)).stdout).created.length,
      3,
    );
  });

  it('deletes nothing while an instance is running', async () => {
    await machine.write('long-sweep.yaml', sweep.replace('echo done', 'sleep 3600').replace('kept', 'long'));
    const launch = done(
      await machine.spawn('launch', '--param-file', 'long-sweep.yaml', '--yes', '--json', ...local),
    );
    const { code, stdout, stderr } = await machine.spawn('remove', '--yes', ...local);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /Terminate them first\. \[InstancesAlive\]/);
    done(await machine.spawn('cancel', JSON.parse(launch.stdout).sweep_id, '--yes', ...local));
  });
});
