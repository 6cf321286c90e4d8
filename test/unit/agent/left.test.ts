import assert from 'node:assert/strict';
import { type AgentReport, parseStatusKey } from '../../../src/agent/record';
import type { RunSettings } from '../../../src/sweep/run';
import { FakeCloud } from './fake-cloud';
import { type BootOptions, boot, SHELLS } from './sandbox';
import { planOf, userDataFor } from './sweeps';

const results = { results: ['/tmp/result*'] };

describe('what a script leaves running', function () {
  this.timeout(60_000);
  let cloud: FakeCloud;
  beforeEach(async () => {
    cloud = await new FakeCloud().open();
  });
  afterEach(() => cloud.close());

  /** How the run was reported, its log, and the names of its results. */
  const run = async (script: string, settings: Partial<RunSettings> = {}, options: BootOptions = {}) => {
    const outcome = await boot(userDataFor(cloud, script, { ...results, ...settings }), cloud, options);
    const status = cloud.writes.findLast(({ key }) => key.includes('/status/'));
    assert.ok(status !== undefined, outcome.console);
    const report: AgentReport = JSON.parse(status.body.toString());
    const log = [...cloud.objects()].find(([key]) => key.endsWith('/output.log'))?.[1] ?? '';
    const files = [...cloud.objects().keys()].flatMap((key) => /\/results\/(.+)$/.exec(key)?.[1] ?? []);
    return { key: status.key, state: `${report.state} ${report.exit}`, message: report.message, log, files };
  };

  const later = "nohup sh -c 'sleep 6; echo late >/tmp/result.txt' >/dev/null 2>&1 &\n";

  for (const shell of SHELLS) {
    it(`is its work in the background: such a run has not succeeded, with ${shell}`, async () => {
      const { files, log, message, state } = await run(later, {}, { shell });
      assert.equal(state, 'failed 0');
      assert.match(message ?? '', /^the script ended after \d s and left its work running/);
      assert.match(
        log,
        /^spored: the script has ended, but this is still running: .*sh -c sleep 6; echo late >\/tmp\/result\.txt \(\d s after its start\)/m,
      );
      assert.deepEqual(files, []);
    });

    it(`is waited for with wait: background, with ${shell}`, async () => {
      const { files, log, state } = await run(later, { waitsForBackground: true }, { shell });
      assert.equal(state, 'succeeded 0');
      assert.deepEqual(files, ['result.txt']);
      assert.doesNotMatch(log, /still runs/);
    });

    it(`is files that no results name: they are counted, with ${shell}`, async () => {
      const script = [
        // Busybox compares whole seconds.
        'sleep 1.1',
        'head -c 2000000 /dev/zero >model.pt',
        'mkdir -p ckpt .cache __pycache__ miniconda3/lib clone/.git',
        'head -c 1000000 /dev/zero >ckpt/last',
        'echo x >.cache/x; echo x >__pycache__/y; echo x >miniconda3/lib/z',
        // A clone: what it brought is older than its index.
        'echo x >clone/code.py; touch -d 2026-01-01 clone/code.py clone/.git/index; echo x >clone/metrics.csv',
        'echo 1 >/tmp/result.txt',
        '',
      ].join('\n');
      const { files, log, state } = await run(script, {}, { shell });
      assert.equal(state, 'succeeded 0');
      assert.deepEqual(files, ['result.txt']);
      const [said] = log.match(/^spored: the script left files that results does not include: .*$/m) ?? [];
      assert.match(said ?? '', /: 3 files, 3\.0 MB: /);
      for (const name of ['model.pt', 'ckpt/last', 'clone/metrics.csv'])
        assert.ok(said?.includes(name), said);
    });
  }

  it('is named even if the script has done its own work, and does not make it fail', async () => {
    const { log, state } = await run(`echo 1 >/tmp/result.txt\nsleep 50 &\n`);
    assert.equal(state, 'succeeded 0');
    assert.match(log, /this is still running: sleep 50 \(\d s after its start\)$/m);
  });

  it('is nothing where it is a daemon that does nothing, or where the script waits', async () => {
    for (const script of ['setsid sleep 50 &\n', 'sleep 1 &\nwait\n']) {
      const { log, state } = await run(script);
      assert.equal(state, 'succeeded 0');
      assert.doesNotMatch(log, /spored/, script);
    }
  });

  it('counts as work if it has its own session and is busy', async () => {
    const { log, state } = await run('setsid sh -c "while :; do :; done" &\n', { ttlSeconds: 60 });
    assert.equal(state, 'failed 0');
    assert.match(log, /this is still running: sh -c while :; do :; done \(\d s after its start\)/);
  });

  it('does not fail a run whose instance keeps running, or that reports how it ended', async () => {
    assert.equal((await run('sleep 50 &\n', { onComplete: 'keep' })).state, 'succeeded 0');
    assert.equal((await run('sleep 50 &\nspored complete\n')).state, 'succeeded 0');
  });

  it('is an exit code also on a full disk that holds everything', async () => {
    for (const shell of SHELLS) {
      const script = 'cat /dev/zero >/var/scratch 2>/dev/null\nexit 3\n';
      const { message, state } = await run(script, {}, { shell, disk: 8_000_000, poor: true });
      assert.deepEqual([state, message], ['failed 3', undefined]);
    }
  });

  it('is an instance that it ends itself, with its work done', async () => {
    // What a system does that goes down: it stops our unit, and ends everyone.
    const goesDown = (acts: string): string =>
      `[ -e /var/lib/spawn/report.json ] || [ -e /boot/down ] || [ "$2" != now ] || {\n: >/boot/down\n${acts}\n}`;
    const stops = 'setsid /var/lib/spawn/spored stopping &';
    const kills = 'kill -TERM $PPID';
    const ends = (
      script: string,
      powerKey = '',
      shutdown = goesDown(`${stops} sleep 0.5; ${kills}`),
    ): Promise<{ readonly state: string }> =>
      run(
        `#!/bin/sh\necho 1 >/tmp/result.txt\n${script}\n`,
        {},
        { shutdown, programs: { journalctl: `echo "${powerKey}"` } },
      );
    // No one says which of the two comes first.
    const killedFirst = goesDown(`${kills}; sleep 1; ${stops}`);
    assert.equal((await ends('shutdown -h now', '', killedFirst)).state, 'succeeded null');
    assert.equal(
      (await ends('shutdown -h now', 'Power key pressed short.', killedFirst)).state,
      'failed null',
    );
    assert.equal((await ends('shutdown -h now')).state, 'succeeded null');
    assert.equal((await ends('shutdown -h now # and good-bye\n\nexit 0')).state, 'succeeded null');
    assert.equal((await ends('shutdown -h now', 'Power key pressed short.')).state, 'failed null');
    assert.equal((await ends("trap 'shutdown -h now' ERR\nshutdown -h now")).state, 'failed null');
    assert.equal((await ends('shutdown -h now\nsleep 20')).state, 'failed null');
  });

  it('is an instance that it has EC2 end', async () => {
    const programs = {
      journalctl: 'echo Power key pressed short.',
      aws: '(sleep 0.5; setsid /var/lib/spawn/spored stopping) >/dev/null 2>&1 &',
    };
    const script = '#!/bin/sh\necho 1 >/tmp/result.txt\naws ec2 terminate-instances --instance-ids i-0abc\n';
    const { key, state } = await run(script, {}, { programs });
    assert.equal(state, 'succeeded 0');
    assert.equal(parseStatusKey(planOf(1).sweepId, key)?.endedItself, true);
  });

  it('runs where its files are', async () => {
    const script = '#!/bin/sh\n[ "$(cd "$(dirname "$0")" && pwd)" = "$(pwd)" ] && pwd >/tmp/result.txt\n';
    assert.equal((await run(script)).state, 'succeeded 0');
    const python =
      '#!/usr/bin/env python3\nimport os, sys\nsys.exit(0 if os.path.samefile(sys.path[0], ".") else 7)\n';
    assert.equal((await run(python)).state, 'succeeded 0');
  });
});
