import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { logPartKey, parseStatusKey } from '../../../src/agent/record';
import { filesKeyOf, type RecordAccess, tableObjectOf, userDataOf } from '../../../src/plan/plan';
import { FakeCloud } from './fake-cloud';
import { boot, SHELLS } from './sandbox';
import { filesOf, planOf, ROLE_ID, runOf, stateIn, targetOf, userDataFor, WRITER } from './sweeps';

const RUN = filesOf('test-1');

describe('what reaches the bucket', function () {
  this.timeout(60_000);
  let cloud: FakeCloud;
  beforeEach(async () => {
    cloud = await new FakeCloud().open();
  });
  afterEach(() => cloud.close());

  /** Names and texts below the results of the run. */
  const results = (files = RUN): Readonly<Record<string, string>> =>
    Object.fromEntries(
      [...cloud.objects()]
        .filter(([key]) => key.startsWith(`${files}results/`))
        .map(([key, body]) => [key.slice(`${files}results/`.length), body]),
    );

  const log = (files = RUN): string => cloud.objects().get(`${files}output.log`) ?? '';
  const status = (writer = WRITER): string => stateIn(cloud.writes.at(-1)?.key ?? '', writer);

  it('is by default /tmp/result* and everything under /tmp/results, with names as they are', async () => {
    const script = `#!/bin/bash
mkdir -p '/tmp/results/deep er/日本' /tmp/result-dir /tmp/other
echo 1 >/tmp/result.txt
echo 2 >'/tmp/results.json'
echo 3 >'/tmp/results/deep er/日本/a+b &?#%20=;,.csv'
echo 4 >/tmp/result-dir/x
echo 5 >/tmp/other/no
echo 6 >"/tmp/results/quote\\"'\\\\back"
echo 7 >$'/tmp/results/new\\nline'
echo 8 >'/tmp/results/-n'
echo 9 >'/tmp/results/[x]{1,2}*'
echo 10 >/tmp/results/.hidden
mkfifo /tmp/results/pipe
ln -s /tmp/other/no /tmp/results/link
ln -s /nowhere /tmp/results/dangling
ln -s .. /tmp/results/loop
: >/tmp/results/empty
`;
    const expected = {
      'result.txt': '1\n',
      'results.json': '2\n',
      'deep er/日本/a+b &?#%20=;,.csv': '3\n',
      'result-dir/x': '4\n',
      'quote"\'\\back': '6\n',
      'new\nline': '7\n',
      '-n': '8\n',
      '[x]{1,2}*': '9\n',
      '.hidden': '10\n',
      link: '5\n',
      empty: '',
    };
    for (const shell of SHELLS) {
      cloud.writes.length = 0;
      const outcome = await boot(userDataFor(cloud, script), cloud, { shell });
      assert.deepEqual(results(), expected, outcome.console);
      assert.deepEqual(cloud.refusals, []);
      assert.equal(log(), '');
    }
  });

  it('follows the globs of results, each file once', async () => {
    const script = `#!/bin/sh
mkdir -p /tmp/plots/a/b /tmp/x/sub /tmp/y "/tmp/with space" out
echo 1 >/tmp/plots/p.png; echo 2 >/tmp/plots/a/q.png; echo 3 >/tmp/plots/a/b/r.png; echo 4 >/tmp/plots/a/b/s.txt
echo 5 >/tmp/x/same.json; echo 6 >/tmp/y/same.json; echo 7 >"/tmp/with space/f 1.txt"
echo 8 >out/here.txt; echo 9 >/tmp/x/sub/deep; echo 10 >~ec2-user/mine; echo 11 >'/tmp/$(id)'
`;
    const patterns = [
      '/tmp/plots/*.png',
      '/tmp/plots/**/*.png',
      '/tmp/x',
      '/tmp/y/same.json',
      '/tmp/with space/*.txt',
      'out/*.txt',
      '~/mine',
      '/tmp/$(id)',
      '/tmp/nothing*',
    ];
    const outcome = await boot(userDataFor(cloud, script, { results: patterns }), cloud);
    const sent = cloud.writes.filter(({ key }) => key.includes('/results/'));
    assert.deepEqual(
      sent.map(({ body }) => Number(body.toString())).sort((a, b) => a - b),
      [1, 2, 3, 5, 6, 7, 8, 9, 10, 11],
      outcome.console,
    );
    assert.deepEqual(results(), {
      'p.png': '1\n',
      'q.png': '2\n',
      'r.png': '3\n',
      'x/same.json': '5\n',
      'same.json': '6\n',
      'f 1.txt': '7\n',
      'here.txt': '8\n',
      'x/sub/deep': '9\n',
      mine: '10\n',
      '$(id)': '11\n',
    });
  });

  it('keeps two files of one name apart, and no name leaves the folder', async () => {
    const script = `#!/bin/sh
mkdir -p /tmp/a /tmp/b /tmp/results/sub
echo 1 >/tmp/a/m.json; echo 2 >/tmp/b/m.json; echo 3 >/tmp/outside; echo 4 >/tmp/results/sub/in
cd /tmp/results/sub
spored upload /tmp/a/m.json /tmp/b/m.json ../../outside ../sub/in /tmp/results/../outside
echo 5 >/tmp/a/m.json
spored upload /tmp/a/m.json
mkdir -p /tmp/c/d && echo 6 >/tmp/c/six && echo 7 >/tmp/c/d/seven && cd /tmp/c/d && spored upload .. .
ln -s /tmp/c/d /tmp/results/folder && spored upload /tmp/c/d/../../c/d/
spored upload /tmp/missing; echo "code $?"
`;
    await boot(userDataFor(cloud, script, { results: ['/tmp/none'] }), cloud);
    assert.deepEqual(results(), {
      'm.json': '5\n',
      'b/m.json': '2\n',
      outside: '3\n',
      'sub/in': '4\n',
      'c/six': '6\n',
      'c/d/seven': '7\n',
      'd/seven': '7\n',
    });
    assert.match(log(), /\/tmp\/missing is not a file/);
    assert.match(log(), /^code 1$/m);
  });

  it('waits for a role that is not known yet, and for a bucket that is busy', async () => {
    cloud.withoutCredentials = 1;
    cloud.failing = { status: 503, times: 1 };
    await boot(userDataFor(cloud, 'echo 1 >/tmp/result.txt\n'), cloud);
    assert.deepEqual(results(), { 'result.txt': '1\n' });
    assert.equal(status(), '0.succeeded.0');
  });

  it('requests a new token of the metadata service when its own has expired', async () => {
    cloud.tokenUses = 3;
    await boot(userDataFor(cloud, 'echo 1 >/tmp/result.txt\n', { spot: true }), cloud);
    assert.deepEqual(results(), { 'result.txt': '1\n' });
    assert.equal(status(), '0.succeeded.0');
  });

  it('gets over a clock that is a day wrong', async () => {
    cloud.skew = -86_400_000;
    await boot(userDataFor(cloud, 'echo 1 >/tmp/result.txt\n'), cloud);
    assert.deepEqual(results(), { 'result.txt': '1\n' });
    assert.equal(status(), '0.succeeded.0');
  });

  it('reports why the bucket cannot be reached', async () => {
    cloud.failing = { status: 404, times: 1000 };
    const outcome = await boot(userDataFor(cloud, 'echo 1 >/tmp/result.txt\n', { ttlSeconds: 20 }), cloud);
    assert.match(
      await outcome.readVar('log/spawn/output.log'),
      /^spored: \/tmp\/result.txt was not uploaded: S3 answered 404 SlowDown No\.\s*$/m,
    );
    assert.match(await outcome.readVar('lib/spawn/report.json'), /"state":"succeeded"/);
    assert.deepEqual(outcome.shutdowns.at(-1), '-h now');
  });

  it('sends the log in parts while the script runs, then whole, and nothing of it after that', async () => {
    const script = `#!/bin/sh
echo first
until [ -e /boot/seen ]; do sleep 0.1; done
echo last
`;
    const form = (kind: string) => ({ Policy: `p"o\\licy of ${kind}` });
    const { access, proof, target } = targetOf(cloud);
    const byForm: RecordAccess = {
      proof,
      target: { ...target, write: 'post' },
      access: { by: 'post', forms: { 0: { status: form('status'), run: form('runs') } }, fileUrls: {} },
    };
    for (const [record, files] of [
      [{ access, proof, target }, RUN],
      [byForm, filesOf('test-1', 'spawn-instance=form:0.1')],
    ] as const) {
      cloud.writes.length = 0;
      await boot(userDataOf(planOf(1), [runOf(0, { userData: script })], record), cloud, {
        host: (touch) => {
          cloud.onWrite = ({ key }) => {
            if (key === logPartKey(files, 0)) touch('seen');
          };
        },
      });
      assert.deepEqual(
        cloud.writes.filter(({ key }) => key.includes('log')).map(({ key, body }) => [key, body.toString()]),
        [
          [logPartKey(files, 0), 'first\n'],
          [`${files}output.log`, 'first\nlast\n'],
        ],
      );
    }
  });

  it('uses its own presigned forms without a role, one for the status and one for the rest', async () => {
    cloud.withoutCredentials = Number.POSITIVE_INFINITY;
    const form = (kind: string) => ({
      Policy: `p"o\\licy of ${kind}`,
      'X-Amz-Signature': 'abc',
      success: '@/etc/passwd',
    });
    const { proof, target } = targetOf(cloud);
    const record: RecordAccess = {
      proof,
      target: { ...target, write: 'post' },
      access: { by: 'post', forms: { 0: { status: form('status'), run: form('runs') } }, fileUrls: {} },
    };
    const script =
      '#!/bin/sh\nmkdir -p /tmp/results/status\necho 1 >"/tmp/results/status/a;b,c \\"q\\" é.txt"\necho hi\n';
    const files = filesOf('test-1', 'spawn-instance=form:0.1');
    for (const shell of SHELLS) {
      cloud.writes.length = 0;
      const data = userDataOf(planOf(1), [runOf(0, { userData: script })], record);
      const outcome = await boot(data, cloud, { shell });
      assert.deepEqual(results(files), { 'status/a;b,c "q" é.txt': '1\n' }, outcome.console);
      assert.equal(log(files), 'hi\n');
      assert.equal(status('spawn-instance=form:0.1'), '0.succeeded.0');
    }
  });

  it('asks STS who it is where the role is not one that Spawn may look at', async () => {
    const { proof, target } = targetOf(cloud);
    cloud.userId = `${ROLE_ID}:i-0abc123def4567890`;
    for (const shell of SHELLS) {
      cloud.writes.length = 0;
      const record: RecordAccess = { proof, target, access: { by: 'role', stsUrl: cloud.address } };
      const run = runOf(0, { userData: '#!/bin/sh\necho 1 >/tmp/result.txt\n' });
      const outcome = await boot(userDataOf(planOf(1), [run], record), cloud, { shell });
      assert.deepEqual(results(), { 'result.txt': '1\n' }, outcome.console);
      assert.equal(status(), '0.succeeded.0');
    }
  });

  it('names the owner that the bucket must have, and shows by which call it was launched', async () => {
    await boot(userDataFor(cloud, 'echo 1 >/tmp/result.txt\n'), cloud);
    assert.deepEqual(new Set(cloud.expectedOwners), new Set(['123456789012']));
    assert.equal(cloud.writes.at(-1)?.key.split('.').at(-1), 'fedcba9876543210');
  });

  it('carries no secret in the arguments of a process, nor in the log', async () => {
    const script = `#!/bin/sh
(while :; do for f in /proc/[0-9]*/cmdline; do tr '\\0' ' ' <$f; echo; done 2>/dev/null; done) >/tmp/result.args &
watcher=$!
echo 1 >/tmp/results.json
for i in 1 2 3; do spored upload /tmp/results.json; done
kill $watcher
`;
    await boot(userDataFor(cloud, script), cloud);
    const seen = results()['result.args'] ?? '';
    assert.match(seen, /curl -q -sS -i/);
    for (const text of [seen, log()]) assert.doesNotMatch(text, /se\/cr|to\/ken|token-\d|Signature=/);
  });

  it('survives a full disk, and reports it', async () => {
    const script = `#!/bin/sh
echo 1 >/tmp/result.txt
mkdir -p /var/tmp
cat /dev/zero >/var/tmp/full 2>/dev/null
for i in 1 2 3 4 5 6 7 8 9 10; do echo "line $i of what is printed when the disk is full"; done
exit 5
`;
    const outcome = await boot(userDataFor(cloud, script), cloud, { disk: 4_000_000 });
    assert.equal(status(), '0.failed.5');
    assert.deepEqual(results(), { 'result.txt': '1\n' });
    assert.match(outcome.console, /^line 10 of what/m);
    assert.match(log(), /spored: the disk was full/);
  });

  it('unpacks files before the script starts, by role or by a presigned address', async () => {
    const archive = gzipSync(tarOf('train.py', 'print(1)\n'));
    const sha256 = createHash('sha256').update(archive).digest('hex');
    const key = `sweeps/sweep-ml-20260127-101500/files/${sha256}.tar.gz`;
    cloud.readable.set(key, archive).set('files', archive);
    const run = runOf(0, { userData: '#!/bin/sh\ncat train.py\npwd\n', files: ['train.py'] });
    for (const url of [undefined, `${cloud.address}/presigned/files`]) {
      cloud.writes.length = 0;
      const files = filesKeyOf(['train.py']);
      const { access, proof, target } = targetOf(cloud);
      const form = { Policy: 'p"o\\licy of runs' };
      const record: RecordAccess = {
        proof,
        target: {
          ...target,
          files: { [files]: { sha256 } },
          ...(url === undefined ? {} : { write: 'post' }),
        },
        access:
          url === undefined
            ? access
            : {
                by: 'post',
                forms: { 0: { status: { Policy: 'p"o\\licy of status' }, run: form } },
                fileUrls: { [files]: url },
              },
      };
      const writer = url === undefined ? WRITER : 'spawn-instance=form:0.1';
      await boot(userDataOf(planOf(1), [run], record), cloud);
      assert.equal(log(filesOf('test-1', writer)), 'print(1)\n/home/ec2-user/spawn\n');
      assert.equal(status(writer), '0.succeeded.0');
    }
  });

  it('has names that S3 takes, whatever the file is called', async () => {
    const long = 'ü'.repeat(120);
    const script = `#!/bin/bash
mkdir -p /tmp/results && cd /tmp/results
echo 1 >$'\\xff\\xfe.bin'; echo 2 >$'caf\\xc3\\xa9 \\xe2\\x98\\x83.txt'; echo 3 >$'latin\\xe9.txt'; echo 4 >$'half\\xc3 \\xa9'
echo 5 >$'surrogate\\xed\\xa0\\x80'; echo 6 >$'\\xf0\\x9f\\x8e\\x89'; echo 7 >$'overlong\\xc0\\xaf'; echo 8 >$'high\\xf4\\x90\\x80\\x80'
for i in 1 2 3 4; do mkdir ${long} && cd ${long}; done; echo 9 >deep.txt; echo 10 >deep2.txt
`;
    await boot(userDataFor(cloud, script, { results: ['/tmp/results/**'] }), cloud);
    const found = new Map(
      [...cloud.objects()].flatMap(([key, body]) => {
        const name = key.split('/results/')[1];
        assert.ok(Buffer.byteLength(key) < 1024);
        return name === undefined ? [] : [[Number(body), name] as const];
      }),
    );
    assert.deepEqual(cloud.refusals, []);
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6, 7, 8].map((number) => found.get(number)),
      [
        '%FF%FE.bin',
        'café ☃.txt',
        'latin%E9.txt',
        'half%C3%20%A9',
        'surrogate%ED%A0%80',
        '🎉',
        'overlong%C0%AF',
        'high%F4%90%80%80',
      ],
    );
    assert.match(found.get(9) ?? '', /^[0-9a-f]{64}-.*deep\.txt$/);
    assert.match(found.get(10) ?? '', /^[0-9a-f]{64}-.*deep2\.txt$/);
    assert.match(log(), /\.bin is kept as %FF%FE\.bin: its name is too long for S3, or not UTF-8/);
  });

  it('is counted where S3 refuses it, and tried again while the instance is kept for it', async () => {
    // Not the log or the host key, which other processes send in the meantime.
    cloud.failing = { status: 404, times: 2, of: '/results/' };
    const script = 'mkdir /tmp/results; for i in 1 2 3; do echo $i >/tmp/results/$i.txt; done\n';
    await boot(userDataFor(cloud, script, { results: ['/tmp/results/**'], onComplete: 'terminate' }), cloud);
    assert.deepEqual(results(), { '1.txt': '1\n', '2.txt': '2\n', '3.txt': '3\n' });
    const statuses = cloud.writes.flatMap(({ key }) => parseStatusKey(planOf(1).sweepId, key) ?? []);
    assert.deepEqual(
      statuses.map(({ remains, state }) => [state, remains]),
      [
        ['succeeded', { unsent: 2, uncollected: 0, processes: 0 }],
        ['succeeded', { unsent: 0, uncollected: 0, processes: 0 }],
      ],
    );
    assert.match(log(), /^spored: 2 results were not uploaded; they are still on this instance$/m);
    assert.match(log(), /^spored: this instance is kept for 600 s more: collect its results in that time$/m);
    // Sent once each but for those that had failed.
    assert.equal(cloud.writes.filter(({ key }) => key.includes('/results/')).length, 3);
  });

  it('takes a file that has travelled for a result only once it has changed', async () => {
    const archive = gzipSync(tarOf('results.csv', 'of an earlier sweep\n'));
    const sha256 = createHash('sha256').update(archive).digest('hex');
    cloud.readable.set(`sweeps/sweep-ml-20260127-101500/files/${sha256}.tar.gz`, archive);
    const { target, ...access } = targetOf(cloud);
    const record = { ...access, target: { ...target, files: { [filesKeyOf(['results.csv'])]: { sha256 } } } };
    for (const [script, wanted] of [
      ['mkdir -p outputs/b; echo new >outputs/b/a.txt', { 'b/a.txt': 'new\n' }],
      ['echo more >>results.csv', { 'results.csv': 'of an earlier sweep\nmore\n' }],
    ] as const) {
      cloud.writes.length = 0;
      const run = runOf(0, {
        userData: `#!/bin/sh\n${script}\n`,
        files: ['results.csv'],
        results: ['/tmp/result*', '/tmp/results/**', 'result*', 'outputs/**'],
      });
      await boot(userDataOf(planOf(1), [run], record), cloud);
      assert.deepEqual(results(), wanted);
    }
  });

  it('go in parts where one request cannot hold them, and continue where they broke off', async () => {
    for (const shell of SHELLS) {
      cloud.writes.length = 0;
      cloud.parts.length = 0;
      // The third part fails, once.
      cloud.onPart = (number) => {
        if (number !== 2) return;
        cloud.onPart = () => undefined;
        cloud.failing = { status: 503, times: 1 };
      };
      const script =
        'head -c 17000000 /dev/urandom >/tmp/result.bin; sha256sum </tmp/result.bin >/tmp/result.sum\n';
      await boot(userDataFor(cloud, script, { volumeSize: 100, results: ['/tmp/result*'] }), cloud, {
        shell,
        environment: { SPAWN_LARGEST_PUT: '3000000' },
      });
      const sent =
        cloud.writes.find(({ key }) => key.endsWith('/results/result.bin'))?.body ?? Buffer.alloc(0);
      assert.equal(sent.length, 17_000_000);
      const sum = createHash('sha256').update(sent).digest('hex');
      assert.match(results()['result.sum'] ?? '', new RegExp(`^${sum}`));
      assert.deepEqual(cloud.parts, [1, 2, 3, 4]);
      assert.equal(cloud.refusals.filter((each) => each.includes('partNumber=3')).length, 1);
      cloud.refusals.length = 0;
    }
  });

  it('fetches a table that user data had no room for', async () => {
    const noise = randomBytes(30_000).toString('base64');
    const { access, proof, target } = targetOf(cloud);
    const record: RecordAccess = { access, proof, target: { ...target, tables: true } };
    const runs = [0, 1].map((index) =>
      runOf(index, { userData: '#!/bin/sh\necho "$NOISE" | wc -c\n', ttlSeconds: 600 }, { noise }),
    );
    for (const [launchIndex, members] of [
      [0, runs.slice(0, 1)],
      [0, runs],
    ] as const) {
      cloud.writes.length = 0;
      cloud.launchIndex = launchIndex;
      const table = tableObjectOf(planOf(2), members, record);
      assert.ok(table !== undefined);
      cloud.readable.set(table.key, Buffer.from(table.body));
      await boot(userDataOf(planOf(2), members, record), cloud);
      assert.equal(log(), '40001\n');
      assert.equal(status(), '0.succeeded.0');
    }
  });

  it('does not start a script whose files are damaged', async () => {
    const sha256 = 'ab'.repeat(32);
    cloud.readable.set(`sweeps/sweep-ml-20260127-101500/files/${sha256}.tar.gz`, Buffer.from('no archive'));
    const run = runOf(0, { userData: '#!/bin/sh\necho started\n', files: ['train.py'] });
    const { access, proof, target } = targetOf(cloud);
    const record: RecordAccess = { access, proof, target: { ...target, files: { 'train.py': { sha256 } } } };
    await boot(userDataOf(planOf(1), [run], record), cloud);
    assert.match(log(), /^spored: failed: the files of this sweep arrived damaged/);
    assert.doesNotMatch(log(), /^started/m);
    assert.equal(status(), '0.failed.-');
  });
});

/** A tar archive of one file (POSIX ustar). */
function tarOf(name: string, content: string): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        0', 148);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
  body.write(content);
  return Buffer.concat([header, body, Buffer.alloc(1024)]);
}
