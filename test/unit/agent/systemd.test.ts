import assert from 'node:assert/strict';
import type { RunSettings } from '../../../src/sweep/run';
import { FakeCloud } from './fake-cloud';
import { boot } from './sandbox';
import { stateIn, userDataFor } from './sweeps';

/** The system has systemd, whose timers are taken down and never fire. */
const earlier = 'mkdir -p /run/systemd/system /etc/systemd/system';

/** Everything of this boot dies at once. */
const crash =
  'exec 2>/dev/null; for p in /proc/[3-9]* /proc/[1-9]?*; do [ "$p" = /proc/$$ ] || kill -9 "$(basename "$p")"; done\nkill -9 $$\n';

/** What `systemctl` says while the system goes down for this target. */
const going = (target: string): string =>
  `case $1 in is-system-running) echo stopping ;; list-jobs) echo "1 ${target} start running" ;; esac`;

describe('the agent under systemd', function () {
  this.timeout(60_000);
  let cloud: FakeCloud;
  beforeEach(async () => {
    cloud = await new FakeCloud().open();
  });
  afterEach(() => cloud.close());

  const statuses = (): readonly (readonly [string, string | undefined])[] =>
    cloud.writes
      .filter(({ key }) => key.includes('/status/'))
      .map(({ key, body }) => [stateIn(key), JSON.parse(body.toString()).message]);

  it('arms the TTL by timers, which follow no clock and refuse no logins', async () => {
    const data = userDataFor(cloud, '#!/bin/sh\n', { ttlSeconds: 3600 });
    const { timers, systemctl, shutdowns } = await boot(data, cloud, { earlier });
    const [first, second = '', ...others] = timers;
    assert.equal(first, '--unit=spawn-ttl --on-active=60m systemctl -i poweroff');
    assert.match(
      second,
      /^--unit=spawn-ttl-\d+-\d+ --on-active=(3600|359\d) --timer-property=AccuracySec=1s systemctl -i poweroff$/,
    );
    assert.deepEqual(others, []);
    assert.equal(systemctl.at(-1), 'stop spawn-ttl.timer');
    assert.deepEqual(shutdowns, ['-c', '-h now']);
  });

  it('arms a timer that replaces the last one when the TTL is moved', async () => {
    const began = Date.parse(cloud.pendingTime);
    cloud.expiresAt = () => new Date(began + 3_608_000).toISOString().replace(/\.\d+/, '');
    const script = `#!/bin/sh\nuntil spored status | grep -q '^ttl-left *1h0m'; do sleep 0.1; done\n`;
    const data = userDataFor(cloud, script, { ttlSeconds: 8 });
    const { timers, systemctl, shutdowns } = await boot(data, cloud, { earlier });
    const names = timers.map((timer) => timer.replace(/--unit=(\S+) .*/, '$1.timer'));
    assert.deepEqual(
      timers.map((timer) => Math.round(Number(/active=(\d+) /.exec(timer)?.[1]) / 100)),
      [Number.NaN, 0, 36],
    );
    assert.deepEqual(
      systemctl.filter((call) => call.startsWith('stop ')),
      names.slice(0, -1).map((name) => `stop ${name}`),
    );
    assert.deepEqual(shutdowns, ['-c', '-h now']);
  });

  for (const state of ['initializing', 'starting', 'running', 'degraded', 'maintenance']) {
    it(`continues when its unit is restarted while the system is ${state}`, async () => {
      const script = '#!/bin/sh\nspored stopping; spored boot\nexit 5\n';
      const { console: said } = await boot(userDataFor(cloud, script), cloud, {
        earlier,
        systemctl: `[ "$1" != is-system-running ] || echo ${state}`,
      });
      assert.deepEqual(statuses(), [['0.failed.5', undefined]], said);
    });
  }

  const restarts: readonly (readonly [
    onComplete: RunSettings['onComplete'],
    target: string,
    how: string,
    ends: boolean,
  ])[] = [
    ['terminate', 'reboot.target', 'restarted', true],
    ['stop', 'kexec.target', 'restarted', true],
    ['keep', 'reboot.target', 'restarted', false],
    // By an operator who wants it to be off until he starts it again.
    ['stop', 'poweroff.target', 'was shut down', false],
  ];
  for (const [onComplete, target, how, ends] of restarts) {
    it(`${ends ? 'ends' : 'keeps'} an instance that comes back from ${target} with on_complete: ${onComplete}`, async () => {
      const script = '#!/bin/bash\n(sleep 0.3; exec setsid spored stopping) &\nsleep 100\n';
      const outcome = await boot(userDataFor(cloud, script, { onComplete }), cloud, {
        earlier,
        // A system that goes down takes no other order.
        shutdown: 'exit 1',
        systemctl: going(target),
        keepBooting: [
          'sleep 0.1',
          'echo "=" >>/boot/shutdowns; rm -rf /run/spawn',
          '/var/lib/spawn/spored boot',
          '/var/lib/spawn/spored boot',
        ].join('\n'),
      });
      assert.deepEqual(statuses(), [['0.failed.-', `the instance ${how} before the script had ended`]]);
      const second = outcome.shutdowns.slice(outcome.shutdowns.indexOf('=') + 1);
      assert.deepEqual(second, ends ? ['-c', '-h now'] : ['-c'], outcome.console);
    });
  }

  it('lets a user who has started a stopped instance again restart it', async () => {
    const data = userDataFor(cloud, '#!/bin/sh\n', { onComplete: 'stop' });
    const { shutdowns } = await boot(data, cloud, {
      earlier,
      systemctl: going('reboot.target'),
      keepBooting: [
        'rm -rf /run/spawn; /var/lib/spawn/spored boot',
        '/var/lib/spawn/spored stopping',
        'rm -rf /run/spawn; /var/lib/spawn/spored boot',
      ].join('\n'),
    });
    assert.deepEqual(shutdowns, ['-c', '-h now', '-c', '-c']);
  });

  it('takes a restart of systemd without the kernel for a boot', async () => {
    const script = '#!/bin/bash\nsetsid spored stopping\nsleep 100\n';
    const { timers } = await boot(
      userDataFor(cloud, script, { ttlSeconds: 3600, onComplete: 'keep' }),
      cloud,
      {
        earlier,
        systemctl: going('soft-reboot.target'),
        keepBooting: '/var/lib/spawn/spored boot',
      },
    );
    assert.equal(timers.length, 3);
  });

  it('gives an instance that restarts before it knows its run its TTL again', async () => {
    const { timers, console: said } = await boot(userDataFor(cloud, '', { ttlSeconds: 3600 }), cloud, {
      earlier,
      keepBooting: 'rm -rf /run/spawn /var/lib/spawn/row; /var/lib/spawn/spored boot',
    });
    assert.match(timers.at(-1) ?? '', /--on-active=3600 /, said);
    assert.equal(timers.length, 3);
  });

  it('leaves the folder for reports of scripts writable for everyone after a restart, and prints everything once', async () => {
    const data = userDataFor(cloud, `#!/bin/bash\n${crash}`, { onComplete: 'keep' });
    const outcome = await boot(data, cloud, {
      earlier,
      keepBooting: [
        'rm -rf /run/spawn; /var/lib/spawn/spored boot',
        'until [ -e /run/spawn/reported ]; do sleep 0.1; done',
        'stat -c "%a %n" /run/spawn/drop /run/spawn/drop/keys >/var/after',
      ].join('\n'),
    });
    assert.equal(await outcome.readVar('after'), '1777 /run/spawn/drop\n666 /run/spawn/drop/keys\n');
    assert.equal(
      await outcome.readVar('log/spawn/output.log'),
      'spored: failed: the instance restarted before the script had ended\n',
    );
  });
});
