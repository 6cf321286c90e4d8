import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { parseCheckpointKey } from '../../../src/agent/record';
import { attemptOf, contentOf, fileIn, namesIn, savedIn } from './checkpoints';
import { FakeCloud } from './fake-cloud';
import { type BootOptions, boot, type Outcome, SHELLS } from './sandbox';
import { filesOf, stateIn, targetOf } from './sweeps';

const folder = { path: '/tmp/checkpoint', everySeconds: 1 };
/** Nothing is saved before the end. */
const once = { ...folder, everySeconds: 3600 };

describe('a checkpoint that an instance saves', function () {
  this.timeout(60_000);
  let cloud: FakeCloud;
  beforeEach(async () => {
    cloud = await new FakeCloud().open();
  });
  afterEach(() => cloud.close());

  /** Boots, with a file /boot/saved-N once checkpoint N is stored. */
  const booted = (userData: Uint8Array, options: BootOptions = {}): Promise<Outcome> =>
    boot(userData, cloud, {
      ...options,
      host: (touch) => {
        cloud.onWrite = ({ body, key }) => {
          if (parseCheckpointKey(key)?.part === 'manifest')
            touch(`saved-${JSON.parse(body.toString()).sequence}`);
        };
        options.host?.(touch);
      },
    });
  const status = (): string => stateIn(cloud.writes.at(-1)?.key ?? '');
  const keys = (): readonly string[] =>
    cloud.writes
      .map(({ key }) => key)
      .filter((key) => parseCheckpointKey(key) !== undefined)
      .map((key) => key.replace(filesOf('test-1'), ''));
  const waitFor = (number: number): string => `until [ -e /boot/saved-${number} ]; do sleep 0.1; done\n`;

  for (const shell of SHELLS) {
    it(`alternates between two slots, each with a manifest after its data, with ${shell}`, async () => {
      const script = `mkdir -p /tmp/checkpoint/deep
for step in 1 2 3; do
  echo "$step" >/tmp/checkpoint/deep/step
  until [ -e "/boot/saved-$step" ]; do sleep 0.1; done
done
`;
      const outcome = await booted(attemptOf(cloud, script, { checkpoint: folder }), { shell });
      assert.equal(status(), '0.succeeded.0', outcome.console);
      assert.deepEqual(keys(), [
        'checkpoint/1',
        'checkpoint/1.json',
        'checkpoint/0',
        'checkpoint/0.json',
        'checkpoint/1',
        'checkpoint/1.json',
      ]);
      const saved = savedIn(cloud.writes);
      assert.deepEqual(
        saved.map(({ body, sequence }) => [sequence, fileIn(body, './deep/step')]),
        [
          [1, '1\n'],
          [2, '2\n'],
          [3, '3\n'],
        ],
      );
      assert.deepEqual(namesIn(saved[0]?.body ?? Buffer.alloc(0)), ['./', './deep/', './deep/step']);
      assert.doesNotMatch(outcome.console, /not saved/);
      assert.deepEqual(cloud.refusals, []);
    });

    it(`is saved when the script fails, once, and before the outcome is reported, with ${shell}`, async () => {
      const script = `echo half >/tmp/checkpoint\nexit 3\n`;
      await booted(attemptOf(cloud, script, { checkpoint: once }), { shell });
      assert.equal(status(), '0.failed.3');
      const [saved, ...more] = savedIn(cloud.writes);
      assert.deepEqual(more, []);
      assert.deepEqual(namesIn(saved?.body ?? Buffer.alloc(0)), ['./checkpoint']);
      assert.equal(fileIn(saved?.body ?? Buffer.alloc(0), './checkpoint'), 'half\n');
    });

    it(`has what the script writes when EC2 takes its instance back, with ${shell}`, async () => {
      const script = `#!/bin/sh
trap 'echo final >/tmp/checkpoint; exit 0' TERM
echo first >/tmp/checkpoint
${waitFor(1)}: >/tmp/ready
while :; do sleep 0.1; done
`;
      await booted(attemptOf(cloud, script, { checkpoint: folder, spot: true }), {
        shell,
        host: () => {
          const { onWrite } = cloud;
          cloud.onWrite = (write) => {
            onWrite(write);
            if (write.key.endsWith('checkpoint/1.json')) cloud.spotNotice = noticeIn(100);
          };
        },
      });
      assert.equal(status(), '0.interrupted.-');
      assert.deepEqual(
        savedIn(cloud.writes).map(({ body }) => fileIn(body, './checkpoint')),
        ['first\n', 'final\n'],
      );
    });
  }

  /** What EC2 says when it takes an instance back in so many seconds. */
  const noticeIn = (seconds: number): string =>
    JSON.stringify({
      action: 'terminate',
      time: new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+/, ''),
    });

  it('is not saved where there is no role, which the log says', async () => {
    const form = (kind: string) => ({ Policy: `p"o\\licy of ${kind}` });
    const { proof, target } = targetOf(cloud);
    const record = {
      proof,
      target: { ...target, write: 'post' },
      access: { by: 'post', forms: { 0: { status: form('status'), run: form('runs') } }, fileUrls: {} },
    } as const;
    const script = 'echo half >/tmp/checkpoint\necho "resumed: $SPAWN_RESUMED"\nexit 3\n';
    const outcome = await booted(attemptOf(cloud, script, { checkpoint: folder }, undefined, record));
    const writer = 'spawn-instance=form:0.1';
    assert.equal(stateIn(cloud.writes.at(-1)?.key ?? '', writer), '0.failed.3');
    assert.deepEqual(keys(), []);
    const log = await outcome.readVar('log/spawn/output.log');
    assert.match(log, /^spored: checkpoints of this run are not saved: that takes a bucket, and a role/m);
    assert.match(log, /^resumed: false$/m);
  });

  /** EC2 gives its notice once the script has printed something. */
  const noticeOnceBegun = (seconds: number): BootOptions => ({
    host: () => {
      const { onWrite } = cloud;
      cloud.onWrite = (write) => {
        onWrite(write);
        if (write.key.includes('/log/')) cloud.spotNotice ??= noticeIn(seconds);
      };
    },
  });

  it('waits for a program that the script has started, and that saves its state when it is asked to end', async () => {
    // The shell has no trap, and ends at once; what it has started takes a moment.
    const script = `#!/bin/bash
echo first >/tmp/checkpoint
echo begun
bash -c 'trap "sleep 2; echo final >/tmp/checkpoint; exit 0" TERM; while :; do sleep 0.1; done'
`;
    await booted(attemptOf(cloud, script, { checkpoint: once, spot: true }), noticeOnceBegun(100));
    assert.equal(status(), '0.interrupted.-');
    assert.deepEqual(
      savedIn(cloud.writes).map(({ body }) => fileIn(body, './checkpoint')),
      ['final\n'],
    );
  });

  it('is not saved again where nothing has changed, nor when the script has succeeded', async () => {
    const script = `echo a >/tmp/checkpoint\n${waitFor(1)}exit "$CODE"\n`;
    await booted(attemptOf(cloud, `CODE=1\n${script}`, { checkpoint: folder }));
    assert.equal(status(), '0.failed.1');
    assert.deepEqual(keys(), ['checkpoint/1', 'checkpoint/1.json']);
    cloud.writes.length = 0;
    await booted(attemptOf(cloud, 'echo a >/tmp/checkpoint\n', { checkpoint: once }));
    assert.equal(status(), '0.succeeded.0');
    assert.deepEqual(keys(), []);
  });

  it('is saved at the TTL, and not where there is nothing at its path', async () => {
    const script = 'echo a >/tmp/checkpoint\nsleep 100\n';
    await booted(attemptOf(cloud, script, { checkpoint: once, ttlSeconds: 6 }));
    assert.equal(status(), '0.expired.-');
    assert.equal(savedIn(cloud.writes).length, 1);
    cloud.writes.length = 0;
    const outcome = await booted(attemptOf(cloud, 'exit 1\n', { checkpoint: folder }));
    assert.equal(status(), '0.failed.1');
    assert.deepEqual(keys(), []);
    assert.doesNotMatch(outcome.console, /checkpoint/);
  });

  it('may have any name, and any names in it', async () => {
    const path = `/tmp/-a "b" $(id) 'c' \\n é`;
    const script = `mkdir "$DIR"\necho 1 >"$DIR/-f x"\nln -s nowhere "$DIR/link"\nexit 1\n`;
    const written = `DIR='${path.replaceAll("'", `'\\''`)}'\n${script}`;
    await booted(attemptOf(cloud, written, { checkpoint: { ...once, path } }));
    const [saved] = savedIn(cloud.writes);
    assert.deepEqual([...namesIn(saved?.body ?? Buffer.alloc(0))].sort(), ['./', './-f x', './link']);
  });

  it('follows a link at its path', async () => {
    const script = 'mkdir /tmp/real\necho 1 >/tmp/real/x\nln -s real /tmp/checkpoint\nexit 1\n';
    await booted(attemptOf(cloud, script, { checkpoint: once }));
    assert.deepEqual(namesIn(savedIn(cloud.writes)[0]?.body ?? Buffer.alloc(0)), ['./', './x']);
  });

  it('is packed again if it changes in the meantime, and the log shows why that is a risk', async () => {
    // Of a folder that is never at rest, what could be read is saved.
    const script = `mkdir /tmp/checkpoint
(while :; do date +%N >/tmp/checkpoint/x; done) &
${waitFor(2)}kill $!
wait
`;
    const outcome = await booted(attemptOf(cloud, script, { checkpoint: folder }));
    assert.equal(status(), '0.succeeded.0');
    assert.ok(savedIn(cloud.writes).length >= 2);
    const log = await outcome.readVar('log/spawn/output.log');
    assert.equal(log.match(/\/tmp\/checkpoint changes while it is packed/g)?.length, 1, log);
  });

  it('is sent in parts where it is large, and never with parts of the one before', async () => {
    // The second upload to slot 1 fails after its first part; the last one has another content.
    let tries = 0;
    cloud.onPart = (number) => {
      tries += number === 1 ? 1 : 0;
      if (tries === 3 && number === 1)
        cloud.failing = { status: 400, times: 1, of: 'checkpoint/1?partNumber=2' };
    };
    const script = `for step in 1 2 3; do
  head -c 12000000 /dev/urandom >/tmp/checkpoint.new
  mv /tmp/checkpoint.new /tmp/checkpoint
  [ "$step" = 3 ] || until [ -e "/boot/saved-$step" ]; do sleep 0.1; done
done
until grep -q 'was not saved' /var/log/spawn/output.log; do sleep 0.1; done
head -c 12000000 /dev/urandom >/tmp/checkpoint.new
sha256sum </tmp/checkpoint.new >/tmp/result.sum
mv /tmp/checkpoint.new /tmp/checkpoint
exit 1
`;
    await booted(
      attemptOf(cloud, script, { checkpoint: folder, volumeSize: 100, results: ['/tmp/result*'] }),
      {
        environment: { SPAWN_LARGEST_PUT: '3000000' },
      },
    );
    assert.equal(status(), '0.failed.1');
    const saved = savedIn(cloud.writes);
    assert.deepEqual(
      saved.map(({ sequence }) => sequence),
      [1, 2, 3],
    );
    const content = contentOf(saved.at(-1)?.body ?? Buffer.alloc(0), './checkpoint');
    const sum = createHash('sha256').update(content).digest('hex');
    assert.match(cloud.objects().get(`${filesOf('test-1')}results/result.sum`) ?? '', new RegExp(`^${sum}`));
  });

  it('is saved where the script ignores that it is asked to end', async () => {
    const script = `#!/bin/sh
trap '' TERM
echo begun
number=0
while :; do
  number=$((number + 1))
  echo "$number" >/tmp/checkpoint.new && mv /tmp/checkpoint.new /tmp/checkpoint
  sleep 0.1
done
`;
    await booted(attemptOf(cloud, script, { checkpoint: once, spot: true }), noticeOnceBegun(100));
    assert.equal(status(), '0.interrupted.-');
    const saved = savedIn(cloud.writes);
    assert.equal(saved.length, 1);
    // It was ended 20 s after the notice, and has counted for as long.
    assert.match(fileIn(saved[0]?.body ?? Buffer.alloc(0), './checkpoint'), /^\d{2,}\n$/);
  });

  it('that the bucket refuses costs the run nothing but a sentence', async () => {
    cloud.failing = { status: 400, times: Number.POSITIVE_INFINITY, of: 'checkpoint' };
    const script = 'echo a >/tmp/checkpoint\necho b >/tmp/result.txt\nexit 4\n';
    const outcome = await booted(attemptOf(cloud, script, { checkpoint: folder }));
    assert.equal(status(), '0.failed.4');
    assert.deepEqual(keys(), []);
    assert.equal(cloud.objects().get(`${filesOf('test-1')}results/result.txt`), 'b\n');
    const log = await outcome.readVar('log/spawn/output.log');
    assert.equal(log.match(/the checkpoint was not saved: S3 answered 400/g)?.length, 1, log);
  });

  it('whose manifest is not stored keeps its number, so that the one before it stays', async () => {
    const script = `echo 1 >/tmp/checkpoint\n${waitFor(1)}echo 2 >/tmp/checkpoint\n${waitFor(2)}`;
    cloud.failing = { status: 400, times: 1, of: 'checkpoint/0.json' };
    await booted(attemptOf(cloud, script, { checkpoint: folder }));
    assert.deepEqual(keys(), [
      'checkpoint/1',
      'checkpoint/1.json',
      'checkpoint/0',
      'checkpoint/0',
      'checkpoint/0.json',
    ]);
    assert.deepEqual(
      savedIn(cloud.writes).map(({ sequence }) => sequence),
      [1, 2],
    );
  });

  it('does not fill the disk', async () => {
    const script = 'head -c 3000000 /dev/urandom >/tmp/checkpoint\nexit 2\n';
    const outcome = await booted(attemptOf(cloud, script, { checkpoint: folder }), { disk: 60_000_000 });
    assert.equal(status(), '0.failed.2');
    assert.deepEqual(keys(), []);
    assert.match(
      outcome.console,
      /the checkpoint was not saved: the disk has no space for a copy of 29\d\d KiB/,
    );
  });

  it('that takes longer than there is time is announced, and still tried', async () => {
    const script = `#!/bin/sh
trap 'echo 2 >/tmp/checkpoint; exit 0' TERM
echo 1 >/tmp/checkpoint
${waitFor(1)}sleep 0.2
echo 500 >/run/spawn/took
while :; do sleep 0.1; done
`;
    const outcome = await booted(attemptOf(cloud, script, { checkpoint: folder, spot: true }), {
      host: () => {
        const { onWrite } = cloud;
        cloud.onWrite = (write) => {
          onWrite(write);
          if (write.key.endsWith('checkpoint/1.json')) cloud.spotNotice = noticeIn(60);
        };
      },
    });
    assert.equal(status(), '0.interrupted.-');
    const log = await outcome.readVar('log/spawn/output.log');
    assert.match(log, /the last checkpoint took 500 s to save, and this instance ends in (?:5\d|60) s/);
    const saved = savedIn(cloud.writes);
    assert.equal(fileIn(saved.at(-1)?.body ?? Buffer.alloc(0), './checkpoint'), '2\n');
  });

  it('is given up in time to report that EC2 takes the instance back', async () => {
    cloud.failing = { status: 503, times: Number.POSITIVE_INFINITY, of: 'checkpoint' };
    const script = '#!/bin/sh\necho 1 >/tmp/checkpoint\necho begun\nwhile :; do sleep 0.1; done\n';
    const outcome = await booted(
      attemptOf(cloud, script, { checkpoint: once, spot: true }),
      noticeOnceBegun(14),
    );
    assert.equal(status(), '0.interrupted.-');
    assert.match(outcome.console, /no time to save the last checkpoint/);
    assert.match(cloud.objects().get(`${filesOf('test-1')}output.log`) ?? '', /no time to save/);
  });
});
