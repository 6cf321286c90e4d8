import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { done, type Machine, newMachine } from './spawn';

const sweepFile = `name: no-bucket
defaults:
  instance_type: t3.micro
  ttl: 30m
  on_complete: keep
  user_data: |
    #!/bin/bash
    mkdir -p /tmp/results/deep
    printf '{"score": %s}' "$VALUE" >/tmp/results/result.json
    head -c 300000 /dev/urandom >"/tmp/results/deep/some data.bin"
    sha256sum "/tmp/results/deep/some data.bin" | cut -c 1-64 >/tmp/result-hash.txt
    echo "value $VALUE"
    [ "$VALUE" != 2 ] || exit 3
params:
  - { name: one, value: 1 }
  - { name: two, value: 2 }
`;

interface Status {
  readonly runs: readonly {
    readonly name: string;
    readonly state: string;
    readonly exit_code?: number | null;
  }[];
}

interface Collected {
  readonly files: number;
  readonly unchanged: number;
  readonly runs: number;
  readonly notes: readonly string[];
}

describe('a sweep without a bucket, in the local cloud, by ssh and scp as they are', function () {
  this.timeout(180_000);
  let machine: Machine;
  before(async () => {
    machine = await newMachine();
    await machine.write('sweep.yaml', sweepFile);
  });
  after(() => machine.dispose());

  const local = ['--provider', 'local', '--bucket', 'none'];
  const collect = async (id: string): Promise<Collected> =>
    JSON.parse(
      done(await machine.spawn('collect-results', id, '--output', 'out', '--json', ...local)).stdout,
    );
  const status = async (id: string): Promise<Status> =>
    JSON.parse(done(await machine.spawn('status', id, '--json', ...local)).stdout);

  it('works from end to end: launched, run, collected while it is running, known afterwards', async () => {
    const words = ['launch', '--param-file', 'sweep.yaml', '--json', '--wait', ...local];
    const launched = await machine.spawn(...words);
    assert.equal(launched.code, 1, 'one of its runs fails');
    assert.match(launched.stderr, /has no bucket\. Only this machine has its record/);
    const { sweep_id: id } = JSON.parse(launched.stdout);

    const first = await collect(id);
    assert.deepEqual([first.files, first.runs, first.notes], [8, 2, []]);
    assert.deepEqual(
      (await status(id)).runs.map(({ exit_code, name, state }) => [name, state, exit_code]),
      [
        ['one', 'succeeded', 0],
        ['two', 'failed', 3],
      ],
    );
    const kept = join(machine.folder, 'state/spawn/local/client/known-hosts', id);
    assert.equal((await readdir(kept)).length, 2, 'both hosts were held to the keys on their console');
    const again = await collect(id);
    assert.deepEqual([again.files, again.unchanged, again.runs], [0, 8, 2]);

    const text = (file: string): Promise<string> => readFile(join(machine.folder, 'out', file), 'utf8');
    assert.match(await text('two/output.log'), /^value 2$/m);
    assert.equal(await text('one/result.json'), '{"score": 1}');
    const data = await readFile(join(machine.folder, 'out/one/deep/some data.bin'));
    assert.equal(createHash('sha256').update(data).digest('hex'), (await text('one/result-hash.txt')).trim());
    assert.match(await text('results.csv'), /^name,value,state.*score/);

    done(await machine.spawn('cancel', id, '--yes', ...local));
    assert.deepEqual(
      (await status(id)).runs.map(({ state }) => state),
      ['succeeded', 'failed'],
    );
  });
});
