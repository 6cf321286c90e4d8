import assert from 'node:assert/strict';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { done, type Machine, newMachine } from '../cloud/cli/spawn';
import { clientsOf } from '../cloud/local/harness';

const samples = path.resolve(__dirname, '../../../samples');

describe('the tutorial at a terminal, with a local cloud of containers', function () {
  this.timeout(900_000);
  let machine: Machine;
  let s3: ReturnType<typeof clientsOf>['s3'];
  const local = ['--provider', 'local'];

  before(async () => {
    machine = await newMachine({
      XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] ?? path.join(process.env['HOME'] ?? '/root', '.cache'),
    });
    // Its script expects this of the machine image.
    const app = path.join(machine.folder, 'state', 'spawn', 'local', 'image', 'app');
    await mkdir(app, { recursive: true });
    await writeFile(
      path.join(app, 'process.py'),
      'import sys\nopen(sys.argv[2], "w").write(open(sys.argv[1]).read().upper())\n',
    );
    const started = done(await machine.spawn('local', 'start', '--compute', 'container', '--json'));
    assert.equal(JSON.parse(started.stdout).compute, 'container');
    for (const file of ['simple-sweep.yaml', 'ml-sweep.yaml', 'batch-sweep.yaml'])
      await copyFile(path.join(samples, file), path.join(machine.folder, file));
    const env = JSON.parse(done(await machine.spawn('local', 'env', '--json')).stdout);
    s3 = clientsOf({
      endpoint: env.AWS_ENDPOINT_URL,
      region: env.AWS_REGION,
      accessKeyId: env.AWS_ACCESS_KEY_ID,
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
    }).s3;
    for (const Bucket of ['my-ml-results', 'my-data-bucket'])
      await s3.send(new CreateBucketCommand({ Bucket }));
  });
  after(async () => {
    s3.destroy();
    await machine.dispose();
  });

  /** Launches, waits, collects; the folder with what came. @param code how collecting ends: 1 where no run left results */
  const run = async (file: string, runs: number, code = 0): Promise<string> => {
    const words = ['launch', '--param-file', file, '--wait', '--yes', '--json', ...local];
    const launched = JSON.parse(done(await machine.spawn(...words)).stdout);
    assert.deepEqual(
      launched.runs.map(({ state }: { readonly state: string }) => state),
      Array.from({ length: runs }, () => 'succeeded'),
    );
    const folder = path.join(machine.folder, `out-${file}`);
    const collected = await machine.spawn('collect-results', launched.sweep_id, '--output', folder, ...local);
    assert.equal(collected.code, code, collected.stderr);
    return folder;
  };

  it('reports that another kind of instances requires a restart', async () => {
    const { code, stderr } = await machine.spawn('local', 'start', '--compute', 'process');
    assert.equal(code, 1);
    assert.match(stderr, /Stop it first/);
  });

  it('the simple one', async () => {
    const folder = await run('simple-sweep.yaml', 3);
    const texts = await Promise.all(
      [1, 2, 3].map((n) => readFile(path.join(folder, `test-${n}`, 'result.txt'), 'utf8')),
    );
    assert.deepEqual(texts, ['Result: 20\n', 'Result: 40\n', 'Result: 60\n']);
  });

  it('the ML one, with a copy in a bucket of the user’s', async () => {
    const file = path.join(machine.folder, 'ml-sweep.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace('# results_bucket:', 'results_bucket:'));
    const folder = await run('ml-sweep.yaml', 9);
    const names = (await readdir(folder)).filter((name) => name.startsWith('lr-'));
    assert.equal(names.length, 9);
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'my-ml-results' }));
    assert.deepEqual(Contents.map(({ Key }) => Key).sort(), names.map((name) => `${name}.json`).sort());
  });

  it('the batch one, by Debian’s AWS CLI in the containers', async () => {
    for (const n of ['001', '002', '003'])
      await s3.send(
        new PutObjectCommand({ Bucket: 'my-data-bucket', Key: `input/data-${n}.csv`, Body: `row ${n}` }),
      );
    await run('batch-sweep.yaml', 3, 1);
    const copy = await s3.send(
      new GetObjectCommand({ Bucket: 'my-data-bucket', Key: 'output/data-002.csv' }),
    );
    assert.equal(await copy.Body?.transformToString(), 'ROW 002');
  });
});
