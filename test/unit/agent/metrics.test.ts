import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { agentParts } from '../../../src/agent/boot-script';
import { parseMetricPath } from '../../../src/agent/record';
import { SHELLS, type Shell } from './sandbox';

const agent = agentParts.find(({ name }) => name === 'metrics.sh')?.text ?? '';
/** Each shell with another awk. */
const awks = { dash: 'mawk', bash: 'gawk', busybox: 'busybox' } as const satisfies Record<Shell, string>;
const fixtures = resolve('test/fixtures/metrics');

/** What stands for the rest of the agent: `put` keeps objects in `bucket`, and fails while `refused` is set. */
const stub = `set -u
run=$PWD final='' zero=1000 began=1000 now=0 refused='' why=''
tick() { now=$((now + 15)); }
note() { echo "note: $*"; }
say() { echo "say: $*"; }
put() {
  if [ -n "$refused" ]; then why=refused; return 1; fi
  file=bucket/$(printf %s "\${1#run/}" | tr / _)
  if [ -e "$file" ]; then cmp "$file" "$2" && echo "again: $1"; fi
  mkdir -p bucket && cp "$2" "$file"
}
`;

describe('the metrics that the agent sends', function () {
  this.timeout(120_000);
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spawn-metrics-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** What a script prints that has read `metrics.sh`. */
  const run = async (shell: Shell, script: string): Promise<string> => {
    const programs = join(folder, 'bin');
    await rm(programs, { recursive: true, force: true });
    const [program, ...rest] = shell === 'busybox' ? ['busybox', 'sh'] : [shell];
    await mkdir(programs);
    await symlink(`/usr/bin/${awks[shell]}`, join(programs, 'awk'));
    const { stderr, stdout } = spawnSync(program ?? '', [...rest, '-c', `${stub}${agent}${script}`], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, PATH: `${programs}:${process.env['PATH']}` },
      maxBuffer: 100_000_000,
    });
    assert.equal(stderr, '');
    return stdout;
  };
  /** The records of every chunk, in the order of their keys. */
  const chunks = async (): Promise<Readonly<Record<string, readonly unknown[]>>> => {
    const names = (await readdir(join(folder, 'bucket')).catch(() => [])).sort();
    const found: Record<string, readonly unknown[]> = {};
    for (const name of names) {
      const path = name.replaceAll('_', '/');
      assert.ok(parseMetricPath(path) !== undefined, path);
      const text = gunzipSync(await readFile(join(folder, 'bucket', name))).toString();
      found[path.slice('metrics/'.length)] = text
        .split('\n')
        .slice(0, -1)
        .map((line): unknown => JSON.parse(line));
    }
    return found;
  };
  const numbers = async (shell: Shell, kind: string, file: string): Promise<readonly unknown[]> => {
    const text = await run(shell, `: >before; numbers ${kind} before after <'${join(fixtures, file)}'`);
    return text
      .split('\n')
      .slice(0, -1)
      .map((line): unknown => JSON.parse(line));
  };

  for (const shell of SHELLS) {
    describe(`in ${shell} with ${awks[shell]}`, () => {
      it('are read from the files of training frameworks', async () => {
        assert.deepEqual(await numbers(shell, 'csv', 'keras.csv'), [
          {
            _line: 1,
            epoch: 0,
            accuracy: 0.8215333223342896,
            loss: 0.5029811263084412,
            val_accuracy: 0.855400025844574,
            val_loss: 0.4073,
          },
          { epoch: 1, accuracy: 0.8653500080108643, loss: null },
        ]);
        assert.deepEqual(await numbers(shell, 'csv', 'lightning.csv'), [
          { _line: 1, epoch: 0, step: 49, train_loss: 0.6931471824645996 },
          { epoch: 0, step: 99, val_loss: 0.551 },
          { epoch: 1, step: 99, train_loss: 1e-7 },
        ]);
        assert.deepEqual(await numbers(shell, 'csv', 'ultralytics-padded.csv'), [
          { _line: 1, epoch: 0, 'train/box_loss': 1.2341, 'metrics/mAP50(B)': 0.00123, 'lr/pg0': 0.003333 },
          { epoch: 1, 'train/box_loss': 1.102, 'metrics/mAP50(B)': 0.0312, 'lr/pg0': 6.6667e-5 },
        ]);
        assert.deepEqual(await numbers(shell, 'csv', 'ultralytics.csv'), [
          {
            _line: 1,
            epoch: 1,
            time: 12.4021,
            'train/box_loss': 1.2341,
            'metrics/mAP50(B)': 0.00123,
            'lr/pg0': 0.003333,
          },
          {
            epoch: 2,
            time: 20.1,
            'train/box_loss': 1.102,
            'metrics/mAP50(B)': 0.0312,
            'lr/pg0': 6.6667e-5,
          },
        ]);
        assert.deepEqual(await numbers(shell, 'csv', 'fastai.csv'), [
          { _line: 1, epoch: 0, train_loss: 0.64321, valid_loss: 0.512345, accuracy: 0.801234 },
        ]);
        assert.deepEqual(await numbers(shell, 'csv', 'baselines3.csv'), [
          { _line: 1, 'time/iterations': 1, 'rollout/ep_rew_mean': 21.5, 'time/fps': 1504 },
          { 'time/iterations': 2, 'rollout/ep_rew_mean': 25.25, 'time/fps': 1300, 'train/loss': 0.0123 },
        ]);
        assert.deepEqual(await numbers(shell, 'csv', 'semicolon.csv'), [
          { _line: 1, epoch: 0, 'val "a"': 1 },
          { epoch: 1, loss: 0.4, 'val "a"': 2 },
        ]);
        assert.deepEqual(await numbers(shell, 'json', 'llama-factory.jsonl'), [
          {
            _line: 1,
            current_steps: 5,
            total_steps: 100,
            loss: 1.2345,
            lr: 5e-5,
            epoch: 0.05,
            percentage: 5,
          },
          { current_steps: 10, total_steps: 100, eval_loss: null, epoch: 0.1, percentage: 10 },
        ]);
        assert.deepEqual(await numbers(shell, 'json', 'trainer.jsonl'), [
          { _line: 1, loss: 0.7123, grad_norm: 2.5, learning_rate: 4.95e-5, epoch: 0.1, step: 10 },
          { eval_loss: 0.61, eval_accuracy: 0.75, eval_runtime: 1.2, epoch: 0.5, step: 50 },
          { train_runtime: 12.3, train_loss: 0.55, epoch: 1, step: 100, total_flos: 1.5e17 },
        ]);
        assert.deepEqual(await numbers(shell, 'json', 'nested.jsonl'), [
          { _line: 1, step: 1, 'train.loss': 0.5 },
        ]);
      });

      it('are whole lines, each in one chunk that is never written again', async () => {
        const said = await run(
          shell,
          `go() { ship f json m.jsonl; }
printf '{"loss":1}\\n{"loss":2}\\n{"lo' >m.jsonl; go; go
printf 'ss":3}\\n' >>m.jsonl; go
refused=1; echo '{"loss":4}' >>m.jsonl; go; echo '{"loss":5}' >>m.jsonl; go; refused=''; go; go; go
printf '{"loss":6}' >>m.jsonl; go; final=1; go; go`,
        );
        assert.equal(said, '');
        assert.deepEqual(await chunks(), {
          'f0001/000000.1000.1015.jsonl.gz': [{ _line: 1, loss: 1 }, { loss: 2 }],
          'f0001/000001.1015.1030.jsonl.gz': [{ _line: 3, loss: 3 }],
          'f0001/000002.1030.1045.jsonl.gz': [{ _line: 4, loss: 4 }],
          'f0001/000003.1045.1060.jsonl.gz': [{ _line: 5, loss: 5 }],
          'f0001/000004.1060.1075.jsonl.gz': [{ _line: 6, loss: 6 }],
        });
      });

      it('begin anew with a file that is written anew, also with another header', async () => {
        await run(
          shell,
          `go() { ship f csv m.csv; }
printf 'step,a\\n1,1\\n2,2\\n' >m.csv; go
printf 'a,b,step\\n1,,1\\n2,,2\\n3,9,3\\n' >m.csv; go
printf '4,8,4\\n' >>m.csv; go
printf 'a,b,step\\n' >m.csv; go; printf '7,7,7\\n' >>m.csv; go`,
        );
        assert.deepEqual(await chunks(), {
          'f0001/000000.1000.1015.jsonl.gz': [
            { _line: 1, step: 1, a: 1 },
            { step: 2, a: 2 },
          ],
          'f0002/000000.1015.1030.jsonl.gz': [
            { _line: 1, a: 1, step: 1 },
            { a: 2, step: 2 },
            { a: 3, b: 9, step: 3 },
          ],
          'f0002/000001.1030.1045.jsonl.gz': [{ _line: 4, a: 4, b: 8, step: 4 }],
          'f0003/000000.1060.1075.jsonl.gz': [{ _line: 1, a: 7, b: 7, step: 7 }],
        });
      });

      it('take pairs from the command, and say once what can not be kept', async () => {
        const said = await run(
          shell,
          `printf '1010\\tstep=3\\tloss=.41\\n1011\\tloss=nan\\n1012\\tloss=high\\n' >s; ship s said s
printf '1013\\tloss=low\\n1014\\ta=b=2\\n' >>s; ship s said s`,
        );
        assert.equal(
          said,
          'note: metrics: 1 lines of s hold no numbers that can be read, such as: 1012\tloss=high\n',
        );
        assert.deepEqual(await chunks(), {
          's0001/000000.1000.1015.jsonl.gz': [
            { _line: 1, step: 3, loss: 0.41, _time: 1010 },
            { loss: null, _time: 1011 },
          ],
          's0001/000001.1015.1030.jsonl.gz': [{ _line: 5, 'a=b': 2, _time: 1014 }],
        });
      });

      it('keep 200 names, 100,000 lines, and of more every tenth', async () => {
        const said = await run(
          shell,
          `i=0; text='{'; while [ $i -lt 250 ]; do text="$text\\"k$i\\":$i,"; i=$((i + 1)); done
printf '%s"z":1}\\n' "$text" >m.jsonl; final=1; ship f json m.jsonl; ship f json m.jsonl
awk 'BEGIN { for (i = 2; i <= 100100; i++) print "{\\"k0\\":" i "}" }' >>m.jsonl; ship f json m.jsonl`,
        );
        const name = 'm.jsonl';
        assert.equal(
          said,
          `note: metrics: ${name} has more than 200 names; the first 200 are kept\n` +
            `note: metrics: ${name} has more than 100,000 lines; from here every 10th is kept, and every 100th after 1,000,000\n`,
        );
        const all = Object.values(await chunks()).flat();
        assert.equal(Object.keys(all[0] ?? {}).length, 201);
        assert.equal(all.length, 100_010);
        assert.deepEqual(all.slice(-2), [
          { _line: 100_090, k0: 100_090 },
          { _line: 100_100, k0: 100_100 },
        ]);
      });

      it('survive what is no text: long lines, NUL, bytes, deep JSON', async () => {
        await run(
          shell,
          `{ head -c 5000000 /dev/zero | tr '\\000' x; echo; printf 'a\\000b\\n\\377\\376\\n'
head -c 20000 /dev/zero | tr '\\000' '['; echo; head -c 20000 /dev/zero | tr '\\000' '{'; echo
echo '{"loss":1}'; } >m.jsonl; final=1; ship f json m.jsonl >/dev/null; ship f json m.jsonl >/dev/null`,
        );
        assert.deepEqual(
          Object.values(await chunks()).map((records) => records.map((one) => JSON.stringify(one))),
          [['{"_line":7,"loss":1}']],
        );
      });
    });
  }
});
