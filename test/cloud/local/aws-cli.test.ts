import assert from 'node:assert/strict';
import { type ExecFileException, execFile, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openCloud, type TestCloud } from './harness';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Each AWS CLI of this computer, whichever comes first on the PATH: `aws-cli/2.9.19` → its program. */
function commandLines(): ReadonlyMap<string, string> {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/bin'];
  const files = folders.map((folder) => path.join(folder, 'aws')).filter((file) => existsSync(file));
  return new Map(
    [...new Set(files.map((file) => realpathSync(file)))].map((file) => {
      const { stdout, stderr } = spawnSync(file, ['--version'], { encoding: 'utf8' });
      return [/^aws-cli\/[\d.]+/.exec(stdout || stderr)?.[0] ?? file, file];
    }),
  );
}

for (const [name, program] of commandLines())
  describe(`${name} against the local cloud`, function () {
    this.timeout(300_000);
    let at: TestCloud;
    let folder: string;

    before(async () => {
      at = await openCloud();
      folder = await mkdtemp(path.join(tmpdir(), 'local-cloud-cli-'));
      // Version 1 presigns by Signature Version 2 unless told otherwise.
      await mkdir(path.join(folder, '.aws'));
      await writeFile(path.join(folder, '.aws', 'config'), '[default]\ns3 =\n  signature_version = s3v4\n');
    });
    after(async () => {
      await at?.close();
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    });

    /** `--endpoint-url` rather than a variable, which older versions do not know. */
    const aws = (...words: string[]): Promise<Ran> =>
      new Promise((resolve) => {
        const env = {
          PATH: process.env['PATH'],
          HOME: folder,
          AWS_ACCESS_KEY_ID: at.cloud.accessKeyId,
          AWS_SECRET_ACCESS_KEY: at.cloud.secretAccessKey,
          AWS_DEFAULT_REGION: at.cloud.region,
          AWS_EC2_METADATA_DISABLED: 'true',
          AWS_PAGER: '',
          PYENV_ROOT: process.env['PYENV_ROOT'],
        };
        execFile(
          program,
          ['--endpoint-url', at.cloud.endpoint, ...words],
          { env, maxBuffer: 64 * 1024 * 1024 },
          (error: ExecFileException | null, out, err) =>
            resolve({
              code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1,
              out,
              err,
            }),
        );
      });
    const json = async (...words: string[]) => {
      const ran = await aws(...words, '--output', 'json');
      assert.equal(ran.code, 0, ran.err);
      return ran.out === '' ? {} : JSON.parse(ran.out);
    };
    const sha = async (file: string) =>
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex');
    const image = () =>
      json(
        'ssm',
        'get-parameter',
        '--name',
        '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
      );

    it('launches, describes, tags and terminates', async () => {
      const who = await json('sts', 'get-caller-identity');
      assert.equal(who.Account, '000000000000');
      const ami = (await image()).Parameter.Value;
      const launch = [
        'ec2',
        'run-instances',
        '--image-id',
        ami,
        '--instance-type',
        't3.micro',
        '--count',
        '2',
      ];
      const dry = await aws(...launch, '--dry-run');
      assert.notEqual(dry.code, 0);
      assert.match(dry.err, /\(DryRunOperation\)/);
      const launched = await json(
        ...launch,
        '--tag-specifications',
        'ResourceType=instance,Tags=[{Key=k,Value=v}]',
      );
      const ids = launched.Instances.map((instance: { InstanceId: string }) => instance.InstanceId);
      await aws('ec2', 'create-tags', '--resources', ...ids, '--tags', 'Key=Name,Value=n');
      const found = await json(
        'ec2',
        'describe-instances',
        '--filters',
        'Name=tag:Name,Values=n',
        '--query',
        'Reservations[].Instances[].[InstanceId,InstanceType]',
      );
      assert.deepEqual(found.sort(), ids.map((id: string) => [id, 't3.micro']).sort());
      const ended = await json('ec2', 'terminate-instances', '--instance-ids', ...ids);
      assert.deepEqual(
        new Set(
          ended.TerminatingInstances.map((one: { CurrentState: { Name: string } }) => one.CurrentState.Name),
        ),
        new Set(['shutting-down']),
      );
      const wrong = await aws('ec2', 'terminate-instances', '--instance-ids', 'i-00000000000000000');
      assert.match(wrong.err, /\(InvalidInstanceID.NotFound\)/);
    });

    it('makes roles and instance profiles', async () => {
      await json(
        'iam',
        'create-role',
        '--role-name',
        'r',
        '--assume-role-policy-document',
        '{"Version":"2012-10-17","Statement":[]}',
      );
      await json(
        'iam',
        'put-role-policy',
        '--role-name',
        'r',
        '--policy-name',
        'p',
        '--policy-document',
        '{"Version":"2012-10-17","Statement":[]}',
      );
      const policy = await json('iam', 'get-role-policy', '--role-name', 'r', '--policy-name', 'p');
      assert.deepEqual(policy.PolicyDocument, { Version: '2012-10-17', Statement: [] });
      const again = await aws(
        'iam',
        'create-role',
        '--role-name',
        'r',
        '--assume-role-policy-document',
        '{"Statement":[]}',
      );
      assert.match(again.err, /\(EntityAlreadyExists\)/);
    });

    it('knows prices and quotas, and takes a key for Instance Connect', async () => {
      const filter = 'Type=TERM_MATCH,Field=instanceType,Value=t3.micro';
      const products = await json(
        'pricing',
        'get-products',
        '--service-code',
        'AmazonEC2',
        '--filters',
        filter,
      );
      assert.match(products.PriceList[0], /"USD":\s?"0\.0104/);
      const quota = await json(
        'service-quotas',
        'get-service-quota',
        '--service-code',
        'ec2',
        '--quota-code',
        'L-1216C47A',
      );
      assert.equal(quota.Quota.Value, 5000);
      const sent = await aws(
        ...['ec2-instance-connect', 'send-ssh-public-key', '--instance-id', 'i-00000000000000000'],
        ...[
          '--instance-os-user',
          'ec2-user',
          '--availability-zone',
          'us-east-1a',
          '--ssh-public-key',
          `ssh-ed25519 ${'A'.repeat(68)}`,
        ],
      );
      assert.match(sent.err, /\(EC2InstanceNotFoundException\)/);
    });

    it('copies a file of 200 MB there and back, byte for byte', async () => {
      assert.equal((await aws('s3', 'mb', 's3://big')).code, 0);
      const file = path.join(folder, 'big.bin');
      const block = randomBytes(1024 * 1024);
      await writeFile(file, Buffer.concat(Array.from({ length: 200 }, () => block)));
      const up = await aws('s3', 'cp', '--only-show-errors', file, 's3://big/a b/ü.bin');
      assert.deepEqual([up.code, up.err], [0, '']);
      const down = await aws('s3', 'cp', '--only-show-errors', 's3://big/a b/ü.bin', `${file}.back`);
      assert.deepEqual([down.code, down.err], [0, '']);
      assert.equal(await sha(`${file}.back`), await sha(file));
    });

    it('syncs more files than a page holds, lists them and removes them', async () => {
      assert.equal((await aws('s3', 'mb', 's3://many')).code, 0);
      const from = path.join(folder, 'from');
      await mkdir(path.join(from, 'sub dir'), { recursive: true });
      const names = Array.from({ length: 1100 }, (_, index) =>
        index % 2 === 0 ? `f${index}` : path.join('sub dir', `g+${index}&.txt`),
      );
      for (const name of names) await writeFile(path.join(from, name), name);
      const up = await aws('s3', 'sync', '--only-show-errors', from, 's3://many/in');
      assert.deepEqual([up.code, up.err], [0, '']);
      const listed = await aws('s3', 'ls', '--recursive', '--summarize', 's3://many/in/');
      assert.match(listed.out, /Total Objects: 1100/);
      const top = await aws('s3', 'ls', 's3://many/in/');
      assert.match(top.out, /PRE sub dir\//);
      const to = path.join(folder, 'to');
      const down = await aws('s3', 'sync', '--only-show-errors', 's3://many/in', to);
      assert.deepEqual([down.code, down.err], [0, '']);
      const back = (await readdir(to, { recursive: true, withFileTypes: true })).filter((entry) =>
        entry.isFile(),
      );
      assert.equal(back.length, names.length);
      for (const name of names) assert.equal(await readFile(path.join(to, name), 'utf8'), name);
      const again = await aws('s3', 'sync', from, 's3://many/in');
      assert.deepEqual([again.code, again.out], [0, '']);
      const removed = await aws('s3', 'rm', '--recursive', '--quiet', 's3://many/in');
      assert.equal(removed.code, 0, removed.err);
      assert.equal((await aws('s3', 'rb', 's3://many')).code, 0);
    });

    it('copies between keys and presigns', async () => {
      await aws('s3', 'mb', 's3://signed');
      await writeFile(path.join(folder, 'small'), 'small');
      await aws('s3', 'cp', path.join(folder, 'small'), 's3://signed/one');
      const copied = await aws('s3', 'cp', 's3://signed/one', 's3://signed/two');
      assert.equal(copied.code, 0, copied.err);
      const url = (await aws('s3', 'presign', 's3://signed/two')).out.trim();
      assert.equal(await (await fetch(url)).text(), 'small');
      assert.equal((await fetch(`${url.slice(0, -2)}00`)).status, 403);
    });
  });
