import assert from 'node:assert/strict';
import { Machines } from './machines';

/** Programs of the agent ask `date`; what it says is set by a file, since containers share their clock with this computer. */
const date = `#!/bin/sh
export LD_PRELOAD=/usr/lib/libfaketime.so.1
export FAKETIME_TIMESTAMP_FILE=/etc/faketimerc
exec /usr/bin/date "$@"
`;

const library = { copy: '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1' };

/** The clock is set some seconds after the boot, as chrony does it. */
const unit = `[Service]
Type=simple
ExecStart=/bin/sh -c 'sleep 6; echo +0 >/etc/faketimerc'
[Install]
WantedBy=sysinit.target
`;

const steps = (...commands: readonly string[]): string =>
  ['#!/bin/bash', 'set_clock() { echo "$1" >/etc/faketimerc; date +%Y; sleep 2; }', ...commands, ''].join(
    '\n',
  );

describe('clocks that are wrong or jump', function () {
  this.timeout(900_000);
  const thisYear = new Date().getUTCFullYear();

  it('years behind all the time, and a day ahead, then behind again in mid-job', async () => {
    const machines = await Machines.start({
      'usr/lib/libfaketime.so.1': library,
      'usr/local/bin/date': date,
      'etc/faketimerc': '-3y\n',
    });
    try {
      const jumps = steps(
        'date +%Y',
        'set_clock +366d',
        'set_clock -2d',
        'spored status',
        'echo 1 >/tmp/result.txt',
      );
      const onComplete = 'keep';
      await machines.launch([
        { name: 'jumps', script: jumps, settings: { onComplete } },
        {
          name: 'restarts',
          script: steps('set_clock +366d', 'reboot', 'sleep 300'),
          settings: { onComplete },
        },
      ]);
      await machines.reported('jumps');
      const { job, log, results } = await machines.ended('jumps', 'running');
      assert.deepEqual([job, results], ['succeeded 0', { 'result.txt': '1\n' }], log);
      assert.match(log, new RegExp(`^${thisYear - 3}\n${thisYear + 1}\n`));
      assert.match(log, /^ttl-left +0h1[45]m\d+s$/m);
      // Its TTL is what it was, although a year seems to have passed.
      await machines.reported('restarts');
      const left = await machines.until(
        'restarts',
        async () =>
          /ttl-left +(\S+)/.exec(await machines.ssh('restarts', ['spored', 'status']).catch(() => ''))?.[1],
      );
      assert.match(left, /^0h1[0-5]m\d+s$/);
      assert.equal((await machines.instanceOf('restarts')).state, 'running');
    } finally {
      await machines.close();
    }
  });

  it('years behind at first, and set during the boot', async () => {
    const path = 'etc/systemd/system/late-clock.service';
    const machines = await Machines.start({
      'usr/lib/libfaketime.so.1': library,
      'usr/local/bin/date': date,
      'etc/faketimerc': '-8y\n',
      [path]: unit,
      'etc/systemd/system/sysinit.target.wants/late-clock.service': { link: `/${path}` },
    });
    try {
      const script =
        '#!/bin/sh\nuntil [ "$(date +%Y)" = "$YEAR" ]; do sleep 1; done; echo 1 >/tmp/result.txt\n';
      await machines.launch([{ name: 'set', script, parameters: { year: String(thisYear) } }]);
      const { job, log, results } = await machines.ended('set');
      assert.deepEqual([job, results], ['succeeded 0', { 'result.txt': '1\n' }], log);
    } finally {
      await machines.close();
    }
  });
});
