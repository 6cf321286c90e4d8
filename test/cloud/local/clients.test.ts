import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { build } from 'esbuild';
import { type Guests, guestsOf } from './guests';
import { openCloud, type TestCloud } from './harness';

/** A program of AWS's JavaScript SDK, which knows nothing of a local cloud. */
const sdkSource = `
const { GetObjectCommand, PutObjectCommand, S3Client } = require('@aws-sdk/client-s3');
const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts');
const region = 'us-east-1';
(async () => {
  const s3 = new S3Client({ region });
  await s3.send(new PutObjectCommand({ Bucket: 'clients', Key: 'js', Body: 'from JavaScript' }));
  const got = await s3.send(new GetObjectCommand({ Bucket: 'clients', Key: 'in' }));
  console.log('js: ' + (await got.Body.transformToString()));
  const { Arn } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
  console.log('js is: ' + Arn.split('/')[1]);
})();
`;

const pythonSource = `
import boto3
s3 = boto3.client("s3")
s3.put_object(Bucket="clients", Key="python", Body=b"from Python")
print("boto3: " + s3.get_object(Bucket="clients", Key="in")["Body"].read().decode())
print("boto3 listed:", [one["Key"] for one in s3.list_objects_v2(Bucket="clients", Prefix="i")["Contents"]])
print("boto3 is:", boto3.client("sts", region_name="us-east-1").get_caller_identity()["Arn"].split("/")[1])
`;

/** What pip installed with a current AWS CLI, for the Python that instances have, too. */
function currentPackages(): { readonly folder: string; readonly names: readonly string[] } | undefined {
  const look =
    'import awscli, os, sys; print(os.path.dirname(awscli.__path__[0])); print(sys.version_info[:2]); print(awscli.__version__)';
  const found = (program: string) => {
    try {
      return execFileSync(program, ['-c', look], { encoding: 'utf8', stdio: 'pipe' }).split('\n');
    } catch {
      return [];
    }
  };
  const [folder, version, awscli] = found('python3');
  const [, systemVersion, systemAwscli] = found('/usr/bin/python3');
  if (folder === undefined || version !== systemVersion || awscli === systemAwscli) return undefined;
  const wanted =
    /^(?:awscli|boto3|botocore|s3transfer|jmespath|colorama|docutils|rsa|pyasn1|urllib3|dateutil|yaml|_yaml)$|^six\.py$/;
  return { folder, names: readdirSync(folder).filter((name) => wanted.test(name)) };
}

