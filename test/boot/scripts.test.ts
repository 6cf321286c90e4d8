import assert from 'node:assert/strict';
import { Machines, type Scenario } from './machines';

/** What scripts do to the machine that they run on. */
const scenarios: readonly Scenario[] = [
  {
    name: 'fails',
    script:
      '#!/bin/sh\nmkdir -p /tmp/results; echo partial >/tmp/results/partial.txt; echo "about to fail"; exit 7\n',
  },
  {
    name: 'fills-the-disk',
    settings: { results: ['/tmp/result*', '/var/tmp/result*'] },
    script: `#!/bin/bash
echo small >/tmp/result.txt
head -c 3000000 /dev/zero | tr '\\0' x >/var/tmp/result-large.txt
dd if=/dev/zero of=/var/tmp/big bs=1M 2>&1 | tail -n 1
dd if=/dev/zero of=/var/tmp/big2 bs=1k 2>&1 | tail -n 1
echo more >>/var/tmp/result2.txt
exit 3
`,
  },
  {
    name: 'shuts-down',
    settings: { onComplete: 'keep' },
    script:
      '#!/bin/sh\necho "{\\"step\\": 1}" >/tmp/results.json\necho "job done, as the old scripts end"\nshutdown -h now\nsleep 300\n',
  },
  {
    name: 'restarts-our-unit',
    script:
      '#!/bin/sh\nsystemctl restart spawn.service; echo "restarted: $?"\nsystemctl stop spawn.service; systemctl start spawn.service\nsleep 1; echo done >/tmp/result.txt\nexit 4\n',
  },
  {
    name: 'leaves-a-daemon',
    script: '#!/bin/bash\n(setsid nohup sleep 3000 &)\nnohup sleep 3000 &\necho 1 >/tmp/result.txt\n',
  },
  {
    name: 'says-how-it-ended',
    script: `#!/bin/bash
spored upload /etc/os-release; echo "root: $?"
su - ec2-user -c 'echo "$NAME $PWD"; spored complete --status success --message "said by the login user"; spored upload /etc/debian_version; echo "user: $?"'
exit 9
`,
  },
  {
    name: 'needs-a-home',
    script:
      '#!/bin/bash\nset -eu\ncd "$HOME"\npython3 -c \'import os.path; print(os.path.expanduser("~"))\'\necho ok >/tmp/result.txt\n',
  },
  {
    name: 'stirs-systemd-up',
    script: `#!/bin/bash
systemctl daemon-reload; systemctl daemon-reexec; systemctl restart systemd-logind dbus; sleep 2
shutdown -c
echo "timers: $(systemctl list-timers --no-legend 'spawn-ttl*' | wc -l)"
echo ok >/tmp/result.txt
`,
  },
  {
    name: 'restarts-cloud-init',
    script:
      '#!/bin/bash\nsystemctl restart --no-block cloud-final.service; sleep 8; echo ok >/tmp/result.txt; echo after\n',
  },
  {
    name: 'is-a-cloud-config',
    script: `#cloud-config
write_files:
  - path: /etc/motd.d/greeting
    content: "written by cloud-init\\n"
runcmd:
  - cat /etc/motd.d/greeting
  - [ sh, -c, 'echo "$VALUE" >/tmp/result.txt' ]
  - systemctl list-timers --no-legend 'spawn-*' | wc -l
`,
    parameters: { value: 'it is 7' },
  },
  {
    name: 'upgrades-libraries',
    // Every process still has the old file open, as after an upgrade; needrestart would restart what runs our script.
    script: `#!/bin/bash
for file in /lib/x86_64-linux-gnu/libc.so.6 /lib/aarch64-linux-gnu/libc.so.6; do
  [ ! -e "$file" ] || { cp "$(readlink -f "$file")" /var/tmp/libc && mv /var/tmp/libc "$(readlink -f "$file")"; }
done
needrestart -b | grep '^NEEDRESTART-SVC' | sort
needrestart -r a 2>&1 | tail -n 20; sleep 3
echo ok >/tmp/result.txt
`,
  },
];

