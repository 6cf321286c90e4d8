import assert from 'node:assert/strict';
import { FakeCloud } from './fake-cloud';
import { boot, SHELLS } from './sandbox';
import { stateIn, userDataFor } from './sweeps';

const nvidia = [
  ['0x030000', '0x1d0f'],
  ['0x030200', '0x10de'],
] as const;

/** Answers as NVIDIA's program does, with this use of the GPU in percent. */
const smi = (use: string): string =>
  `case $* in -L) echo "GPU 0: NVIDIA A10G (UUID: GPU-1)" ;; *utilization*) echo "${use}" ;; esac`;

describe('a run that idles', function () {
  this.timeout(60_000);
  let cloud: FakeCloud;
  beforeEach(async () => {
    cloud = await new FakeCloud().open();
  });
  afterEach(() => cloud.close());

  const outcomeOf = async (script: string, options: Parameters<typeof boot>[2] = {}): Promise<string> => {
    const data = userDataFor(cloud, `#!/bin/sh\n${script}\n`, { idleTimeoutSeconds: 2 });
    await boot(data, cloud, options);
    return stateIn(cloud.writes.at(-1)?.key ?? '');
  };

  for (const shell of SHELLS) {
    it(`is ended (${shell})`, async () => {
      assert.equal(await outcomeOf('sleep 100', { shell }), '0.stopped-early.-');
    });
  }

  for (const [cores, end] of [
    [0.05, '0.stopped-early.-'],
    [0.6, '0.failed.3'],
  ] as const)
    it(`is ${cores < 0.2 ? 'one' : 'not one'} of whose cores ${cores} are busy`, async () => {
      // As much CPU time as that comes to, whatever the machine under the test has to do.
      const spent = `awk '{ printf "1 (x) S 0 0 0 0 0 0 0 0 0 0 %d 0 0 0\\n", $1 * 100 * ${cores} }' /proc/uptime`;
      const cat = `case $1 in /proc/*/stat) ${spent} ;; *) exec /bin/cat "$@" ;; esac`;
      assert.equal(await outcomeOf(`sleep ${cores < 0.2 ? 100 : 6}\nexit 3`, { programs: { cat } }), end);
    });

  it('is not one whose GPU works', async () => {
    const options = { devices: nvidia, programs: { 'nvidia-smi': `${smi('0\n97')}; echo >>/boot/asked` } };
    assert.equal(
      await outcomeOf('until [ "$(wc -l </boot/asked)" -ge 6 ]; do sleep 0.1; done; exit 3', options),
      '0.failed.3',
    );
  });

  it('is one whose GPU idles', async () => {
    const options = { devices: nvidia, programs: { 'nvidia-smi': smi('4') } };
    assert.equal(await outcomeOf('sleep 100', options), '0.stopped-early.-');
  });

  it('is not one on which someone is logged in by ssh', async () => {
    const listen =
      "python3 -c \"import socket,time; s=socket.create_server(('127.0.0.1', 22)); c=socket.create_connection(('127.0.0.1', 22)); time.sleep(6)\"";
    assert.equal(await outcomeOf(`${listen}\nexit 3`), '0.failed.3');
  });
});

describe('a machine with a GPU', function () {
  this.timeout(90_000);
  let cloud: FakeCloud;
  beforeEach(async () => {
    cloud = await new FakeCloud().open();
  });
  afterEach(() => cloud.close());

  const last = () => {
    // The host key, sent by another process, may come after it.
    const statuses = cloud.writes.filter(({ key }) => key.includes('/status/'));
    const { key = '', body = Buffer.from('{}') } = statuses.at(-1) ?? {};
    return { key: stateIn(key), message: String(JSON.parse(body.toString()).message) };
  };
  const runWith = async (options: Parameters<typeof boot>[2], script = 'exit 3') => {
    const data = userDataFor(cloud, `#!/bin/sh\n${script}\n`, {
      instanceTypes: ['g5.xlarge'],
      onComplete: 'keep',
    });
    const { shutdowns } = await boot(data, cloud, options);
    return { ...last(), ends: shutdowns.includes('-h now') };
  };

  it('runs its script where the driver answers', async () => {
    const options = { devices: nvidia, programs: { 'nvidia-smi': smi('0') } };
    assert.deepEqual(await runWith(options), { key: '0.failed.3', message: 'undefined', ends: false });
  });

  it('waits for a driver that is still loading', async () => {
    const slow = `[ -e /boot/once ] || { : >/boot/once; echo "NVIDIA-SMI has failed" >&2; exit 9; }; ${smi('0')}`;
    assert.equal((await runWith({ devices: nvidia, programs: { 'nvidia-smi': slow } })).key, '0.failed.3');
  });

  for (const [vendor, devices] of [
    ['NVIDIA', nvidia],
    ['AMD', [['0x030000', '0x1002']]],
  ] as const)
    it(`fails before its script, and ends, where no driver works with a GPU of ${vendor}`, async () => {
      const outcome = await runWith(
        { devices, programs: { sleep: 'exec /bin/sleep 0.01' } },
        'echo started >/tmp/result.txt',
      );
      assert.equal(outcome.key, '0.failed.-');
      assert.match(outcome.message, new RegExp(`^no driver: .* ${vendor}`));
      // Also with on_complete: keep, since what it costs is at no cost.
      assert.equal(outcome.ends, true);
      assert.ok(![...cloud.objects().keys()].some((key) => key.includes('/results/')));
    });

  it('lets a script install the driver', async () => {
    assert.equal(
      (await runWith({ devices: nvidia }, 'dnf install -y nvidia-open\nexit 3')).key,
      '0.failed.3',
    );
  });

  it('is none that has a display alone', async () => {
    assert.equal((await runWith({ devices: [['0x030000', '0x1d0f']] })).key, '0.failed.3');
  });
});
