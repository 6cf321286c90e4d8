import assert from 'node:assert/strict';
import type { Machines, Scenario } from '../machines';
import { startVms, type VmOptions } from '../vm/start';

/** What only a machine with a kernel of its own can show: its clock, its restarts, and /proc as it is. */
describe('virtual machines, for what containers share with this computer', function () {
  this.timeout(2_700_000);

  const on = async (
    options: VmOptions,
    scenario: Omit<Scenario, 'name'>,
    check: (machines: Machines) => Promise<void>,
  ): Promise<void> => {
    const machines = await startVms(options);
    try {
      const settings = { ttlSeconds: 3600, ...scenario.settings };
      await machines.launch([{ ...scenario, name: 'run', settings }]);
      await check(machines);
    } finally {
      await machines.close();
    }
  };

  it('a clock that is years behind, then jumps a day ahead and two back: the job continues, and the TTL stays', () =>
    on(
      { clock: '2023-05-06T07:08:09' },
      {
        script: `#!/bin/bash
date +%Y
sleep 5; date -s '+1 day' >/dev/null; sleep 5; date -s '-2 days' >/dev/null; sleep 5
systemctl list-timers --no-legend 'spawn-ttl*' | wc -l
spored status | grep ttl-left
echo "{\\"ok\\": 1}" >/tmp/results.json
`,
      },
      async (machines) => {
        const { job, log, results, instance } = await machines.ended('run');
        assert.deepEqual([job, results], ['succeeded 0', { 'results.json': '{"ok": 1}\n' }], log);
        assert.match(log, /^202\d\n1\nttl-left +0h5\dm\d+s\n$/);
        assert.match(instance.stateReason ?? '', /^Client.InstanceInitiatedShutdown/);
      },
    ));

  for (const command of ['reboot', 'systemctl reboot --force'])
    it(`${command} in mid-job: reported as failed, and the instance ends when it is back`, () =>
      on(
        {},
        {
          script: `#!/bin/bash\necho 1 >/var/tmp/result.txt; echo before; sync; sleep 5\n${command}\nsleep 600\n`,
          settings: { results: ['/var/tmp/result*'], onComplete: 'terminate' },
        },
        async (machines) => {
          const { job, log, results, instance } = await machines.ended('run');
          assert.deepEqual([job, results], ['failed', { 'result.txt': '1\n' }], log);
          assert.match(log, /^before\n(?:.*\n)*spored: failed: the instance restarted before/);
          assert.equal(instance.state, 'terminated');
        },
      ));

  it('SELinux enforcing its policy: the script runs, its results are uploaded, and the instance ends', () =>
    on(
      { selinux: true },
      {
        script: '#!/bin/bash\ngetenforce\nid -Z\necho 1 >/tmp/result.txt\nspored status | grep -c ttl-left\n',
        settings: { onComplete: 'terminate' },
      },
      async (machines) => {
        const { job, log, results, instance } = await machines.ended('run');
        assert.deepEqual([job, results], ['succeeded 0', { 'result.txt': '1\n' }], log);
        assert.match(log, /^Enforcing\n.*\n1\n$/);
        assert.match(instance.stateReason ?? '', /^Client.InstanceInitiatedShutdown/);
      },
    ));

  it('a TTL that falls due: the script is ended before it, and the instance at it', () =>
    on(
      {},
      {
        script: '#!/bin/bash\necho 1 >/tmp/result.txt\nwhile :; do sleep 1; done\n',
        settings: { ttlSeconds: 420, onComplete: 'keep' },
      },
      async (machines) => {
        const { job, results, instance } = await machines.ended('run');
        assert.deepEqual([job, results], ['expired', { 'result.txt': '1\n' }]);
        assert.equal(instance.state, 'terminated');
      },
    ));
});
