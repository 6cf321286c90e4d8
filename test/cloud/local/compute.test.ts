import assert from 'node:assert/strict';
import {
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeInstancesCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { designRole } from '../../../src/aws/iam/role';
import { accountId } from '../../../src/local/state/credentials';
import { ami, type Guests, guestsOf } from './guests';
import { eventually, openCloud, type TestCloud } from './harness';

describe('instances of the local cloud', function () {
  this.timeout(60_000);
  let at: TestCloud;
  let guests: Guests;
  before(async () => {
    at = await openCloud({ compute: 'processes', throttling: false });
    guests = guestsOf(at);
    await at.s3.send(new CreateBucketCommand({ Bucket: 'results' }));
    await at.s3.send(new CreateBucketCommand({ Bucket: 'elsewhere' }));
  });
  after(() => at.close());

  const imds = [
    'imds=http://169.254.169.254/latest',
    "token=$(curl -sf -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' $imds/api/token)",
    'get() { curl -s -H "X-aws-ec2-metadata-token: $token" "$imds/$1"; }',
  ].join('\n');

  it('runs user data as root, and ends by its own shutdown', async () => {
    const [id = ''] = await guests.launch('#!/bin/bash\necho "I am $(id -un) in $PWD"; shutdown -h now');
    const gone = await guests.inState(id, 'terminated');
    assert.equal(gone.StateReason?.Code, 'Client.InstanceInitiatedShutdown');
    assert.match(await guests.consoleOf(id), /I am root in \//);
  });

  it('lets a script that ends its instance finish', async () => {
    const [id = ''] = await guests.launch('#!/bin/bash\nshutdown -h now\nsleep 1\necho "the last line"\n');
    await guests.inState(id, 'terminated');
    assert.match(await guests.consoleOf(id), /the last line/);
  });

  it('identifies each instance of a batch, with tokens only', async () => {
    const script = `#!/bin/sh\n${imds}\necho "index=$(get meta-data/ami-launch-index) id=$(get meta-data/instance-id) tag=$(get meta-data/tags/instance/k) zone=$(get meta-data/placement/availability-zone) bare=$(curl -s -o /dev/null -w '%{http_code}' $imds/meta-data/)"\npoweroff\n`;
    const ids = await guests.launch(script, {
      MinCount: 2,
      MaxCount: 2,
      Placement: { AvailabilityZone: 'us-east-1b' },
      MetadataOptions: { InstanceMetadataTags: 'enabled' },
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'k', Value: 'v w' }] }],
    });
    const told: string[] = [];
    for (const id of ids) {
      await guests.inState(id, 'terminated');
      told.push(...((await guests.consoleOf(id)).match(/index=.*/g) ?? []));
    }
    assert.deepEqual(
      told.sort(),
      ids.map((id, index) => `index=${index} id=${id} tag=v w zone=us-east-1b bare=401`),
    );
  });

  it('shows an instance its tags as they are changed while it runs', async () => {
    const script = `#!/bin/sh\n${imds}\nurl=meta-data/tags/instance/spawn:expires-at\necho "before=$(get $url)"\nuntil [ "$(get $url)" = later ]; do sleep 0.1; done\necho after=$(get $url)\nuntil get $url | grep -q '404 - Not Found'; do sleep 0.1; done\necho gone\npoweroff\n`;
    const [id = ''] = await guests.launch(script, {
      MetadataOptions: { InstanceMetadataTags: 'enabled' },
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'spawn:expires-at', Value: 'soon' }] }],
    });
    const Resources = [id];
    await guests.says(id, 'before=soon');
    const Tags = [{ Key: 'spawn:expires-at', Value: 'later' }];
    await at.ec2.send(new CreateTagsCommand({ Resources, Tags }));
    await guests.says(id, 'after=later');
    await at.ec2.send(new DeleteTagsCommand({ Resources, Tags: [{ Key: 'spawn:expires-at' }] }));
    await guests.inState(id, 'terminated');
    assert.match(await guests.consoleOf(id), /^gone$/m);
  });

  it('hides the host: its homes, its keys, its environment, its processes and its network', async () => {
    process.env['SECRET_OF_THE_HOST'] = 'leaked';
    const output = await guests.outputOf(
      [
        'echo "homes: $(ls /home | tr "\\n" " ")"',
        'echo "root: $(ls -A /root)."',
        'echo "tmp: $(ls -A /tmp)."',
        'echo "env: $(env | grep -c SECRET_OF_THE_HOST)"',
        'echo "processes: $(ls /proc | grep -c "^[0-9]")" ',
        'echo "shadow: $(cat /etc/shadow /run/local-cloud/host-etc/shadow 2>/dev/null | wc -c)"',
        'touch /usr/bin/x 2>/dev/null && echo "usr is writable"',
        'echo hi >/etc/motd && echo hi >/usr/local/bin/own && echo hi >/var/x && echo "etc, usr/local and var are writable"',
        `curl -s --max-time 2 http://198.51.100.1/ && echo reached; (echo >/dev/tcp/10.0.0.1/22) 2>/dev/null && echo reached`,
        'echo "signed: $(curl -s -o /dev/null -w "%{http_code}" https://s3.us-east-1.amazonaws.com/results/x)"',
        `echo "control: $(curl -s -o /dev/null -w "%{http_code}" ${at.cloud.endpoint}/_spawn/health)"`,
      ].join('\n'),
    );
    const lines = output
      .split('\n')
      .filter((line) => /^(homes|root|tmp|env|shadow|usr|etc|reached|signed|control)/.test(line));
    assert.deepEqual(lines, [
      'homes: ec2-user ',
      'root: .',
      'tmp: .',
      'env: 0',
      'shadow: 0',
      'etc, usr/local and var are writable',
      'signed: 403',
      'control: 404',
    ]);
    assert.ok(Number(/processes: (\d+)/.exec(output)?.[1]) < 15, output);
  });

  it('gives a clean login to su, which reads the profile', async () => {
    const output = await guests.outputOf(
      [
        'echo "export LOGIN=\'it is\'" >/etc/profile.d/x.sh',
        'export LOST=lost',
        `su - ec2-user -c 'echo "su: $HOME $USER $PWD $LOGIN \${LOST-clean}"'`,
        `sudo -u ec2-user sh -c 'echo "sudo: $HOME"'`,
        'chown ec2-user:ec2-user /home/ec2-user && echo "chown: fine"',
      ].join('\n'),
    );
    assert.deepEqual(output.match(/^(su|sudo|chown): .*/gm), [
      'su: /home/ec2-user ec2-user /home/ec2-user it is clean',
      'sudo: /home/ec2-user',
      'chown: fine',
    ]);
  });

  it('lets yum and apt-get succeed for existing packages, and reports missing ones', async () => {
    const output = await guests.outputOf(
      'yum install -y curl && echo "curl: $?"; dnf -y install no-such-package; echo "none: $?"; apt-get update && apt-get install -y bash && echo apt: $?',
    );
    assert.match(output, /curl: 0/);
    assert.match(output, /not on this computer: no-such-package/);
    assert.match(output, /none: 1/);
    assert.match(output, /apt: 0/);
  });

  it('allows an instance to write what its role allows, and nothing else', async () => {
    await guests.makeRole('writer', [
      { Effect: 'Allow', Action: ['s3:PutObject'], Resource: 'arn:aws:s3:::results/sweeps/*' },
      { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::results/in/*' },
      { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::results' },
    ]);
    await at.s3.send(new PutObjectCommand({ Bucket: 'results', Key: 'in/a b+c.txt', Body: 'input' }));
    const output = await guests.outputOf(
      [
        'aws s3 cp "s3://results/in/a b+c.txt" /tmp/got && echo "got: $(cat /tmp/got)"',
        'head -c 100000 /dev/zero >/tmp/big; aws s3 cp /tmp/big "s3://results/sweeps/ö 1.bin" && echo "put: $?"',
        'echo from stdin | aws s3 cp - s3://results/sweeps/stdin && echo "stdin: $?"',
        'aws s3 cp /tmp/got s3://results/other; echo "other: $?"',
        'aws s3 cp /tmp/got s3://elsewhere/x; echo "elsewhere: $?"',
        'echo "list: $(aws s3 ls s3://results/sweeps/ | wc -l)"',
        imds,
        'keys=$(get meta-data/iam/security-credentials/writer); key() { echo "$keys" | sed -n "s/.*\\"$1\\" : \\"\\(.*\\)\\".*/\\1/p; s/.*\\"$1\\": \\"\\(.*\\)\\".*/\\1/p"; }',
        'echo "ec2: $(curl -s -o /dev/null -w "%{http_code}" --aws-sigv4 aws:amz:us-east-1:ec2 -u "$(key AccessKeyId):$(key SecretAccessKey)" -H "x-amz-security-token: $(key Token)" -d "Action=DescribeInstances&Version=2016-11-15" https://ec2.us-east-1.amazonaws.com/)"',
      ].join('\n'),
      { IamInstanceProfile: { Name: 'writer' } },
    );
    assert.deepEqual(output.match(/^(got|put|stdin|other|elsewhere|list|ec2): .*/gm), [
      'got: input',
      'put: 0',
      'stdin: 0',
      'other: 1',
      'elsewhere: 1',
      'list: 2',
      'ec2: 403',
    ]);
    const stored = await at.s3.send(new GetObjectCommand({ Bucket: 'results', Key: 'sweeps/ö 1.bin' }));
    assert.equal((await stored.Body?.transformToByteArray())?.length, 100_000);
  });

  it('allows a script only the bucket or folder that its iam_policy is narrowed to', async () => {
    for (const Bucket of ['narrow-in', 'narrow-out']) await at.s3.send(new CreateBucketCommand({ Bucket }));
    for (const Key of ['data/x', 'other/x'])
      await at.s3.send(new PutObjectCommand({ Bucket: 'narrow-in', Key, Body: Key }));
    const role = designRole({
      bucket: 'results',
      policies: ['s3:ReadOnly:narrow-in/data', 's3:WriteOnly:narrow-out'],
      account: accountId,
      partition: 'aws',
    });
    await at.iam.send(new CreateRoleCommand({ RoleName: role.name, AssumeRolePolicyDocument: role.trust }));
    await at.iam.send(
      new PutRolePolicyCommand({ RoleName: role.name, PolicyName: 'p', PolicyDocument: role.policy }),
    );
    await at.iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: role.name }));
    await at.iam.send(
      new AddRoleToInstanceProfileCommand({ InstanceProfileName: role.name, RoleName: role.name }),
    );
    const output = await guests.outputOf(
      [
        'aws s3 cp s3://narrow-in/data/x /tmp/x; echo "read: $? $(cat /tmp/x)"',
        'aws s3 sync s3://narrow-in/data /tmp/tree; echo "sync: $? $(ls /tmp/tree)"',
        'aws s3 ls s3://narrow-in/ 2>&1 | grep -o AccessDenied | sed "s/^/list all: /"',
        'aws s3 cp s3://narrow-in/other/x /tmp/y; echo "read another: $?"',
        'aws s3 cp /tmp/x s3://narrow-in/data/y; echo "write where it reads: $?"',
        'aws s3 cp /tmp/x s3://narrow-out/y; echo "write: $?"',
        'aws s3 cp s3://narrow-out/y /tmp/z; echo "read where it writes: $?"',
        'aws s3 cp /tmp/x s3://results/y; echo "elsewhere: $?"',
      ].join('\n'),
      { IamInstanceProfile: { Name: role.name } },
    );
    assert.deepEqual(output.match(/^(?:read|sync|list|write|elsewhere)[a-z ]*: .*/gm), [
      'read: 0 data/x',
      'sync: 0 x',
      'list all: AccessDenied',
      'read another: 1',
      'write where it reads: 1',
      'write: 0',
      'read where it writes: 1',
      'elsewhere: 1',
    ]);
  });

  it('stops with its disk and starts again without running user data again', async () => {
    const script = `#!/bin/sh\necho first >>/root/boots\nprintf '#!/bin/sh\\necho again >>/root/boots\\necho "boots: $(tr "\\\\n" " " </root/boots)"\\n' >/var/lib/cloud/scripts/per-boot/x\nchmod 755 /var/lib/cloud/scripts/per-boot/x\necho ready\n`;
    const [id = ''] = await guests.launch(script, { InstanceInitiatedShutdownBehavior: 'stop' });
    await eventually(async () => ((await guests.consoleOf(id)).includes('ready') ? true : undefined));
    await at.ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
    await guests.inState(id, 'stopped');
    await at.ec2.send(new StartInstancesCommand({ InstanceIds: [id] }));
    await eventually(async () =>
      (await guests.consoleOf(id)).includes('boots: first again') ? true : undefined,
    );
    await at.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    await guests.inState(id, 'terminated');
  });

  it('asks processes to end before it ends them', async () => {
    const [id = ''] = await guests.launch(
      "#!/bin/sh\ntrap 'echo last words; exit' TERM\necho waiting\nwhile :; do sleep 0.1; done\n",
    );
    await eventually(async () => ((await guests.consoleOf(id)).includes('waiting') ? true : undefined));
    await at.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    await guests.inState(id, 'terminated');
    assert.match(await guests.consoleOf(id), /last words/);
  });

  it('survives a script that forks without end and one that fills its disk', async () => {
    const [bomb = ''] = await guests.launch('#!/bin/bash\nf() { f | f & }; f; echo armed; sleep 1000\n');
    const [disk = ''] = await guests.launch(
      `#!/bin/sh
for place in /tmp /usr/local /dev/shm /dev /run /dev/pts /proc; do
  head -c 100G /dev/zero >$place/filling 2>/dev/null
  echo "$place: $?, $(du -s -B1M $place/filling 2>/dev/null | cut -f1) MiB"
  rm -f $place/filling
done
poweroff
`,
    );
    await guests.inState(disk, 'terminated');
    const filled = [...(await guests.consoleOf(disk)).matchAll(/^(\/[a-z/]+): [12], (\d*) MiB/gm)];
    assert.deepEqual(
      filled.map(([, place]) => place),
      ['/tmp', '/usr/local', '/dev/shm', '/dev', '/run', '/dev/pts', '/proc'],
    );
    for (const [, place, size] of filled) assert.ok(Number(size) <= 2048, `${place}: ${size} MiB`);
    await at.ec2.send(new TerminateInstancesCommand({ InstanceIds: [bomb] }));
    await guests.inState(bomb, 'terminated');
  });

  it('ends the biggest process where they hold more memory than its type has, as Linux does, and continues', async () => {
    // t3.nano has 512 MiB: three processes fit, the fourth does not, and the biggest of them is to go.
    const output = await guests.outputOf(
      `hold() { perl -e '$x = "x" x ($ARGV[0] * 1_000_000); sleep 1000' "$1" & }
hold 100; small=$!; hold 120
hold 200; big=$!
sleep 2; hold 150
wait "$big"; echo "the biggest: $?"
kill -0 "$small" && echo "the smallest lives"
dmesg | grep -o "Killed process $big (perl).*anon-rss:[0-9]*kB"
dmesg | grep -o "memory: usage [0-9]*kB, limit 524288kB"`,
      { InstanceType: 't3.nano' },
    );
    assert.match(output, /^the biggest: 137$/m);
    assert.match(output, /^the smallest lives$/m);
    const [, kilobytes] = /^Killed process \d+ \(perl\).*anon-rss:(\d+)kB$/m.exec(output) ?? [];
    assert.ok(Number(kilobytes) > 190_000 && Number(kilobytes) < 300_000, output);
    assert.match(output, /^memory: usage \d+kB, limit 524288kB$/m);
  });

  it('counts memory that forks share once, and none that is only mapped', async () => {
    const output = await guests.outputOf(
      `# 300 MB in a parent and five forks of it, and 64 threads with stacks of 8 MB each.
python3 - <<'END'
import os, threading, time
held = bytearray(300_000_000)
for _ in range(5):
    if os.fork() == 0:
        time.sleep(3)
        os._exit(0)
threading.stack_size(8 << 20)
threads = [threading.Thread(target=time.sleep, args=(2,)) for _ in range(64)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print("all of them:", [os.wait()[1] for _ in range(5)])
END
echo "ended: $?"; dmesg | wc -l | sed 's/^/killed: /'`,
      { InstanceType: 't3.nano' },
    );
    assert.match(output, /^all of them: \[0, 0, 0, 0, 0\]$/m);
    assert.match(output, /^ended: 0$/m);
    assert.match(output, /^killed: 0$/m);
  });

  it('limits the bytes of an instance in S3, for every call', async () => {
    const few = await openCloud({ compute: 'processes', throttling: false, bytesPerInstance: 12_000_000 });
    try {
      const there = guestsOf(few);
      await there.makeRole('keeper', [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }]);
      await few.s3.send(new CreateBucketCommand({ Bucket: 'kept' }));
      const output = await there.outputOf(
        `/usr/bin/python3 - <<'END'
import boto3
from boto3.s3.transfer import TransferConfig
s3 = boto3.client("s3")
parts = TransferConfig(multipart_threshold=8_000_000, multipart_chunksize=8_000_000, use_threads=False)
def put(what, key, size):
    open("/tmp/body", "wb").write(bytes(size))
    try:
        s3.upload_file("/tmp/body", "kept", key, Config=parts)
        print(what + ": fine")
    except Exception as error:
        print(what + ":", "QuotaExceeded" if "QuotaExceeded" in str(error) else error)
put("first", "a", 7_000_000)
put("second", "b", 7_000_000)
put("in parts", "c", 10_000_000)
put("in its place", "a", 1_000_000)
put("then", "b", 7_000_000)
s3.delete_object(Bucket="kept", Key="b")
put("in parts, then", "c", 10_000_000)
END`,
        { IamInstanceProfile: { Name: 'keeper' } },
      );
      assert.deepEqual(output.match(/^(?:first|second|in|then).*: .*/gm), [
        'first: fine',
        'second: QuotaExceeded',
        'in parts: QuotaExceeded',
        'in its place: fine',
        'then: fine',
        'in parts, then: fine',
      ]);
      // Whoever is no instance is not limited.
      await few.s3.send(new PutObjectCommand({ Bucket: 'kept', Key: 'own', Body: Buffer.alloc(20_000_000) }));
    } finally {
      await few.close();
    }
  });

  it('runs a few at once; the rest wait their turn', async () => {
    const few = await openCloud({ compute: 'processes', throttling: false, slots: 1 });
    try {
      const input = new RunInstancesCommand({
        MinCount: 2,
        MaxCount: 2,
        ImageId: ami,
        InstanceType: 't3.micro',
        InstanceInitiatedShutdownBehavior: 'terminate',
        UserData: Buffer.from('#!/bin/sh\nuntil [ -e /tmp/go ]; do sleep 0.1; done\n').toString('base64'),
      });
      const launched = (await few.ec2.send(input)).Instances ?? [];
      const states = async () => {
        const answer = await few.ec2.send(new DescribeInstancesCommand({}));
        return (answer.Reservations ?? [])
          .flatMap((one) => one.Instances ?? [])
          .map((one) => one.State?.Name)
          .sort();
      };
      await eventually(async () => ((await states()).includes('running') ? true : undefined));
      const reasons = await few.ec2.send(new DescribeInstancesCommand({}));
      assert.deepEqual(await states(), ['pending', 'running'], JSON.stringify(reasons.Reservations));
      const answer = await few.ec2.send(
        new DescribeInstancesCommand({ Filters: [{ Name: 'instance-state-name', Values: ['running'] }] }),
      );
      const first = answer.Reservations?.[0]?.Instances?.[0]?.InstanceId ?? '';
      await few.ec2.send(new TerminateInstancesCommand({ InstanceIds: [first] }));
      await eventually(async () => ((await states()).join() === 'running,terminated' ? true : undefined));
      assert.equal(launched.length, 2);
    } finally {
      await few.close();
    }
  });

  it('leaves nothing open of instances that end while they start', async () => {
    // Of the local cloud, its clients and its instances, which bring theirs along.
    const sockets = () => process.getActiveResourcesInfo().filter((kind) => /^(TCP|UDP)/.test(kind)).length;
    const before = sockets();
    const brief = await openCloud({ compute: 'processes', throttling: false });
    try {
      const some = guestsOf(brief);
      // Each a few requests later than the one before: some are met at each step of their way.
      for (let requests = 0; requests < 24; requests += 1) {
        const InstanceIds = [...(await some.launch('#!/bin/sh\nsleep 600\n'))];
        for (let made = 0; made < 2 * requests; made += 1)
          await brief.ec2.send(new DescribeInstancesCommand({ InstanceIds }));
        await brief.ec2.send(new TerminateInstancesCommand({ InstanceIds }));
        for (const id of InstanceIds) await some.inState(id, 'terminated');
      }
    } finally {
      await brief.close();
    }
    await eventually(async () => (sockets() <= before ? true : undefined));
  });
});
