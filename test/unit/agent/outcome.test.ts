import assert from 'node:assert/strict';
import { type AgentReport, parseLogPartKey } from '../../../src/agent/record';
import { userDataOf } from '../../../src/plan/plan';
import { FakeCloud } from './fake-cloud';
import { boot, type Outcome, SHELLS } from './sandbox';
import { filesOf, planOf, runOf, stateIn, targetOf, userDataFor } from './sweeps';

const PREFIX = 'sweeps/sweep-ml-20260127-101500/';
/** The instance as it calls itself where it has no role. */
const writer = 'spawn-instance=kept:i-0abc123def4567890';

describe('how a run is reported', function () {
  this.timeout(60_000);
  let cloud: FakeCloud;
  beforeEach(async () => {
    cloud = await new FakeCloud().open();
  });
  afterEach(() => cloud.close());

  /**
   * The one status that was written, which must have been the last write of all: but for a host key or part of a log, which
   * another process had under way when it was ended.
   */
  function reported(outcome: Outcome): { readonly key: string; readonly report: AgentReport } {
    const statuses = cloud.writes.filter(({ key }) => key.includes('/status/'));
    assert.equal(statuses.length, 1, outcome.console);
    const underWay = (key: string): boolean => /\/(?:host-key\.pub|log\/\d{15})$/.test(key);
    const last = cloud.writes.filter(({ key }) => !underWay(key)).at(-1);
    assert.ok(last !== undefined && last === statuses[0], 'something was written behind the status');
    return {
      key: stateIn(last.key),
      report: JSON.parse(last.body.toString()) as AgentReport,
    };
  }

  it('succeeds, with results and log, and ends the instance', async () => {
    const script = '#!/bin/bash\necho "Running $NAME"\necho "Result: 20" > /tmp/result.txt\n';
    const outcome = await boot(userDataFor(cloud, script, { ttlSeconds: 1800 }), cloud);
    const { key, report } = reported(outcome);
    assert.equal(key, '0.succeeded.0');
    const { started, ended, ...rest } = report;
    assert.deepEqual(rest, {
      index: 0,
      name: 'test-1',
      state: 'succeeded',
      exit: 0,
      instance_id: 'i-0abc123def4567890',
    });
    assert.ok(started > 1_700_000_000 && ended >= started);
    // On a slow machine the log has been sent in parts before.
    const objects = new Map(
      [...cloud.objects()].filter(
        ([name]) => !name.includes('/status/') && parseLogPartKey(name) === undefined,
      ),
    );
    assert.deepEqual(
      objects,
      new Map([
        [`${filesOf('test-1')}host-key.pub`, 'ssh-ed25519 AAAA root@host\n'],
        [`${filesOf('test-1')}results/result.txt`, 'Result: 20\n'],
        [`${filesOf('test-1')}output.log`, 'Running test-1\n'],
      ]),
    );
    assert.deepEqual(outcome.shutdowns, ['-h +30', '-c', '-h +30', '-h now']);
    assert.match(outcome.console, /^Running test-1$/m);
    assert.deepEqual(cloud.refusals, []);
  });

  for (const shell of SHELLS)
    it(`reports that memory was the reason, how much was used and how much there is, with ${shell}`, async () => {
      // As Linux 6.1 of Amazon Linux 2023 writes it; the first is of before the script.
      const dmesg = `cat <<END
[    1.000000] Out of memory: Killed process 99 (old) total-vm:1kB, anon-rss:1kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:1kB oom_score_adj:0
[$(cut -d ' ' -f 1 /proc/uptime)] memory: usage 975872kB, limit 976896kB, failcnt 99
[$(cut -d ' ' -f 1 /proc/uptime)] Out of memory: Killed process 812 (python3 (w) x) total-vm:1853424kB, anon-rss:932608kB, file-rss:0kB, shmem-rss:1024kB, UID:0 pgtables:1932kB oom_score_adj:0
END`;
      const outcome = await boot(userDataFor(cloud, 'exit 137\n'), cloud, { shell, programs: { dmesg } });
      const { key, report } = reported(outcome);
      const message = 'out of memory: Linux ended python3 (w, which held 910 of 954 MiB';
      assert.deepEqual([key, report.message], ['0.failed.137', message]);
      assert.ok(outcome.console.includes(message));
    });

  it('logs that a process was killed for lack of memory, even if the script succeeds', async () => {
    const dmesg = `echo "[$(cut -d ' ' -f 1 /proc/uptime)] Out of memory: Killed process 8 (worker) total-vm:9kB, anon-rss:2048kB, file-rss:0kB, shmem-rss:0kB, UID:0"`;
    const outcome = await boot(userDataFor(cloud, 'true\n'), cloud, { programs: { dmesg } });
    assert.deepEqual([reported(outcome).key, reported(outcome).report.message], ['0.succeeded.0', undefined]);
    assert.match(
      await outcome.readVar('log/spawn/output.log'),
      /^spored: out of memory: Linux ended worker, which held 2 of \d+ MiB$/m,
    );
  });

  it('takes the exit code of a script that fails', async () => {
    const outcome = await boot(userDataFor(cloud, 'echo half >/tmp/result\nexit 7\n'), cloud);
    assert.equal(reported(outcome).key, '0.failed.7');
    assert.equal(cloud.objects().get(`${filesOf('test-1')}results/result`), 'half\n');
    assert.deepEqual(outcome.shutdowns.at(-1), '-h now');
  });

  it('reports set -e, a signal and an interpreter that is missing', async () => {
    for (const [script, key] of [
      ['#!/bin/bash\nset -e\nfalse\necho never\n', '0.failed.1'],
      ['#!/bin/sh\nkill -9 $$\n', '0.failed.137'],
      ['#!/bin/bash\nkill 0\nsleep 60\n', '0.failed.143'],
      ['#!/usr/bin/no-such-interpreter\n', '0.failed.127'],
    ] as const) {
      cloud.writes.length = 0;
      const outcome = await boot(userDataFor(cloud, script), cloud);
      assert.equal(reported(outcome).key, key, outcome.console);
      assert.deepEqual(outcome.shutdowns, ['-c', '-h now']);
    }
  });

  it('lets SIGINT reach the script and its children', async () => {
    const script = '#!/bin/bash\ntrap "exit 42" INT\nkill -INT $$\nexit 1\n';
    assert.equal(reported(await boot(userDataFor(cloud, script), cloud)).key, '0.failed.42');
  });

  it('outlives a script that asks its parent to end, and still knows the exit code', async () => {
    const outcome = await boot(userDataFor(cloud, '#!/bin/sh\nkill $PPID\nsleep 0.3\nexit 3\n'), cloud);
    assert.equal(reported(outcome).key, '0.failed.3');
  });

  it('reports a script that kills its parent, once that script has ended', async () => {
    const script = '#!/bin/sh\nkill -9 $PPID\nsleep 0.5\necho done >/tmp/result.txt\n';
    for (const shell of SHELLS) {
      cloud.writes.length = 0;
      const outcome = await boot(userDataFor(cloud, script), cloud, { shell });
      const { key, report } = reported(outcome);
      assert.equal(key, '0.failed.-');
      assert.equal(report.exit, null);
      assert.match(report.message ?? '', /exit code is unknown/);
      assert.equal(cloud.objects().get(`${filesOf('test-1')}results/result.txt`), 'done\n');
    }
  });

  it('lets a script that kills its parent report how it ended', async () => {
    const script = '#!/bin/sh\nkill -9 $PPID\nspored complete --status success\n';
    assert.equal(reported(await boot(userDataFor(cloud, script), cloud)).key, '0.succeeded.-');
  });

  it('passes on the message of spored complete unchanged, regardless of its content', async () => {
    const message = `He said "no"\nback\\slash\ttab \u0001 $(id) 日本語 'x'`;
    const script = [
      '#!/bin/bash',
      ...Array.from({ length: 11 }, () => 'spored complete'),
      `spored complete --status failed --message "$MESSAGE"`,
      'exit 0',
      '',
    ].join('\n');
    const runs = [runOf(0, { userData: script }, { message })];
    for (const shell of SHELLS) {
      cloud.writes.length = 0;
      const outcome = await boot(userDataOf(planOf(1), runs, targetOf(cloud)), cloud, { shell });
      const { key, report } = reported(outcome);
      assert.equal(key, '0.failed.0');
      assert.equal(report.message, message);
      assert.equal(JSON.parse(await outcome.readVar('lib/spawn/report.json')).message, message);
    }
  });

  it('cuts a message of a megabyte between characters', async () => {
    const script = '#!/bin/bash\nspored complete --status=stopped --message="$(printf "€%.0s" {1..30000})"\n';
    const { key, report } = reported(await boot(userDataFor(cloud, script), cloud));
    assert.equal(key, '0.stopped-early.0');
    assert.match(report.message ?? '', /^€{600,700}$/);
  });

  it('refuses what spored does not know', async () => {
    const script =
      '#!/bin/sh\nspored complete --status great; echo $?\nspored; echo $?\nspored upload; echo $?\n';
    const outcome = await boot(userDataFor(cloud, script), cloud);
    assert.equal(reported(outcome).key, '0.succeeded.0');
    const log = await outcome.readVar('log/spawn/output.log');
    assert.deepEqual(
      log.split('\n').filter((line) => /^\d$/.test(line)),
      ['2', '2', '2'],
    );
  });

  it('reports what it knows', async () => {
    const script = '#!/bin/sh\nspored status\n';
    const outcome = await boot(userDataFor(cloud, script, { ttlSeconds: 7200, onComplete: 'keep' }), cloud);
    assert.match(
      await outcome.readVar('log/spawn/output.log'),
      /^sweep +sweep-ml-20260127-101500\nrun +test-1\nindex +0\nstate +running\ninstance +i-0abc123def4567890\non-complete +keep\nttl-left +(2h0m0s|1h59m5\ds)\nlog .*\nresults .*\/runs\/test-1\/spawn-instance=AROATESTTESTTEST12345:i-0abc123def4567890\/results\/\n$/,
    );
    assert.deepEqual(outcome.shutdowns, ['-h +120', '-c', '-h +120']);
  });

  it('ends a script at its ttl, early enough to send what there is', async () => {
    const script = '#!/bin/sh\necho some >/tmp/result.txt\necho working\nsleep 100\n';
    const outcome = await boot(userDataFor(cloud, script, { ttlSeconds: 6, onComplete: 'keep' }), cloud);
    const { key, report } = reported(outcome);
    assert.equal(key, '0.expired.-');
    assert.equal(report.exit, null);
    assert.equal(cloud.objects().get(`${filesOf('test-1')}results/result.txt`), 'some\n');
    assert.match(
      cloud.objects().get(`${filesOf('test-1')}output.log`) ?? '',
      /^working\n(Terminated\n)?spored: expired: the ttl/,
    );
  });

  it('powers off at the ttl when the agent itself is killed', async () => {
    const script = '#!/bin/sh\nkill -9 $(cat /run/spawn/watch.pid) $(cat /run/spawn/run.pid)\nsleep 100\n';
    const outcome = await boot(userDataFor(cloud, script, { ttlSeconds: 3 }), cloud, {
      shutdown: 'case $* in "-h now") kill -9 -1 ;; esac',
    });
    assert.deepEqual(outcome.shutdowns, ['-h +1', '-c', '-h +1', '-h now']);
  });

  it('sends what there is when EC2 takes a spot instance back', async () => {
    cloud.spotNotice = '{"action": "terminate", "time": "2026-01-27T10:30:00Z"}';
    const script = '#!/bin/bash\ntrap "echo saved >/tmp/result.txt; exit 0" TERM\nsleep 100 & wait\n';
    const outcome = await boot(userDataFor(cloud, script, { spot: true }), cloud);
    const { key, report } = reported(outcome);
    assert.equal(key, '0.interrupted.-');
    assert.match(report.message ?? '', /terminate at 2026-01-27T10:30:00Z/);
    assert.equal(cloud.objects().get(`${filesOf('test-1')}results/result.txt`), 'saved\n');
  });

  it('runs nothing and succeeds without user_data', async () => {
    const data = userDataOf(planOf(1), [runOf(0)], targetOf(cloud));
    assert.equal(reported(await boot(data, cloud)).key, '0.succeeded.0');
  });

  for (const shell of SHELLS) {
    it(`keeps log, results and status on the instance where there is no bucket (${shell})`, async () => {
      const script = [
        '#!/bin/sh',
        'mkdir -p /tmp/results/deep; echo 1 >/tmp/results/deep/one.txt; echo 2 >"/tmp/result 2.json"',
        'cd /tmp; echo early >plot; spored upload plot; echo late >plot; echo done',
        'exit 4',
        '',
      ].join('\n');
      const data = userDataOf(planOf(1), [runOf(0, { userData: script })], undefined);
      const kept = `/var/lib/spawn/record/${PREFIX}`;
      const keepBooting = [
        'exec >/var/after',
        '/var/lib/spawn/spored record | sed "s/^[0-9]* [0-9]* //" | sort',
        `cat ${kept}runs/test-1/${writer}/results/plot ${kept}runs/test-1/${writer}/output.log ${kept}status/${writer}/*`,
      ].join('\n');
      const outcome = await boot(data, cloud, { shell, keepBooting });
      assert.deepEqual(cloud.writes, []);
      const [status = '', ...lines] = (await outcome.readVar('after')).trim().split('\n').reverse();
      assert.deepEqual(lines.reverse(), [
        `./runs/test-1/${writer}/output.log`,
        `./runs/test-1/${writer}/results/deep/one.txt`,
        `./runs/test-1/${writer}/results/plot`,
        `./runs/test-1/${writer}/results/result 2.json`,
        `./status/${writer}/0.1.failed.4.0`,
        'early',
        'spored: uploaded plot as plot',
        'done',
      ]);
      const report = JSON.parse(status) as AgentReport;
      assert.deepEqual([report.state, report.exit], ['failed', 4]);
      assert.match(
        outcome.console,
        /-----BEGIN SSH HOST KEY KEYS-----\nssh-ed25519 AAAA root@host\n-----END/,
      );
      assert.deepEqual(outcome.shutdowns.at(-1), '-h now');
    });
  }

  it('keeps results on a full disk too, where there is no bucket', async () => {
    const script = [
      '#!/bin/sh',
      'echo 1 >/var/small.txt; head -c 900000 /dev/zero >/var/large.bin',
      'cat /dev/zero >/var/full 2>/dev/null',
      'echo the end',
      '',
    ].join('\n');
    const run = runOf(0, { userData: script, results: ['/var/*.txt', '/var/*.bin'], onComplete: 'keep' });
    const kept = `/var/lib/spawn/record/${PREFIX}`;
    const outcome = await boot(userDataOf(planOf(1), [run], undefined), cloud, {
      disk: 4_000_000,
      keepBooting: [
        'echo LISTING; /var/lib/spawn/spored record | sed "s/ [0-9]* / /" | sort -k 2',
        `cat ${kept}runs/test-1/${writer}/results/small.txt ${kept}status/*/*; tail -n 3 ${kept}runs/test-1/${writer}/output.log`,
      ].join('\n'),
    });
    const [, listing = ''] = outcome.console.split('LISTING\n');
    assert.match(
      listing,
      /^\d+ \.\/runs\/test-1\/[^/\n]+\/output\.log\n900000 \.\/runs\/test-1\/[^/\n]+\/results\/large\.bin\n2 /,
    );
    assert.match(listing, /\n\d+ \.\/status\/[^/\n]+\/0\.1\.succeeded\.0\.0\n1\n\{"index":0,.*\}\n/);
    assert.match(listing, /the disk was full/);
  });

  it('gets by where /run and /usr/local/bin cannot be written', async () => {
    const script = '#!/bin/bash\necho 1 >/tmp/result.txt\nbash -l -c "spored complete --status failed"\n';
    const outcome = await boot(userDataFor(cloud, script), cloud, { poor: true });
    assert.equal(reported(outcome).key, '0.failed.0');
    assert.equal(cloud.objects().get(`${filesOf('test-1')}results/result.txt`), '1\n');
  });

  it('stays where a launch has more instances than rows only when all rows say keep', async () => {
    for (const [onComplete, shutdowns] of [
      ['keep', []],
      ['terminate', ['-h now']],
    ] as const) {
      cloud.launchIndex = 5;
      const runs = [0, 1].map((index) => runOf(index, { userData: 'exit 0', onComplete }));
      const outcome = await boot(userDataOf(planOf(2), runs, targetOf(cloud)), cloud);
      assert.deepEqual(outcome.shutdowns, shutdowns);
      assert.deepEqual(cloud.writes, []);
    }
  });

  it('makes systemd arm the TTL at each boot, and let it report before the network stops', async () => {
    const outcome = await boot(userDataFor(cloud, 'exit 0\n', { onComplete: 'keep' }), cloud, {
      earlier: 'mkdir -p /run/systemd/system /etc/systemd/system',
      keepBooting: 'cp /etc/systemd/system/spawn.service /var/after',
    });
    assert.deepEqual(outcome.systemctl, [
      'daemon-reload',
      'enable spawn.service',
      'start --no-block spawn.service',
      'stop spawn-ttl.timer',
    ]);
    const unit = await outcome.readVar('after');
    // By the shell's name: an enforcing SELinux lets systemd start no program below /var.
    assert.match(
      unit,
      /^ExecStart=\/bin\/sh \/var\/lib\/spawn\/spored boot\nExecStop=\/bin\/sh \/var\/lib\/spawn\/spored stopping$/m,
    );
    // The last uploads may take ten minutes.
    assert.ok(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1]) > 600);
    assert.match(unit, /^After=network-online.target$/m);
    assert.match(unit, /^WantedBy=multi-user.target$/m);
  });

  it('reports a run whose instance is shut down', async () => {
    const script =
      '#!/bin/bash\necho some >/tmp/result.txt\n(sleep 0.3; exec setsid spored stopping) &\nsleep 100\n';
    const outcome = await boot(userDataFor(cloud, script, { onComplete: 'keep' }), cloud);
    const { key, report } = reported(outcome);
    assert.equal(key, '0.failed.-');
    assert.match(report.message ?? '', /shut down/);
    assert.equal(cloud.objects().get(`${filesOf('test-1')}results/result.txt`), 'some\n');
  });

  it('takes no notice of what an image made from an earlier instance includes', async () => {
    const earlier = [
      'mkdir -p /var/lib/spawn /var/log/spawn /run/spawn/finishing',
      'touch /var/lib/spawn/prepared /var/lib/spawn/reported /run/spawn/started',
      'echo cname=other >/var/lib/spawn/row; echo 1 >/var/lib/spawn/launched; echo i-0other >/var/lib/spawn/instance',
      'echo old >/var/log/spawn/output.log',
    ].join('\n');
    await boot(userDataFor(cloud, 'echo new\n'), cloud, { earlier });
    assert.equal(stateIn(cloud.writes.at(-1)?.key ?? ''), '0.succeeded.0');
    assert.equal(cloud.objects().get(`${filesOf('test-1')}output.log`), 'new\n');
    // The image's own unit, before user data has run: it must not end this instance.
    const outcome = await boot(userDataFor(cloud, 'echo new\n', { onComplete: 'keep' }), cloud, {
      keepBooting:
        'echo i-0other >/var/lib/spawn/instance; echo 1 >/var/lib/spawn/launched; rm -rf /run/spawn; spored boot',
    });
    assert.deepEqual(outcome.shutdowns, ['-c']);
  });

  it('reports after a reboot that the script did not end', async () => {
    const data = userDataFor(
      cloud,
      '#!/bin/sh\nfor p in /proc/[3-9]* /proc/[1-9]?*; do [ "$p" = /proc/$$ ] || kill -9 "$(basename "$p")"; done\nkill -9 $$\n',
      { ttlSeconds: 3600 },
    );
    const outcome = await boot(data, cloud, {
      // Everything dies with the first boot; the second finds its disk, and empty memory.
      keepBooting:
        'rm -rf /run/spawn; sh /var/lib/cloud/scripts/per-boot/spawn; until grep -qx -- "-h now" /boot/shutdowns; do sleep 0.1; done',
    });
    const { key, report } = reported(outcome);
    assert.equal(key, '0.failed.-');
    assert.match(report.message ?? '', /restarted/);
    assert.equal(outcome.shutdowns.at(-1), '-h now');
    assert.equal(outcome.shutdowns.filter((call) => call === '-h +60').length, 3);
  });
});
