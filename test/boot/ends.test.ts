import assert from 'node:assert/strict';
import type { RunSettings } from '../../src/sweep/run';
import { Machines, type Scenario } from './machines';

const step = 'echo "{\\"step\\": 1}" >/var/tmp/result.json; sync; echo "step 1 done"';
const results = ['/var/tmp/result*'];

/** Both ways to restart, for each `on_complete`; where the instance is in the end. */
const restarts: readonly (readonly [RunSettings['onComplete'], 'running' | 'stopped' | 'terminated'])[] = [
  ['terminate', 'terminated'],
  ['stop', 'stopped'],
  ['keep', 'running'],
];

const ttlSeconds = 120;

const scenarios: readonly Scenario[] = [
  ...restarts.flatMap(([onComplete]): Scenario[] => [
    {
      name: `restarts-${onComplete}`,
      settings: { onComplete, results },
      script: `#!/bin/bash\n${step}\nreboot\nsleep 300\n`,
    },
    {
      name: `restarts-by-force-${onComplete}`,
      settings: { onComplete, results },
      script: `#!/bin/bash\n${step}\nsystemctl reboot --force\nsleep 300\n`,
    },
  ]),
  {
    name: 'ends-soon',
    settings: { ttlSeconds: 290, onComplete: 'keep' },
    script: '#!/bin/sh\n',
  },
  {
    name: 'goes-on-for-ever',
    settings: { ttlSeconds, onComplete: 'keep' },
    script:
      '#!/bin/bash\necho "{\\"best\\": 1}" >/tmp/results.json\nwhile :; do cut -d" " -f1 /proc/uptime; sleep 1; done\n',
  },
  {
    name: 'ends-and-stays',
    settings: { ttlSeconds, onComplete: 'keep' },
    script: '#!/bin/sh\necho ok >/tmp/result.txt\n',
  },
  {
    name: 'kills-the-agent',
    settings: { ttlSeconds, onComplete: 'keep', results },
    script: `#!/bin/bash
${step}
for process in $(grep -laE 'spored|part-001' /proc/[0-9]*/cmdline | cut -d/ -f3); do
  [ "$process" = $$ ] || kill -9 "$process"
done
sleep 2000
`,
  },
];

describe('how instances end on a real system', function () {
  this.timeout(600_000);
  let machines: Machines;
  /** When the instances that live to their TTL were first seen to have ended. */
  let ends: Promise<ReadonlyMap<string, number>>;
  before(async () => {
    machines = await Machines.start();
    await machines.launch(scenarios);
    const watched = ['ends-and-stays', 'kills-the-agent'].map(async (name) => {
      await machines.reaches(name, 'terminated');
      return [name, Date.now()] as const;
    });
    ends = Promise.all(watched).then((seen) => new Map(seen));
    // Awaited by the tests that come last.
    ends.catch(() => undefined);
  });
  after(() => machines.close());

  it('a TTL under five minutes lets the login user in', async () => {
    await machines.published('ends-soon');
    assert.equal((await machines.ssh('ends-soon', ['id', '-un'])).trim(), 'ec2-user');
  });

  for (const [onComplete, state] of restarts)
    for (const name of [`restarts-${onComplete}`, `restarts-by-force-${onComplete}`])
      it(`${name}: reported as failed, and the instance is ${state}`, async () => {
        const { job, log, results, instance } = await machines.ended(name, state);
        assert.deepEqual([job, results], ['failed', { 'result.json': '{"step": 1}\n' }]);
        assert.match(
          log,
          /^step 1 done\n(?:.*\n)*spored: failed: the instance restarted before the script had ended$/m,
        );
        assert.equal(instance.state, state);
        if (state !== 'running') return;
        // It came back up, and its TTL with it.
        const timers = await machines.ssh(name, ['systemctl', 'list-timers', '--no-legend', "'spawn-ttl*'"]);
        assert.equal(timers.trim().split('\n').length, 1, timers);
      });

  it('continues for ever: ended before its TTL, with all there is', async () => {
    const { job, log, results, instance } = await machines.ended('goes-on-for-ever');
    assert.deepEqual([job, results], ['expired', { 'results.json': '{"best": 1}\n' }]);
    assert.match(log, /spored: expired: the ttl was over/);
    assert.equal(instance.state, 'terminated');
  });

  for (const name of ['ends-and-stays', 'kills-the-agent'])
    it(`${name}: the system itself ends the instance at its TTL`, async () => {
      const { job, instance } = await machines.ended(name);
      assert.equal(job, name === 'ends-and-stays' ? 'succeeded 0' : 'expired');
      assert.match(instance.stateReason ?? '', /^Client.InstanceInitiatedShutdown/);
      assert.ok(
        ((await ends).get(name) ?? 0) - instance.launchedAt >= ttlSeconds * 1000,
        'it ended too early',
      );
    });
});