describe('AWS clients, unmodified, in instances of the local cloud', function () {
  this.timeout(120_000);
  let at: TestCloud;
  let guests: Guests;

  before(async () => {
    const stateFolder = await mkdtemp(path.join(tmpdir(), 'local-cloud-'));
    const app = path.join(stateFolder, 'image', 'app');
    await mkdir(app, { recursive: true });
    await writeFile(path.join(app, 'client.py'), pythonSource);
    await build({
      stdin: { contents: sdkSource, resolveDir: process.cwd() },
      bundle: true,
      platform: 'node',
      mainFields: ['module', 'main'],
      outfile: path.join(app, 'client.js'),
    });
    at = await openCloud({ compute: 'processes', throttling: false, stateFolder });
    guests = guestsOf(at);
    await guests.makeRole('client', [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }]);
    for (const Bucket of ['clients', 'dotted.name']) await at.s3.send(new CreateBucketCommand({ Bucket }));
    await at.s3.send(new PutObjectCommand({ Bucket: 'clients', Key: 'in', Body: 'input' }));
  });
  after(() => at?.close());

  const run = (...lines: string[]) =>
    guests.outputOf(lines.join('\n'), { IamInstanceProfile: { Name: 'client' } });
  const stored = async (Key: string, Bucket = 'clients') =>
    (await at.s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();
  const lines = (output: string, start: RegExp) => output.split('\n').filter((line) => start.test(line));

  it('the AWS CLI of this computer, as root, by sudo, and as another user', async () => {
    const output = await run(
      'aws --version 2>&1 | sed "s/^/version: /"',
      'env | grep -c ^AWS_ENDPOINT_URL | sed "s/^/endpoints: /"',
      'aws s3 cp s3://clients/in /tmp/in >/dev/null && echo "root: $(cat /tmp/in)"',
      'echo from sudo | sudo aws s3 cp - s3://clients/sudo && echo "sudo: $?"',
      'su - ec2-user -c "echo from su | aws s3 cp - s3://clients/su" && echo "su: $?"',
      'echo dotted | aws s3 cp - s3://dotted.name/a/b && echo "dotted: $?"',
      'aws sts get-caller-identity --query Account --output text | sed "s/^/account: /"',
      'aws ec2 describe-instances 2>&1 | grep -o UnauthorizedOperation | sed "s/^/ec2: /"',
      'aws sqs list-queues 2>&1 | grep -o "no service called sqs" | sed "s/^/sqs: /"',
    );
    assert.deepEqual(
      lines(output, /^(root|sudo|su|dotted|account|endpoints|ec2|sqs): /),
      [
        'endpoints: 0',
        'root: input',
        'sudo: 0',
        'su: 0',
        'dotted: 0',
        'account: 000000000000',
        'ec2: UnauthorizedOperation',
        'sqs: no service called sqs',
      ],
      output,
    );
    assert.match(output, /^version: aws-cli\//m);
    assert.deepEqual(await Promise.all([stored('sudo'), stored('su'), stored('a/b', 'dotted.name')]), [
      'from sudo\n',
      'from su\n',
      'dotted\n',
    ]);
  });

  it('boto3 of this computer, also without any variable', async () => {
    const output = await run('env -i /usr/bin/python3 /app/client.py 2>&1');
    assert.deepEqual(
      lines(output, /^boto3/),
      ['boto3: input', "boto3 listed: ['in']", 'boto3 is: client'],
      output,
    );
    assert.equal(await stored('python'), 'from Python');
  });

  it('a current AWS CLI and boto3, as pip installs them, where this computer has them', async function () {
    const packages = currentPackages();
    if (packages === undefined) return this.skip();
    const venv = await mkdtemp(path.join(tmpdir(), 'current-'));
    execFileSync('/usr/bin/python3', ['-m', 'venv', '--without-pip', venv]);
    const lib = path.join(venv, 'lib');
    const [python = ''] = readdirSync(lib).filter((name) => name.startsWith('python3'));
    const site = path.join(lib, python, 'site-packages');
    for (const name of packages.names) execFileSync('cp', ['-r', path.join(packages.folder, name), site]);
    await writeFile(
      path.join(venv, 'bin', 'aws'),
      `#!/bin/sh\nexec '${venv}/bin/python3' -c 'import sys; from awscli.clidriver import main; sys.exit(main())' "$@"\n`,
      { mode: 0o755 },
    );
    execFileSync('chmod', ['-R', 'go+rX', venv]);
    const current = await openCloud({ compute: 'processes', throttling: false, environments: [venv] });
    try {
      const there = guestsOf(current);
      await there.makeRole('client', [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }]);
      await current.s3.send(new CreateBucketCommand({ Bucket: 'clients' }));
      await current.s3.send(new PutObjectCommand({ Bucket: 'clients', Key: 'in', Body: 'input' }));
      await writeFile(path.join(venv, 'client.py'), pythonSource);
      const output = await there.outputOf(
        [
          'aws --version 2>&1 | sed "s/^/version: /"',
          'aws s3 cp s3://clients/in - | sed "s/^/aws: /"; echo',
          `python3 '${venv}/client.py' 2>&1`,
        ].join('\n'),
        { IamInstanceProfile: { Name: 'client' } },
      );
      assert.deepEqual(
        lines(output, /^(?:aws|boto3)/),
        ['aws: input', 'boto3: input', "boto3 listed: ['in']", 'boto3 is: client'],
        output,
      );
      const [, minor] = /^version: aws-cli\/1\.(\d+)\./m.exec(output) ?? [];
      assert.ok(Number(minor) >= 29, output);
    } finally {
      await current.close();
      await rm(venv, { recursive: true, force: true });
    }
  });

  it('AWS’s SDK for JavaScript', async () => {
    const output = await run(`${process.execPath} /app/client.js 2>&1`);
    assert.deepEqual(lines(output, /^js/), ['js: input', 'js is: client'], output);
    assert.equal(await stored('js'), 'from JavaScript');
  });

  it('rclone', async () => {
    const output = await run(
      'export RCLONE_CONFIG_S_TYPE=s3 RCLONE_CONFIG_S_PROVIDER=AWS RCLONE_CONFIG_S_ENV_AUTH=true RCLONE_CONFIG_S_REGION=us-east-1',
      'echo from rclone >/tmp/rclone',
      'rclone copy --s3-no-check-bucket /tmp/rclone s:clients/tree 2>&1; echo "put: $?"',
      'rclone cat s:clients/in | sed "s/^/rclone: /"; echo',
    );
    assert.deepEqual(lines(output, /^(put|rclone)/), ['put: 0', 'rclone: input'], output);
    assert.equal(await stored('tree/rclone'), 'from rclone\n');
  });

  it('by variables if AWS’s own names aren’t available, with a replacement for an AWS CLI that is too old', async () => {
    const plain = await openCloud({ compute: 'processes', throttling: false, hostNames: false });
    try {
      const there = guestsOf(plain);
      await there.makeRole('client', [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }]);
      await plain.s3.send(new CreateBucketCommand({ Bucket: 'clients' }));
      const output = await there.outputOf(
        [
          'echo "endpoint: $AWS_ENDPOINT_URL"',
          'echo from a variable | aws s3 cp - s3://clients/x; echo "aws: $?"',
          'echo from sudo | sudo aws s3 cp - s3://clients/y; echo "sudo: $?"',
          'aws s3 ls s3://clients | wc -l | sed "s/^/listed: /"',
        ].join('\n'),
        { IamInstanceProfile: { Name: 'client' } },
      );
      assert.deepEqual(
        lines(output, /^(endpoint|aws|sudo|listed): /),
        [`endpoint: ${plain.cloud.endpoint}`, 'aws: 0', 'sudo: 0', 'listed: 2'],
        output,
      );
      assert.match(output, /^local cloud: AWS's own host names cannot be had in this instance \(/m);
    } finally {
      await plain.close();
    }
  });

  it('curl, by path, by virtual host, without TLS, and for names that are not AWS’s', async () => {
    const output = await run(
      'code() { curl -s -o /dev/null -w "%{http_code} %{ssl_verify_result}" "$@"; }',
      'echo "path: $(code https://s3.us-east-1.amazonaws.com/clients/in)"',
      'echo "virtual: $(env -i curl -s -o /dev/null -w "%{http_code}" https://clients.s3.amazonaws.com/in)"',
      'echo "plain: $(code http://clients.s3.us-east-1.amazonaws.com/in)"',
      'echo "metadata: $(code http://instance-data.ec2.internal/latest/meta-data/)"',
      'openssl s_client -connect ec2.eu-west-1.amazonaws.com:443 -no-CAfile -CApath /etc/ssl/certs </dev/null 2>&1 | grep -m 1 -o "return code: 0" | sed "s/^/folder: /"',
      'curl -sS https://pypi.org/ 2>&1 | sed "s/^/other: /"',
      'curl -sS --connect-to pypi.org:443:s3.amazonaws.com:443 https://pypi.org/ 2>&1 | grep -o "curl: (35)" | sed "s/^/posing: /"',
    );
    assert.deepEqual(
      lines(output, /^(path|virtual|plain|metadata|folder|other|posing): /),
      [
        'path: 403 0',
        'virtual: 403',
        'plain: 403 0',
        'metadata: 401 0',
        'folder: return code: 0',
        'other: curl: (6) Could not resolve host: pypi.org',
        'posing: curl: (35)',
      ],
      output,
    );
  });
});
