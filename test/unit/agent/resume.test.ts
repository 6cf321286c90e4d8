import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { parseCheckpointKey } from '../../../src/agent/record';
import { attemptOf, fileIn, packedFolder, savedIn } from './checkpoints';
import { FakeCloud } from './fake-cloud';
import { type BootOptions, boot, type Outcome, SHELLS } from './sandbox';
import { filesOf, stateIn, userDataFor } from './sweeps';

const checkpoint = { path: '/tmp/checkpoint', everySeconds: 3600 };
/** No time is spent between tries. */
/** Waits less between attempts, but as long as it should before it takes a process for dead, which is two seconds. */
const impatient: BootOptions = {
  programs: { sleep: 'case $1 in 2) exec /bin/sleep 2 ;; *) exec /bin/sleep 0.02 ;; esac' },
};

describe('the checkpoint of an earlier attempt', function () {
  this.timeout(60_000);
  let cloud: FakeCloud;
  beforeEach(async () => {
    cloud = await new FakeCloud().open();
  });
  afterEach(() => cloud.close());

  const status = (): string => stateIn(cloud.writes.at(-1)?.key ?? '');
  const message = (): string => JSON.parse(cloud.writes.at(-1)?.body.toString() ?? '').message;
  const log = (): string => cloud.objects().get(`${filesOf('test-1')}output.log`) ?? '';
  const saves = (): readonly unknown[] =>
    cloud.writes.filter(({ key }) => parseCheckpointKey(key) !== undefined);

  for (const shell of SHELLS) {
    it(`is a folder again before the script starts, with its owners and modes, with ${shell}`, async () => {
      const body = packedFolder(
        'mkdir deep; echo 7 >deep/step; echo x >plain; chmod 640 plain; chown 1234:55 plain; ln -s plain link; chmod 750 .',
      );
      const script = `#!/bin/sh
stat -c '%n %a %u:%g' /tmp/checkpoint /tmp/checkpoint/plain
readlink /tmp/checkpoint/link
echo "$SPAWN_RESUMED $(cat /tmp/checkpoint/deep/step)"
exit 5
`;
      const outcome = await boot(attemptOf(cloud, script, { checkpoint }, { body }), cloud, { shell });
      assert.equal(status(), '0.failed.5', outcome.console);
      assert.equal(
        log(),
        `spored: the checkpoint of an earlier attempt was restored to /tmp/checkpoint
/tmp/checkpoint 750 0:0
/tmp/checkpoint/plain 640 1234:55
plain
true 7
`,
      );
      assert.match(await outcome.readEtc('profile.d/spawn.sh'), /^export SPAWN_RESUMED='true'$/m);
      // Unchanged, it is not saved once more.
      assert.deepEqual(saves(), []);
    });

    it(`is a file again, next to what the image has there, with ${shell}`, async () => {
      const body = packedFolder('echo 7 >checkpoint', './checkpoint');
      const script = 'echo "$SPAWN_RESUMED $(cat /tmp/checkpoint)"\necho 8 >/tmp/checkpoint\nexit 1\n';
      await boot(attemptOf(cloud, script, { checkpoint }, { body }), cloud, { shell });
      assert.match(log(), /^true 7$/m);
      const [saved, ...more] = savedIn(cloud.writes);
      assert.deepEqual(more, []);
      assert.deepEqual([saved?.sequence, fileIn(saved?.body ?? Buffer.alloc(0), './checkpoint')], [1, '8\n']);
    });

    it(`keeps its script from starting where it cannot be read, with ${shell}`, async () => {
      const good = packedFolder('echo 7 >x');
      const up = packedFolder('mkdir a; echo x >../escaped; mv ../escaped a/; cd a', 'a/../a/escaped');
      for (const [resume, why] of [
        [{ body: good, sha256: '0'.repeat(64) }, 'arrived damaged'],
        [{ body: good, missing: true }, 'could not be fetched'],
        [{ body: Buffer.from('no archive') }, 'is damaged'],
        [{ body: Buffer.from(gzipSync('no archive')) }, 'is damaged'],
        [{ body: Buffer.alloc(0) }, 'is damaged'],
        [{ body: up }, 'holds paths that lead out of it'],
      ] as const) {
        cloud.writes.length = 0;
        cloud.readable.clear();
        const userData = attemptOf(cloud, 'echo started\n', { checkpoint }, resume);
        const outcome = await boot(userData, cloud, { shell, ...impatient });
        assert.equal(status(), '0.failed.-', why);
        assert.equal(message(), `the checkpoint of an earlier attempt ${why}, so the script was not started`);
        assert.doesNotMatch(outcome.console, /^started$/m);
        // Half of a checkpoint is none: it must not become the newest.
        assert.deepEqual(saves(), []);
      }
    });
  }

  it('that does not fit on the disk is a reason not to start', async () => {
    const body = packedFolder('head -c 4000000 /dev/urandom >x');
    const userData = attemptOf(cloud, 'echo started\n', { checkpoint }, { body });
    await boot(userData, cloud, { disk: 60_000_000 });
    assert.equal(status(), '0.failed.-');
    assert.match(message(), /does not fit on the disk/);
  });

  it('doesn’t exist in the first attempt, whose environment shows that; a run without a checkpoint has no such variable', async () => {
    const script = 'echo "resumed: $' + '{SPAWN_RESUMED-unset}"\n';
    await boot(attemptOf(cloud, script, { checkpoint }), cloud);
    assert.equal(log(), 'resumed: false\n');
    cloud.writes.length = 0;
    await boot(userDataFor(cloud, script), cloud);
    assert.equal(log(), 'resumed: unset\n');
  });

  it('is not begun with where EC2 takes the instance back meanwhile', async () => {
    const body = packedFolder('echo 7 >x');
    cloud.spotNotice = JSON.stringify({ action: 'terminate', time: '2030-01-01T00:00:00Z' });
    // The archive is looked through for as long as the notice takes.
    const programs = {
      tar: 'until [ -e /run/spawn/verdict ]; do /bin/sleep 0.1; done\nexec /usr/bin/tar "$@"',
    };
    const settings = { checkpoint, spot: true };
    const outcome: Outcome = await boot(attemptOf(cloud, 'echo started\n', settings, { body }), cloud, {
      programs,
    });
    assert.equal(status(), '0.interrupted.-');
    assert.doesNotMatch(outcome.console, /^started$/m);
    assert.deepEqual(saves(), []);
  });
});
