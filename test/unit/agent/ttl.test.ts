import assert from 'node:assert/strict';
import { FakeCloud } from './fake-cloud';
import { boot, SHELLS } from './sandbox';
import { stateIn, userDataFor } from './sweeps';

/** When EC2 launched, by its own clock: nothing that the instance's clock knows of. */
const pendingTime = '2026-01-27T10:15:00Z';

/** A tag's value: so many seconds from the launch. */
const inSeconds = (seconds: number): string =>
  new Date(Date.parse(pendingTime) + seconds * 1000).toISOString().replace(/\.\d+/, '');

const ttlSeconds = 8;
const untilMoved = `until spored status | grep -q '^ttl-left *1h0m'; do sleep 0.1; done\n`;

describe('the end of an instance', function () {
  this.timeout(60_000);
  let cloud: FakeCloud;
  beforeEach(async () => {
    cloud = await new FakeCloud().open();
    const moved = inSeconds(ttlSeconds + 3600);
    cloud.expiresAt = () => moved;
    cloud.pendingTime = pendingTime;
  });
  afterEach(() => cloud.close());

  for (const shell of SHELLS) {
    it(`moves with its tag (${shell})`, async () => {
      // One of them proves that the end of before is over.
      const longer = shell === 'dash' ? `sleep ${ttlSeconds}\n` : '';
      const data = userDataFor(cloud, `#!/bin/sh\n${untilMoved}${longer}`, { ttlSeconds });
      const { console: said, readVar, shutdowns } = await boot(data, cloud, { shell });
      assert.equal(stateIn(cloud.writes.at(-1)?.key ?? ''), '0.succeeded.0', said);
      assert.deepEqual(shutdowns, ['-h +1', '-c', '-h +1', '-c', '-h +61', '-h now']);
      const log = await readVar('log/spawn/output.log');
      assert.equal(log, `spored: this instance now runs until ${cloud.expiresAt()}\n`);
    });
  }

  it('moves after the job has ended, where the instance is kept', async () => {
    const data = userDataFor(cloud, '#!/bin/sh\n', { ttlSeconds, onComplete: 'keep' });
    const { shutdowns } = await boot(data, cloud, { keepBooting: untilMoved });
    assert.deepEqual(shutdowns, ['-h +1', '-c', '-h +1', '-c', '-h +61']);
  });

  for (const shell of SHELLS) {
    // GNU cmp takes a file of /proc, whose size is 0, for different from every other.
    it(`is armed once per boot, with the run left alone (${shell})`, async () => {
      const script =
        '#!/bin/sh\nspored boot\n' +
        'spored complete --status failed\nspored boot; sh /var/lib/cloud/scripts/per-boot/spawn\n';
      const outcome = await boot(userDataFor(cloud, script, { ttlSeconds: 3600 }), cloud, { shell });
      assert.deepEqual(outcome.shutdowns, ['-h +60', '-c', '-h +60', '-h now']);
      assert.equal(stateIn(cloud.writes.at(-1)?.key ?? ''), '0.failed.0', outcome.console);
    });
  }

  it('stays moved after a reboot, without a metadata service', async () => {
    const killAll =
      'for p in /proc/[3-9]* /proc/[1-9]?*; do [ "$p" = /proc/$$ ] || kill -9 "$(basename "$p")"; done\nkill -9 $$\n';
    const data = userDataFor(cloud, `#!/bin/sh\n${untilMoved}${killAll}`, { ttlSeconds });
    const { shutdowns } = await boot(data, cloud, {
      keepBooting:
        'rm -rf /run/spawn; echo http://127.0.0.1:9 >/var/lib/spawn/imds; sh /var/lib/cloud/scripts/per-boot/spawn; until [ -e /run/spawn/reported ]; do sleep 0.1; done',
    });
    assert.deepEqual(shutdowns, ['-h +1', '-c', '-h +1', '-c', '-h +61', '-c', '-h +61', '-h now']);
  });

  for (const shell of SHELLS)
    it(`stays where it is when the clock jumps and the instance is restarted (${shell})`, async () => {
      // The clock was years behind when it was launched, and has been set since.
      const date = 'read -r offset </boot/offset; exec /bin/date -d "@$(($(/bin/date +%s) + offset))" "$@"';
      const data = userDataFor(cloud, '#!/bin/sh\n', { ttlSeconds: 3600, onComplete: 'keep' });
      const { shutdowns, console: said } = await boot(data, cloud, {
        shell,
        programs: { date: `case $* in *-d*) exec /bin/date "$@" ;; esac; ${date}` },
        earlier: 'echo -100000000 >/boot/offset',
        keepBooting:
          'rm -rf /run/spawn; echo 90000 >/boot/offset; sh /var/lib/cloud/scripts/per-boot/spawn; kill "$(cat /run/spawn/ttl.pid)"',
      });
      assert.deepEqual(shutdowns, ['-h +60', '-c', '-h +60', '-c', '-h +60'], said);
    });

  it('counts again from the launched ttl when a stopped instance is started again', async () => {
    const data = userDataFor(cloud, `#!/bin/sh\n${untilMoved}`, { ttlSeconds, onComplete: 'stop' });
    const { shutdowns } = await boot(data, cloud, {
      keepBooting:
        'rm -rf /run/spawn; sh /var/lib/cloud/scripts/per-boot/spawn; kill "$(cat /run/spawn/ttl.pid)"',
    });
    // What was moved holds for the time before, and the tag that still is there moves nothing by itself.
    assert.deepEqual(shutdowns.slice(0, 6), ['-h +1', '-c', '-h +1', '-c', '-h +61', '-h now']);
    assert.deepEqual(shutdowns.slice(6), ['-c', '-h +1']);
  });

  it('ignores a tag that is not a time, is over, is no later or is beyond 30 days', async () => {
    const ttlSeconds = 20;
    const tags = [
      undefined,
      '',
      'tomorrow',
      '2099-02-31T10:00:00Z',
      '2099-13-01T10:00:00Z',
      inSeconds(3600).replace('Z', '+02:00'),
      `${inSeconds(3600)}\n${inSeconds(3600)}`,
      '$(touch /boot/run)Z',
      inSeconds(-3600),
      inSeconds(ttlSeconds),
      inSeconds(ttlSeconds + 30),
      inSeconds(31 * 86_400),
      inSeconds(365 * 86_400),
    ];
    let asked = 0;
    let touch: (name: string) => void = () => undefined;
    cloud.expiresAt = () => {
      asked += 1;
      if (asked > tags.length) touch('asked');
      return tags[asked % tags.length];
    };
    const more = `i=0; while [ $i -lt ${tags.length} ]; do spored expire "$(cat /run/spawn/deadline)" & i=$((i+1)); done\n`;
    const script = `#!/bin/sh\n${more}until [ -e /boot/asked ]; do sleep 0.1; done\n`;
    const { console: said, shutdowns } = await boot(userDataFor(cloud, script, { ttlSeconds }), cloud, {
      host: (make) => {
        touch = make;
      },
    });
    assert.equal(stateIn(cloud.writes.at(-1)?.key ?? ''), '0.succeeded.0', said);
    assert.deepEqual(shutdowns, ['-h +1', '-c', '-h +1', '-h now']);
  });
});