describe('scripts on a real system', function () {
  this.timeout(600_000);
  let machines: Machines;
  before(async () => {
    machines = await Machines.start();
    await machines.launch(scenarios);
  });
  after(() => machines.close());

  it('fails: its exit code and what it wrote until then', async () => {
    const { job, log, results, instance } = await machines.ended('fails');
    assert.deepEqual([job, log, results], ['failed 7', 'about to fail\n', { 'partial.txt': 'partial\n' }]);
    assert.equal(instance.state, 'terminated');
    assert.match(instance.stateReason ?? '', /^Client.InstanceInitiatedShutdown/);
  });

  it('fills the disk: what is on the full disk is sent', async () => {
    const { job, log, results } = await machines.ended('fills-the-disk');
    assert.equal(job, 'failed 3', log);
    assert.match(log, /the disk was full/);
    const { 'result2.txt': _cut, ...whole } = results;
    assert.deepEqual(whole, { 'result.txt': 'small\n', 'result-large.txt': 'x'.repeat(3_000_000) });
  });

  it('shuts its instance down: what there is is sent first', async () => {
    const { job, log, results, instance } = await machines.ended('shuts-down');
    assert.equal(job, 'failed');
    assert.deepEqual(results, { 'results.json': '{"step": 1}\n' });
    assert.match(
      log,
      /^job done, as the old scripts end\n(?:.*\n)*spored: failed: the instance was shut down before/,
    );
    assert.equal(instance.state, 'terminated');
  });

  it('restarts our unit: nothing happens to the job', async () => {
    const { job, log, results } = await machines.ended('restarts-our-unit');
    assert.deepEqual([job, log, results], ['failed 4', 'restarted: 0\n', { 'result.txt': 'done\n' }]);
  });

  it('leaves daemons: no one waits for them', async () => {
    const { job, results } = await machines.ended('leaves-a-daemon');
    assert.deepEqual([job, results], ['succeeded 0', { 'result.txt': '1\n' }]);
  });

  it('reports how it ended, as root and as the login user', async () => {
    const { job, log, results } = await machines.ended('says-how-it-ended');
    assert.equal(job, 'succeeded 9');
    assert.match(log, /^says-how-it-ended \/home\/ec2-user$/m);
    assert.match(log, /^root: 0$/m);
    assert.match(log, /^user: 0$/m);
    assert.match(log, /^spored: succeeded: said by the login user$/m);
    assert.deepEqual(Object.keys(results).sort(), ['debian_version', 'os-release']);
  });

  it('has a home', async () => {
    const { job, log } = await machines.ended('needs-a-home');
    assert.deepEqual([job, log], ['succeeded 0', '/root\n']);
  });

  it('re-executes systemd and calls shutdowns off: the TTL stays armed', async () => {
    const { job, log } = await machines.ended('stirs-systemd-up');
    assert.equal(job, 'succeeded 0', log);
    assert.match(log, /^timers: 1$/m);
  });

  it('restarts cloud-init’s unit, of which it is a part: it runs to its end', async () => {
    const { job, log, results } = await machines.ended('restarts-cloud-init');
    assert.deepEqual([job, results], ['succeeded 0', { 'result.txt': 'ok\n' }], log);
  });

  it('is a cloud-config: cloud-init applies it, and its commands are the job', async () => {
    const { job, log, results } = await machines.ended('is-a-cloud-config');
    assert.deepEqual([job, results], ['succeeded 0', { 'result.txt': 'it is 7\n' }], log);
    assert.equal(log, 'written by cloud-init\n1\n');
  });

  it('replaces libraries: needrestart leaves the job alone', async () => {
    const { job, log, results } = await machines.ended('upgrades-libraries');
    assert.deepEqual([job, results], ['succeeded 0', { 'result.txt': 'ok\n' }], log);
    assert.match(log, /^NEEDRESTART-SVC: /m, 'the libraries were to be seen as outdated');
  });
});
