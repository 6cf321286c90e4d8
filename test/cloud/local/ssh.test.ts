import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeInstancesCommand,
  GetConsoleOutputCommand,
  ImportKeyPairCommand,
  ModifyInstanceAttributeCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { SendSSHPublicKeyCommand } from '@aws-sdk/client-ec2-instance-connect';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { openEngine } from '../../../src/aws/open';
import { knownHostLines } from '../../../src/engine/connect/known-hosts';
import { type SshTarget, sshArguments, sshOptions } from '../../../src/engine/connect/ssh';
import { openSshRoute } from '../../../src/engine/connect/ssh-route';
import { eventually, openCloud, type TestCloud } from './harness';

interface End {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

async function run(program: string, words: readonly string[], input: string | Buffer = ''): Promise<End> {
  const child = spawn(program, [...words], { stdio: 'pipe' });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code, out, err };
}

describe('ssh into instances of the local cloud', function () {
  this.timeout(90_000);
  let at: TestCloud;
  let ami: string;
  let folder: string;
  let group: string;
  let target: SshTarget;
  const inFolder = (name: string) => path.join(folder, name);

  before(async () => {
    at = await openCloud({ compute: 'processes', throttling: false });
    folder = await mkdtemp(path.join(tmpdir(), 'local-ssh-'));
    const name = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';
    ami = (await at.ssm.send(new GetParameterCommand({ Name: name }))).Parameter?.Value ?? '';
    for (const key of ['pair', 'pushed'])
      await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', inFolder(key)]);
    const PublicKeyMaterial = await readFile(inFolder('pair.pub'));
    await at.ec2.send(new ImportKeyPairCommand({ KeyName: 'pair', PublicKeyMaterial }));
    const made = await at.ec2.send(new CreateSecurityGroupCommand({ GroupName: 'ssh', Description: 'ssh' }));
    group = made.GroupId ?? '';
    await at.ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId: group,
        IpPermissions: [
          { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '127.0.0.0/8' }] },
        ],
      }),
    );
    target = await launch({ KeyName: 'pair', SecurityGroupIds: [group] });
  });
  after(async () => {
    await at.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** A running instance, with the host key that its console shows, as the engine would reach it with the key pair. */
  const launch = async (more: Partial<RunInstancesCommandInput>): Promise<SshTarget> => {
    const launched = await at.ec2.send(
      new RunInstancesCommand({
        MinCount: 1,
        MaxCount: 1,
        ImageId: ami,
        InstanceType: 't3.micro',
        ...more,
      }),
    );
    const instanceId = launched.Instances?.[0]?.InstanceId ?? '';
    const host = await eventually(async () => {
      const answer = await at.ec2.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }));
      const instance = answer.Reservations?.[0]?.Instances?.[0];
      return instance?.State?.Name === 'running' ? instance.PublicIpAddress : undefined;
    });
    const published = await eventually(async () => {
      const { Output = '' } = await at.ec2.send(new GetConsoleOutputCommand({ InstanceId: instanceId }));
      const shown = Buffer.from(Output, 'base64').toString();
      return shown.includes('-----END SSH HOST KEY KEYS-----') ? shown : undefined;
    });
    const knownHostsFile = inFolder(`known-${instanceId}`);
    await writeFile(knownHostsFile, `${knownHostLines(instanceId, published).join('\n')}\n`);
    const port = Number(new URL(at.cloud.endpoint).port);
    return { instanceId, host, port, user: 'ec2-user', identityFile: inFolder('pair'), knownHostsFile };
  };
  const batch = ['-o', 'BatchMode=yes', '-o', 'LogLevel=ERROR'];
  const ssh = (command: string, input?: string | Buffer, to: SshTarget = target): Promise<End> =>
    run('ssh', [...batch, ...sshArguments(to), command], input);
  const shell = (input: string, ...options: string[]): Promise<End> =>
    run('ssh', [...batch, ...options, ...sshArguments(target)], input);
  const remote = (file: string): string => `${target.user}@${target.host}:${file}`;
  const scp = (...words: string[]): Promise<End> =>
    run('scp', ['-q', ...batch, ...sshOptions(target), ...words]);

  it('runs a command as the user, with its streams and its exit code', async () => {
    const told = await ssh('echo "$USER $HOME $PWD"; cat; echo oops >&2; exit 7', 'from stdin');
    assert.deepEqual(told, {
      code: 7,
      out: 'ec2-user /home/ec2-user /home/ec2-user\nfrom stdin',
      err: 'oops\n',
    });
  });

  it('hands a command over as it is', async () => {
    const odd = `'a "b" $c \`d\` \\ ö\nline'`;
    assert.equal((await ssh(`printf %s ${odd}`)).out, odd.slice(1, -1));
  });

  it('passes bytes through both ways, also to a command that does not read them all', async () => {
    const bytes = randomBytes(3_000_000);
    assert.equal(
      (await ssh('cat >/tmp/bytes; cat /tmp/bytes | sha256sum; sha256sum </tmp/bytes', bytes)).out.split('\n')
        .length,
      3,
    );
    await writeFile(inFolder('bytes'), bytes);
    const { out } = await run('sha256sum', [inFolder('bytes')]);
    assert.equal((await ssh('sha256sum </tmp/bytes')).out.split(' ')[0], out.split(' ')[0]);
    assert.equal(
      (await ssh('head -c 10; head -c 1000000 /dev/zero', 'x'.repeat(3_000_000))).out.length,
      1_000_010,
    );
  });

  it('opens a terminal, in a login shell that reads the profile', async () => {
    const { code, out } = await shell(
      'shopt login_shell; tty; stty -a | head -1; echo "E=$SSL_CERT_FILE"; exit 5\n',
      '-tt',
    );
    assert.match(out, /login_shell\s+on/);
    assert.match(out, /^\/dev\/pts\/\d+\r$/m);
    assert.ok(out.includes('E=/etc/ssl/certs/ca-certificates.crt'), out);
    assert.equal(code, 5);
  });

  it('interrupts what runs in a terminal', async () => {
    const child = spawn('ssh', [...batch, '-tt', ...sshArguments(target)], { stdio: 'pipe' });
    let out = '';
    child.stdout.on('data', (piece: Buffer) => {
      out += piece.toString();
    });
    child.stdin.write('echo ready-$((1+1)); exec 9>/tmp/sleeping; sleep 1000\n');
    await eventually(async () => (out.includes('ready-2') ? true : undefined));
    await eventually(async () => ((await ssh('pgrep -x sleep')).code === 0 ? true : undefined));
    child.stdin.write('\u0003');
    child.stdin.write('echo interrupted-$?; exit 4\n');
    const [code] = await once(child, 'close');
    assert.match(out, /interrupted-130/);
    assert.equal(code, 4);
  });

  it('hangs up a terminal whose client is gone', async () => {
    const child = spawn('ssh', [...batch, '-tt', ...sshArguments(target), 'exec -a left-alone sleep 1000'], {
      stdio: 'pipe',
    });
    const running = () => ssh('pgrep -f "^left-alone" || true');
    await eventually(async () => ((await running()).out === '' ? undefined : true));
    child.kill('SIGKILL');
    await eventually(async () => ((await running()).out === '' ? true : undefined));
  });

  it('holds sessions to the limits and powers of the instance', async () => {
    const { out } = await ssh(
      'ulimit -u; grep CapBnd /proc/self/status; cat /proc/1/status | grep CapBnd; ls /home; ls -A /root',
    );
    const [processes, mine] = out.split('\n');
    assert.equal(processes, '1024');
    assert.match(mine ?? '', /^CapBnd:\s+00000000008400fb$/);
    assert.doesNotMatch(out, /\.ssh/);
  });

  for (const protocol of [[], ['-O']])
    it(`copies files and folders byte for byte with scp ${protocol.join('')}`, async () => {
      const name = `tree${protocol.length}`;
      await mkdir(inFolder(`${name}/a b/empty`), { recursive: true });
      const files = {
        'a b/ö $x.bin': randomBytes(1_500_000),
        'a b/zero': Buffer.alloc(0),
        '-odd': Buffer.from('odd\n'),
      };
      for (const [file, bytes] of Object.entries(files)) await writeFile(inFolder(`${name}/${file}`), bytes);
      await utimes(inFolder(`${name}/-odd`), 1_500_000_000, 1_500_000_000);
      const up = await scp(...protocol, '-r', '-p', inFolder(name), remote('/tmp'));
      assert.deepEqual(up, { code: 0, out: '', err: '' });
      const down = await scp(...protocol, '-r', '-p', remote(`/tmp/${name}`), inFolder(`back${name}`));
      assert.deepEqual(down, { code: 0, out: '', err: '' });
      for (const [file, bytes] of Object.entries(files))
        assert.ok(bytes.equals(await readFile(inFolder(`back${name}/${file}`))), file);
      assert.deepEqual(
        (await readdir(inFolder(`back${name}`), { recursive: true })).sort(),
        (await readdir(inFolder(name), { recursive: true })).sort(),
      );
      assert.equal((await stat(inFolder(`back${name}/-odd`))).mtimeMs, 1_500_000_000_000);
      const missing = await scp(...protocol, remote('/tmp/none'), inFolder('none'));
      assert.equal(missing.code, 1);
      assert.match(missing.err, /No such file/);
    });

  it('serves sftp: folders, links, renames, attributes, and refusals', async () => {
    await writeFile(inFolder('own'), 'own');
    await symlink('own', inFolder('link')).catch(() => undefined);
    const commands = [
      'cd /tmp',
      'mkdir made',
      `put ${inFolder('own')} made/one`,
      'chmod 640 made/one',
      'rename made/one made/two',
      'symlink two made/alias',
      'ls -1 made',
      `get made/alias ${inFolder('got')}`,
      'rm made/alias',
      'rm made/two',
      'rmdir made',
    ];
    const { code, out } = await run(
      'sftp',
      ['-q', '-b', '-', ...batch, ...sshOptions(target), `${target.user}@${target.host}`],
      commands.join('\n'),
    );
    assert.equal(code, 0, out);
    assert.deepEqual(
      out.split('\n').filter((line) => line.startsWith('made/')),
      ['made/alias', 'made/two'],
    );
    assert.equal(await readFile(inFolder('got'), 'utf8'), 'own');
    const refused = await run(
      'sftp',
      ['-q', '-b', '-', ...batch, ...sshOptions(target), `${target.user}@${target.host}`],
      'rmdir /tmp/none\n',
    );
    assert.equal(refused.code, 1);
  });

  it('accepts no one without a key that the instance has', async () => {
    const stranger = { ...target, identityFile: inFolder('pushed') };
    const denied = await ssh('true', '', stranger);
    assert.equal(denied.code, 255);
    assert.match(denied.err, /Permission denied \(publickey\)/);
    for (const user of ['root', 'nobody', 'nosuchuser'])
      assert.equal((await ssh('true', '', { ...target, user })).code, 255, user);
    await ssh('cat >>~/.ssh/authorized_keys', await readFile(inFolder('pushed.pub')));
    assert.equal((await ssh('true', '', stranger)).code, 0);
    await ssh('sed -i 2d ~/.ssh/authorized_keys');
    assert.equal((await ssh('true', '', stranger)).code, 255);
  });

  it('accepts a pushed key for a minute, only for its user and instance', async () => {
    const other = await launch({ SecurityGroupIds: [group] });
    const pushed = { ...other, identityFile: inFolder('pushed') };
    assert.equal((await ssh('true', '', pushed)).code, 255);
    await at.connect.send(
      new SendSSHPublicKeyCommand({
        InstanceId: other.instanceId,
        InstanceOSUser: 'ec2-user',
        SSHPublicKey: await readFile(inFolder('pushed.pub'), 'utf8'),
      }),
    );
    assert.equal((await ssh('true', '', pushed)).code, 0);
    assert.equal((await ssh('true', '', { ...pushed, user: 'root' })).code, 255);
    assert.equal((await ssh('true', '', { ...target, identityFile: inFolder('pushed') })).code, 255);
    at.cloud.control.advance(61_000);
    assert.equal((await ssh('true', '', pushed)).code, 255);
  });

  it('bears nonsense, cut connections and more of them than it takes', async () => {
    const knock = async (says: readonly (string | Buffer)[]) => {
      const socket = connect(target.port ?? 0, target.host);
      socket.on('error', () => undefined);
      const closed = new Promise((resolve) => socket.on('close', resolve));
      for (const piece of says) socket.write(piece);
      socket.resume();
      socket.end();
      await closed;
    };
    const hello = 'SSH-2.0-OpenSSH_9.9\r\n';
    const packet = (length: number, type: number) => {
      const bytes = randomBytes(64);
      bytes.writeUInt32BE(length);
      bytes[4] = 4;
      bytes[5] = type;
      return bytes;
    };
    const nonsense: (string | Buffer)[][] = [
      ['GET / HTTP/1.1\r\n\r\n'],
      ['x'.repeat(100_000)],
      [hello, randomBytes(100_000)],
      [hello, Buffer.alloc(100_000, 0xff)],
      ['SSH-1.5-old\r\n'],
      [],
      ...[20, 21, 30, 50, 80, 90, 98].map((type) => [hello, packet(60, type)]),
      ...[0, 1, 2 ** 31, 2 ** 32 - 1].map((length) => [hello, packet(length, 20)]),
    ];
    for (const says of nonsense) await knock(says);
    const crowd = Array.from({ length: 300 }, () => connect(target.port ?? 0, target.host));
    for (const socket of crowd) socket.on('error', () => undefined);
    await Promise.all(crowd.map((socket) => once(socket, 'connect')));
    for (const socket of crowd) socket.destroy();
    await eventually(async () => ((await ssh('true')).code === 0 ? true : undefined));
  });

  it('ends the sessions of an instance that ends', async () => {
    const ending = await launch({ KeyName: 'pair', SecurityGroupIds: [group] });
    const child = spawn('ssh', [...batch, ...sshArguments(ending), 'echo in; exec sleep 1000']);
    await once(child.stdout, 'data');
    await at.ec2.send(new TerminateInstancesCommand({ InstanceIds: [ending.instanceId] }));
    const [code] = await once(child, 'close');
    assert.notEqual(code, 0);
  });

  it('is reached by the engine, which opens the way itself', async () => {
    const { accessKeyId, endpoint, region, secretAccessKey } = at.cloud;
    const engine = openEngine({
      endpoint,
      region,
      credentials: { accessKeyId, secretAccessKey },
      sshPort: Number(new URL(endpoint).port),
      stateFolder: inFolder('state'),
    });
    try {
      const tags = [{ Key: 'spawn:managed', Value: 'true' }];
      const { instanceId } = await launch({ TagSpecifications: [{ ResourceType: 'instance', Tags: tags }] });
      const instance = (await engine.instances()).find(({ id }) => id === instanceId);
      assert.ok(instance !== undefined);
      const way = await openSshRoute(engine, instance, { folder: inFolder('login') });
      assert.equal(way.note, undefined);
      const words = [...batch, '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'];
      const told = await run('ssh', [...words, ...sshArguments(way.ssh), 'echo in']);
      assert.deepEqual(told, { code: 0, out: 'in\n', err: '' });
    } finally {
      engine.dispose();
    }
  });

  it('answers where the security groups let ssh in, and with the key that the instance shows', async () => {
    const shut = await launch({ KeyName: 'pair' });
    assert.equal((await ssh('true', '', shut)).code, 255);
    await at.ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: shut.instanceId, Groups: [group] }));
    assert.equal((await ssh('true', '', shut)).code, 0);
    const { knownHostsFile = '' } = target;
    const wrong = { ...shut, instanceId: target.instanceId, knownHostsFile };
    assert.match((await ssh('true', '', wrong)).err, /Host key verification failed/);
    await at.ec2.send(new StopInstancesCommand({ InstanceIds: [shut.instanceId] }));
    await eventually(async () => ((await ssh('true', '', shut)).err.includes('refused') ? true : undefined));
  });
});
