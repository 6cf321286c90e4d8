import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agentParts } from '../../../src/agent/boot-script';
import { logPartKey, logPartSize, parseLogPartKey } from '../../../src/agent/record';
import { SHELLS, type Shell } from './sandbox';

const agent = agentParts.find(({ name }) => name === 'log.sh')?.text ?? '';

/** Stands in for the network: what is put is in `bucket`, and a line of key and size is printed. */
const stub = `set -u
run=$PWD log=$PWD/output.log bucket_url=http://127.0.0.1 refused=''
mkdir bucket
put() {
  size_put=$(($(wc -c <"$2")))
  [ "$1" != "$refused" ] || return 1
  echo "$1 $size_put"
  [ "$size_put" -gt 30000000 ] || cp "$2" "bucket/\${1##*/}"
}
step() { measure_log; send_log_parts; }
more() { dd if=/dev/urandom bs="$1" count=1 2>/dev/null >>"$log"; }
`;

describe('the log that the agent sends', function () {
  this.timeout(120_000);
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spawn-log-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Runs a script with the agent's functions; what was put, in order. */
  const puts = (shell: Shell, script: string): readonly { key: string; size: number }[] => {
    const [program, ...rest] = shell === 'busybox' ? ['busybox', 'sh'] : [shell];
    const { stderr, stdout } = spawnSync(program ?? '', [...rest, '-c', `${stub}${agent}${script}`], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 100_000,
    });
    assert.equal(stderr, '');
    return stdout.split('\n').flatMap((line) => {
      const [key, size] = line.split(' ');
      return key === undefined || size === undefined ? [] : [{ key, size: Number(size) }];
    });
  };
  const joined = async (): Promise<Buffer> => {
    const names = (await readdir(join(folder, 'bucket'))).filter((name) => name !== 'output.log').sort();
    return Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, 'bucket', name)))));
  };
  const log = (): Promise<Buffer> => readFile(join(folder, 'output.log'));
  const again = async (): Promise<void> => {
    await rm(folder, { recursive: true, force: true });
    folder = await mkdtemp(join(tmpdir(), 'spawn-log-'));
  };
  const part = (number: number): string => logPartKey('run/', number * logPartSize);

  for (const shell of SHELLS) {
    it(`is 20 MB in parts, each full one sent once and never more than 1 MiB of the rest (${shell})`, async () => {
      // 40 uploads of the first ten minutes, 50 of the rest of an hour.
      const all = puts(
        shell,
        `i=0; while [ $i -lt 90 ]; do more $((i < 40 ? 83333 : 333333)); step; i=$((i + 1)); done; echo end 0; upload_log`,
      );
      const end = all.findIndex(({ key }) => key === 'end');
      const [parts, last] = [all.slice(0, end), all.slice(end + 1)];
      const size = (await log()).length;
      assert.equal(size, 40 * 83_333 + 50 * 333_333);
      assert.ok((await joined()).equals(await log()));
      assert.deepEqual(last, [{ key: 'run/output.log', size }]);
      const full = parts.filter((one) => one.size === logPartSize).map(({ key }) => key);
      assert.deepEqual(
        full,
        Array.from({ length: Math.floor(size / logPartSize) }, (_, number) => part(number)),
      );
      assert.ok(
        parts.every(({ key }) => parseLogPartKey(`x/spawn-instance=y/${key.slice(4)}`) !== undefined),
      );
      const sent = parts.reduce((sum, one) => sum + one.size, 0);
      assert.ok(sent < size + 90 * logPartSize * 0.6, `${sent} bytes`);
    });

    it(`continues after a failed upload, and waits for the end if the script has emptied the log (${shell})`, async () => {
      const all = puts(
        shell,
        `more 1500000; refused=${part(1)}; step || echo failed -1
refused=''; more 1000000; step; (step); more 5; step
: >"$log"; more 7; step; upload_log`,
      );
      assert.deepEqual(all, [
        { key: part(0), size: logPartSize },
        { key: 'failed', size: -1 },
        { key: part(1), size: logPartSize },
        { key: part(2), size: 2_500_000 - 2 * logPartSize },
        { key: part(2), size: 2_500_000 - 2 * logPartSize },
        { key: part(2), size: 2_500_005 - 2 * logPartSize },
        { key: 'run/output.log', size: 7 },
      ]);
    });

    it(`stays in parts where it is too large for one object (${shell})`, async () => {
      const gibibyte = 1024 ** 3;
      assert.deepEqual(puts(shell, `truncate -s ${gibibyte} "$log"; upload_log`), [
        { key: 'run/output.log', size: gibibyte },
      ]);
      await again();
      assert.deepEqual(
        puts(shell, `truncate -s ${gibibyte + 1} "$log"; echo 1023 >"$run/logged"; upload_log`),
        [
          { key: part(1023), size: logPartSize },
          { key: part(1024), size: 1 },
        ],
      );
    });
  }
});
