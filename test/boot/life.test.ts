import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { StartInstancesCommand } from '@aws-sdk/client-ec2';
import { parseCheckpointKey, runsPrefix } from '../../src/agent/record';
import { clientsOf } from '../cloud/local/harness';
import { fileIn } from '../unit/agent/checkpoints';
import { Machines, type Scenario } from './machines';

const scenarios: readonly Scenario[] = [
  {
    name: 'stops',
    settings: { onComplete: 'stop' },
    script: '#!/bin/sh\necho 1 >/tmp/result.txt; echo kept >/var/tmp/kept\n',
  },
  {
    name: 'is-extended',
    settings: { onComplete: 'keep', ttlSeconds: 600 },
    // The new timer follows the new end in a moment, and then the old one goes.
    script: `#!/bin/bash
until timers=$(systemctl list-timers --no-legend "spawn-ttl*"); grep -q " 2h" <<<"$timers" && [ "$(wc -l <<<"$timers")" = 1 ]; do sleep 1; done
spored status; echo "$timers"
`,
  },
  {
    name: 'is-taken-back',
    settings: { spot: true, checkpoint: { path: '/var/tmp/checkpoint', everySeconds: 3600 } },
    script: `#!/bin/bash
trap 'echo "{\\"saved\\": 1}" >/tmp/results/checkpoint.json; echo 7 >/var/tmp/checkpoint; echo "got TERM"; exit 1' TERM
mkdir -p /tmp/results; echo '{"partial": 1}' >/tmp/results/partial.json; echo ready
while :; do sleep 1 & wait $!; done
`,
  },
];

describe('what happens to instances on a real system', function () {
  this.timeout(600_000);
  let machines: Machines;

  /** The file in the only checkpoint of a run. */
  async function checkpointOf(name: string): Promise<string> {
    const { bucket = '' } = await machines.engine.view(machines.id);
    const store = machines.world.aws.store(bucket, machines.world.cloud.region);
    const bodies: Buffer[] = [];
    for await (const { key } of store.list(`${runsPrefix(machines.id)}${name}/`))
      if (parseCheckpointKey(key)?.part === 'data') bodies.push(await buffer(await store.read(key)));
    const [body, ...more] = bodies;
    assert.ok(body !== undefined && more.length === 0);
    return fileIn(body, './checkpoint');
  }

  before(async () => {
    machines = await Machines.start();
    await machines.launch(scenarios);
    const instance = await machines.reaches('is-extended', 'running');
    await machines.engine.extend(await machines.engine.previewExtension([instance], 2 * 3600));
  });
  after(() => machines.close());

  it('stops and is started again: its disk, its TTL again, and no second run', async () => {
    const name = 'stops';
    const { job, instance } = await machines.ended(name, 'stopped');
    assert.equal(job, 'succeeded 0');
    const { ec2 } = clientsOf(machines.world.cloud);
    await ec2.send(new StartInstancesCommand({ InstanceIds: [instance.id] }));
    ec2.destroy();
    await machines.reaches(name, 'running');
    await machines.answers(name);
    const look =
      'cat /var/tmp/kept; spored status; systemctl list-timers --no-legend "spawn-ttl*"; wc -l </var/log/spawn/output.log';
    const said = await machines.ssh(
      name,
      ['/bin/sh', '-s'],
      `until [ -e /run/spawn/deadline ]; do sleep 0.5; done\n${look}\n`,
    );
    assert.match(said, /^kept\nsweep .*\n/);
    assert.match(said, /^state +succeeded$/m);
    assert.match(said, /^ttl-left +0h1[45]m\d+s$/m);
    assert.match(said, / spawn-ttl-\d+-\d+\.timer /);
    // Who has started it wants it to stay, also over a restart of the system.
    const bootId = ['cat', '/proc/sys/kernel/random/boot_id'];
    const before = await machines.ssh(name, bootId);
    await machines.ssh(name, ['sudo', 'systemd-run', '--on-active=1', 'systemctl', 'reboot']);
    await machines.until(name, async () =>
      (await machines.ssh(name, bootId).catch(() => before)) === before ? undefined : true,
    );
    assert.equal((await machines.instanceOf(name)).state, 'running');
  });

  it('is extended: the end moves, and one timer is left', async () => {
    const name = 'is-extended';
    await machines.reported(name);
    const { job, log } = await machines.ended(name, 'running');
    assert.equal(job, 'succeeded 0');
    assert.match(log, /this instance now runs until/);
    assert.match(log, /^ttl-left +2h\d+m\d+s$/m);
    assert.equal(log.match(/ spawn-ttl-[0-9-]+\.timer /g)?.length, 1, log);
    assert.match(log, / 2h( \d+min)? left .*spawn-ttl-/);
  });

  it('is taken back by EC2: it hears so, and what it saves is sent', async () => {
    const name = 'is-taken-back';
    await machines.logged(name, /^ready$/m);
    machines.world.cloud.control.interrupt([(await machines.instanceOf(name)).id]);
    assert.equal(await machines.reported(name), 'interrupted');
    const { log, results } = await machines.ended(name);
    assert.match(log, /^got TERM$/m);
    assert.deepEqual(results, { 'checkpoint.json': '{"saved": 1}\n', 'partial.json': '{"partial": 1}\n' });
    assert.equal(await checkpointOf(name), '7\n');
  });
});
