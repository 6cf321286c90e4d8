import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DeleteSecurityGroupCommand,
  DescribeInstancesCommand,
  EC2Client,
  GetConsoleOutputCommand,
  ImportKeyPairCommand,
  ModifyInstanceAttributeCommand,
  RunInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { EC2InstanceConnectClient, SendSSHPublicKeyCommand } from '@aws-sdk/client-ec2-instance-connect';
import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteInstanceProfileCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListRolesCommand,
  PutRolePolicyCommand,
  RemoveRoleFromInstanceProfileCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteBucketTaggingCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  DescribeParametersCommand,
  GetParameterCommand,
  PutParameterCommand,
  SSMClient,
  StartSessionCommand,
} from '@aws-sdk/client-ssm';
import type { Connection } from '../../../src/engine/connection';
import type { LaunchRequest } from '../../../src/engine/engine';
import { Failure } from '../../../src/engine/failure';
import type { Instance } from '../../../src/engine/ports';
import type { PartitionName } from '../../../src/local/partition';
import type { Decision } from '../../../src/local/protocols/iam/authority';
import type { AuthorizationRequest } from '../../../src/local/protocols/iam/authorization-request';
import { evaluatePolicies } from '../../../src/local/protocols/iam/policy';
import type { Sweep } from '../../../src/sweep/run';
import { documentedPolicy, lessened, policyOf, type Statement } from '../../documented-policies';
import { newPerson, type Person } from './person';
import { ignore, runOf, settingsOf, sweepOf, World } from './world';

const account = '000000000000';
const keyId = '0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0';
const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHNwYXduIHNwYXduIHNwYXduIHNwYXduIHNwYXdu spawn';

const partitions: readonly PartitionName[] = ['aws', 'aws-cn', 'aws-us-gov', 'aws-eusc'];

/** A policy that allows nothing. */
const nothing = '{"Version":"2012-10-17","Statement":[]}';

const launching = '### Launching, watching, canceling';

interface Partition {
  readonly name: PartitionName;
  arnOf(rest: string): string;
}

/** A policy of docs/aws.md, and what someone does who has it. */
interface Feature {
  readonly heading: string;
  /** Policies that it is in addition to. */
  readonly beside: readonly string[];
  /** What it asks for and can do without. */
  readonly optional?: readonly string[];
  /** What has no use in a partition. */
  readonly needless?: Readonly<Partial<Record<PartitionName, readonly string[]>>>;
  /** Nothing has been set up in the account before. */
  readonly bare?: true;
  /** Of several policies under the heading, counted from 0. */
  readonly which?: number;
  /** What the user has set. */
  settings?(at: Partition): Pick<Connection, 'bucket' | 'permissionsBoundary'>;
  /** A statement of those next to it whose place it takes. */
  readonly instead?: string;
  /** Done before by an administrator. */
  prepare?(world: World, at: Partition): Promise<void>;
  use(person: Person, world: World): Promise<void>;
}

const prices = {
  spot: 'ec2:DescribeSpotPriceHistory of PricesAndQuotas',
  list: 'pricing:GetProducts of PricesAndQuotas',
};

const optional = [
  'ec2:DescribeSpotPriceHistory',
  'pricing:GetProducts',
  's3:GetBucketPolicy',
  'servicequotas:GetServiceQuota',
];

const features: readonly Feature[] = [
  {
    heading: launching,
    beside: [],
    optional,
    async use(person, world) {
      const { engine } = person;
      const images = [
        runOf(0, { keyName: 'laptop' }),
        runOf(1, { ami: 'ubuntu' }),
        runOf(2, { instanceTypes: ['g5.xlarge'] }),
        runOf(3, { instanceTypes: ['inf2.xlarge'] }),
      ];
      const id = await launch(engine, world, { name: 'test', runs: images });
      const { runs } = await person.elsewhere().view(id);
      assert.deepEqual(
        runs.map(({ instance }) => instance?.tags['Name']),
        ['run-0', 'run-1', 'run-2', 'run-3'],
      );
      assert.equal((await engine.instances()).length, 4);
      await engine.extend(await engine.previewExtension(await engine.instances(), 60));
      await collect(engine, world, id);
      const { terminated } = await engine.cancel(id, { keepRunning: false });
      assert.equal(terminated, 4);
      await launch(engine, world, sweepOf(2), () =>
        world.cloud.control.faults({
          seed: 0,
          calls: [
            {
              on: 'ec2:RunInstances',
              times: 1,
              fault: { kind: 'error', code: 'InsufficientInstanceCapacity' },
            },
          ],
        }),
      );
    },
  },
  {
    heading: '### Spot instances, once per account',
    beside: [launching],
    optional,
    async use({ engine }, world) {
      const id = await launch(engine, world, sweepOf(1, { spot: true }));
      assert.equal((await engine.view(id)).runs[0]?.instance?.spot, true);
    },
  },
  {
    heading: '### Prices and quotas in the preview',
    // AWS tells prices in US dollars in these alone, and GovCloud has no price list.
    needless: {
      'aws-cn': [prices.spot, prices.list],
      'aws-eusc': [prices.spot, prices.list],
      'aws-us-gov': [prices.list],
    },
    beside: [launching, '### Spot instances, once per account'],
    optional: ['s3:GetBucketPolicy'],
    async use({ engine }, world) {
      const { region } = world.cloud;
      // Of a second region the table has no prices.
      const further = region === 'us-east-1' ? [runOf(2, { region: 'eu-west-1' })] : [];
      const sweep = { name: 'test', runs: [runOf(0), runOf(1, { spot: true }), ...further] };
      const { facts } = await engine.preview(requestIn(world, sweep));
      assert.equal(facts?.quotas.length, 2 + further.length);
      assert.equal(facts.spotPrices.length, /^(cn|eusc)-/.test(region) ? 0 : 1);
    },
  },
  {
    heading: '### Connecting over SSH',
    beside: [launching],
    optional,
    async use(person, world) {
      const { engine } = person;
      const instance = await oneInstance(engine, world);
      await engine.openSsh(instance, { user: 'ec2-user', publicKey: key });
      person.move('198.51.100.1');
      await engine.openSsh(instance, { user: 'ec2-user', publicKey: key });
    },
  },
  {
    heading: '### Session Manager, where there is no public address',
    beside: [launching],
    optional,
    async use({ engine }, world) {
      const instance = await oneInstance(engine, world);
      // Its instances run no agent that a session could be opened with.
      await assert.rejects(
        engine.startSession(instance),
        (error) => error instanceof Failure && error.code === 'TargetNotConnected',
      );
    },
  },
  {
    heading: '### Secrets',
    beside: [launching],
    optional,
    async prepare(world) {
      process.env['SPAWN_TEST_KEPT'] = 'kept for the test';
      await withStore(world, async (ssm, manager) => {
        const parameter = { Name: '/ml/db', Value: 'x', Type: 'SecureString' } as const;
        await ssm.send(new PutParameterCommand(parameter));
        await manager.send(new CreateSecretCommand({ Name: 'ml/hub', SecretString: 'y' }));
      });
      const administrator = world.engine('administrator');
      await administrator.cancel(await launch(administrator, world, secretive), { keepRunning: false });
    },
    async use({ engine }, world) {
      const id = await launch(engine, world, secretive);
      await engine.cancel(id, { keepRunning: false });
      await withStore(world, async (ssm) => {
        const { Parameters = [] } = await ssm.send(new DescribeParametersCommand({}));
        assert.deepEqual(
          Parameters.map(({ Name }) => Name),
          ['/ml/db'],
        );
      });
      delete process.env['SPAWN_TEST_KEPT'];
    },
  },
  {
    heading: '### Console output',
    beside: [launching],
    optional,
    async use({ engine }, world) {
      await engine.consoleOutput(await oneInstance(engine, world));
    },
  },
  {
    heading: '### Collecting and tailing logs',
    beside: [],
    async use({ engine }, world) {
      const administrator = world.engine();
      const id = await launch(administrator, world, sweepOf(1));
      assert.equal((await engine.sweeps()).length, 1);
      assert.equal((await engine.view(id)).runs[0]?.state === 'lost', false);
      assert.equal((await engine.instances()).length, 1);
      assert.equal(await engine.log(id, 'run-0'), undefined);
      await engine.results(id);
      await collect(engine, world, id);
      await administrator.cancel(id, { keepRunning: false });
    },
  },
  {
    heading: '### A bucket with a KMS key',
    beside: [launching],
    optional,
    settings: () => ({ bucket: 'own-results' }),
    prepare: ownBucket,
    async use(person, world) {
      const id = await launch(person.engine, world, sweepOf(1));
      assert.equal((await person.elsewhere().view(id)).runs.length, 1);
    },
  },
  {
    heading: '### Setting up',
    beside: [],
    bare: true,
    async use(person, world) {
      await person.engine.setUp();
      await tamper(world);
      await leaveHalfMade(world);
      const engine = person.elsewhere();
      await engine.setUp(undefined, { expireDays: 30 });
      const done = { steps: [], cautions: [], roles: true };
      assert.deepEqual(await engine.setupState(undefined, { expireDays: 30 }), done);
      assert.deepEqual(await world.engine().setupState(), done);
    },
  },
  {
    heading: '### A permissions boundary',
    which: 1,
    beside: ['### Setting up'],
    instead: 'MakeTheRole',
    bare: true,
    settings: ({ arnOf }) => ({ permissionsBoundary: arnOf('iam::000000000000:policy/SpawnBoundary') }),
    prepare: bound,
    async use(person, world) {
      await person.engine.setUp();
      await tamper(world);
      await world.iam(async (iam) => {
        const RoleName = await roleOfSpawn(iam);
        await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
      });
      await person.elsewhere().setUp();
      const { permissionsBoundary } = person.connection;
      const same = world.engine('same', permissionsBoundary === undefined ? {} : { permissionsBoundary });
      assert.deepEqual((await same.setupState()).steps, []);
    },
  },
  {
    heading: '### Removing',
    // No bucket here keeps older versions.
    needless: Object.fromEntries(
      partitions.map((name) => [name, ['s3:DeleteObjectVersion of RemoveWhatItHolds']]),
    ),
    beside: [],
    async use({ engine }, world) {
      const administrator = await newPerson(world, 'administrator', [
        policyOf([{ Effect: 'Allow', Action: ['*'], Resource: ['*'] }]),
      ]);
      try {
        const instance = await oneInstance(administrator.engine, world);
        await administrator.engine.openSsh(instance, { user: 'ec2-user' });
        await administrator.engine.terminate([instance]);
        while ((await engine.instances()).some(({ state }) => state !== 'terminated'))
          await new Promise((resolve) => setImmediate(resolve));
        await addPolicies(world);
        const Name = '/spawn/secrets/0123456789abcdef0123456789abcdef/LEFT';
        await withStore(world, (ssm) =>
          ssm.send(new PutParameterCommand({ Name, Value: 'x', Type: 'SecureString' })),
        );
        const { ownedResources: found, unseen } = await engine.ownedResources();
        assert.deepEqual(unseen, []);
        assert.deepEqual(found.map(({ kind }) => kind).sort(), [
          'bucket',
          'role',
          'secret',
          'security-group',
        ]);
        assert.ok((found.find(({ kind }) => kind === 'bucket')?.holds?.objects ?? 0) > 0);
        assert.deepEqual((await engine.remove(found)).left, []);
        assert.deepEqual((await engine.ownedResources()).ownedResources, []);
      } finally {
        administrator.dispose();
      }
    },
  },
];

for (const partition of partitions)
  describe(`the policies of docs/aws.md in ${partition}`, function () {
    this.timeout(60_000);
    let world: World;
    let foreign: Foreign;
    let person: Person;
    const decisions: Decision[] = [];

    beforeEach(async () => {
      world = await World.start({ partition, decided: (decision) => decisions.push(decision) });
      foreign = await somebodyElses(world);
    });
    afterEach(async () => {
      person.dispose();
      await world.stop();
    });

    const at: Partition = { name: partition, arnOf: (rest) => `arn:${partition}:${rest}` };

    for (const feature of features)
      it(`under “${feature.heading.replace(/^#+ /, '')}” allow what they are for, nothing more, and all of it is needed`, async () => {
        const { beside, heading, instead, needless = {}, optional: dispensable = [], use, which } = feature;
        const settings = feature.settings?.(at) ?? {};
        const place = {
          account,
          partition,
          boundary: 'SpawnBoundary',
          key: at.arnOf(`kms:${world.cloud.region}:${account}:key/${keyId}`),
          ...(settings.bucket === undefined ? {} : { bucket: settings.bucket }),
        };
        const own = documentedPolicy(heading, place, which);
        const others = beside
          .flatMap((one) => documentedPolicy(one, place))
          .filter(({ Sid }) => instead === undefined || Sid !== instead);
        await feature.prepare?.(world, at);
        if (feature.bare !== true) await world.engine('before', settings).setUp();
        person = await newPerson(world, 'ann', [policyOf([...others, ...own])], settings);
        const asked = (): readonly AuthorizationRequest[] =>
          decisions
            .filter(({ principal }) => principal.kind === 'user')
            .map(({ authorization }) => authorization);

        decisions.length = 0;
        await use(person, world);
        const needed = decisions.filter(
          ({ principal, verdict }) =>
            principal.kind === 'user' && principal.userName === 'ann' && verdict === 'allowed',
        );
        const refused = decisions.filter(({ verdict }) => verdict !== 'allowed');
        const missing = new Set(refused.map(({ authorization }) => authorization.action));
        for (const action of dispensable) missing.delete(action);
        assert.deepEqual([...missing], [], 'what is asked for and not allowed');

        decisions.length = 0;
        for (const [name, attempt] of Object.entries(attempts(person, foreign)))
          await assert.rejects(attempt, isRefusal, `${name} is refused`);
        const requests = needed.map(({ authorization }) => authorization);
        const forbidden = [...asked(), ...furtherQuestions(at, world.cloud.region)];
        const allowedBy = (statements: readonly Statement[]) => {
          const document = policyOf([...others, ...statements]);
          return (authorization: AuthorizationRequest): boolean =>
            evaluatePolicies([document], authorization) === 'allowed';
        };
        const idle = [...lessened(own)].filter(({ kind, statements }) =>
          kind === 'condition'
            ? !forbidden.some(allowedBy(statements))
            : requests.every(allowedBy(statements)),
        );
        assert.deepEqual(
          idle.map(({ without }) => without),
          needless[partition] ?? [],
          'what could be left out',
        );
      });
  });

const secretive = sweepOf(1, {
  secrets: { SPAWN_TEST_KEPT: 'env', DB: 'ssm:/ml/db', HUB: 'secretsmanager:ml/hub' },
});

/** Does something with parameters and secrets, as the account's administrator. */
async function withStore(
  { cloud: { accessKeyId, endpoint, region, secretAccessKey } }: World,
  work: (ssm: SSMClient, manager: SecretsManagerClient) => Promise<unknown>,
): Promise<void> {
  const options = { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
  const clients = [new SSMClient(options), new SecretsManagerClient(options)] as const;
  try {
    await work(...clients);
  } finally {
    for (const client of clients) client.destroy();
  }
}

/** Runs are in the region of the world where they name none of their own. */
const requestIn = ({ cloud: { region } }: World, sweep: Sweep): LaunchRequest => ({
  sweep: {
    ...sweep,
    runs: sweep.runs.map((run) =>
      run.settings.region === settingsOf().region ? { ...run, settings: { ...run.settings, region } } : run,
    ),
  },
  fileName: 'test-sweep.yaml',
  fileText: 'params: []\n',
  region,
});

/** @param beforehand is done between preview and launch */
async function launch(
  engine: Person['engine'],
  world: World,
  sweep: Sweep,
  beforehand = ignore,
): Promise<string> {
  const request = requestIn(world, sweep);
  const preview = await engine.preview(request);
  beforehand();
  const { view } = await engine.launch(preview, ignore);
  await engine.settle();
  assert.deepEqual(
    view.runs.filter(({ state }) => state === 'launch-failed').map(({ reason }) => reason),
    [],
  );
  return view.id;
}

async function oneInstance(engine: Person['engine'], world: World): Promise<Instance> {
  const id = await launch(engine, world, sweepOf(1));
  for (;;) {
    const instance = (await engine.view(id)).runs[0]?.instance;
    if (instance?.state === 'running') return instance;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function collect(engine: Person['engine'], world: World, id: string): Promise<void> {
  const folder = await fs.mkdtemp(path.join(world.folder, 'results-'));
  await engine.collect(id, folder, ignore);
}

/** us-east-1 is the one region that may not be named; the SDK's list is of its day. */
const constraintIn = (region: string) =>
  region === 'us-east-1'
    ? {}
    : { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } };

/** What is in the account and none of Spawn's business. */
interface Foreign {
  readonly instance: string;
  readonly volume: string;
  readonly group: string;
  readonly image: string;
}

async function somebodyElses(world: World): Promise<Foreign> {
  const { accessKeyId, endpoint, region, secretAccessKey } = world.cloud;
  const shared = { endpoint, region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 };
  const ec2 = new EC2Client(shared);
  const iam = new IAMClient(shared);
  const s3 = new S3Client({ ...shared, forcePathStyle: true });
  try {
    const PublicKeyMaterial = Buffer.from(key);
    await ec2.send(new ImportKeyPairCommand({ KeyName: 'laptop', PublicKeyMaterial }));
    const image = await world.aws.compute(region).latestImage('al2023', 'x86_64');
    const { Instances } = await ec2.send(
      new RunInstancesCommand({ ImageId: image, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 }),
    );
    const instance = Instances?.[0]?.InstanceId ?? '';
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [instance] }));
    const volume = Reservations?.[0]?.Instances?.[0]?.BlockDeviceMappings?.[0]?.Ebs?.VolumeId ?? '';
    const { GroupId = '' } = await ec2.send(
      new CreateSecurityGroupCommand({ GroupName: 'web', Description: 'not of Spawn' }),
    );
    const service = region.startsWith('cn-') ? 'ec2.amazonaws.com.cn' : 'ec2.amazonaws.com';
    await iam.send(
      new CreateRoleCommand({
        RoleName: 'powerful',
        AssumeRolePolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
        }),
      }),
    );
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'powerful' }));
    await iam.send(
      new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'powerful', RoleName: 'powerful' }),
    );
    await s3.send(
      new CreateBucketCommand({
        Bucket: 'ledgers',
        ...constraintIn(region),
      }),
    );
    await s3.send(new PutObjectCommand({ Bucket: 'ledgers', Key: 'sweeps/a', Body: 'secret' }));
    return { instance, volume, group: GroupId, image };
  } finally {
    for (const client of [ec2, iam, s3]) client.destroy();
  }
}

/** What no one may do with any of these policies. */
function attempts(
  { connection }: Person,
  { group, image, instance, volume }: Foreign,
): Readonly<Record<string, () => Promise<unknown>>> {
  const shared = { ...connection, maxAttempts: 1 };
  const ec2 = new EC2Client(shared);
  const iam = new IAMClient(shared);
  const s3 = new S3Client({ ...shared, forcePathStyle: true });
  const ssm = new SSMClient(shared);
  const connect = new EC2InstanceConnectClient(shared);
  const Tags = [{ Key: 'spawn:managed', Value: 'true' }];
  const one = { ImageId: image, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 } as const;
  const tagged = (['instance', 'volume'] as const).map((ResourceType) => ({ ResourceType, Tags }));
  const results = `spawn-results-${account}-${connection.region}`;
  const document = '{"Version":"2012-10-17","Statement":[]}';
  const own = 'spawn-instance-0123456789ab';
  return {
    'launching without a tag': () => ec2.send(new RunInstancesCommand(one)),
    'launching a volume without a tag': () =>
      ec2.send(new RunInstancesCommand({ ...one, TagSpecifications: tagged.slice(0, 1) })),
    'launching with another role': () =>
      ec2.send(
        new RunInstancesCommand({
          ...one,
          TagSpecifications: tagged,
          IamInstanceProfile: { Name: 'powerful' },
        }),
      ),
    'tagging an instance': () => ec2.send(new CreateTagsCommand({ Resources: [instance], Tags })),
    'tagging a volume': () => ec2.send(new CreateTagsCommand({ Resources: [volume], Tags })),
    'tagging a security group': () => ec2.send(new CreateTagsCommand({ Resources: [group], Tags })),
    'terminating an instance': () => ec2.send(new TerminateInstancesCommand({ InstanceIds: [instance] })),
    'stopping an instance': () => ec2.send(new StopInstancesCommand({ InstanceIds: [instance] })),
    'reading a console': () => ec2.send(new GetConsoleOutputCommand({ InstanceId: instance })),
    'moving an instance into a security group': () =>
      ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: instance, Groups: [group] })),
    'making a security group without a tag': () =>
      ec2.send(new CreateSecurityGroupCommand({ GroupName: 'open', Description: 'to all' })),
    'opening a security group': () =>
      ec2.send(
        new AuthorizeSecurityGroupIngressCommand({
          GroupId: group,
          IpPermissions: [
            { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
          ],
        }),
      ),
    'deleting a security group': () => ec2.send(new DeleteSecurityGroupCommand({ GroupId: group })),
    'letting a key in': () =>
      connect.send(
        new SendSSHPublicKeyCommand({ InstanceId: instance, InstanceOSUser: 'root', SSHPublicKey: key }),
      ),
    'opening a session': () => ssm.send(new StartSessionCommand({ Target: instance })),
    'opening a session with another document': () =>
      ssm.send(new StartSessionCommand({ Target: instance, DocumentName: 'AWS-StartPortForwardingSession' })),
    'reading a parameter': () => ssm.send(new GetParameterCommand({ Name: '/team/password' })),
    'reading another bucket': () => s3.send(new GetObjectCommand({ Bucket: 'ledgers', Key: 'sweeps/a' })),
    'listing another bucket': () => s3.send(new ListObjectsV2Command({ Bucket: 'ledgers' })),
    'writing to another bucket': () =>
      s3.send(new PutObjectCommand({ Bucket: 'ledgers', Key: 'sweeps/b', Body: '' })),
    'deleting from another bucket': () =>
      s3.send(new DeleteObjectCommand({ Bucket: 'ledgers', Key: 'sweeps/a' })),
    'deleting another bucket': () => s3.send(new DeleteBucketCommand({ Bucket: 'ledgers' })),
    'opening another bucket': () => s3.send(new PutBucketPolicyCommand({ Bucket: 'ledgers', Policy: '{}' })),
    'writing beside the sweeps': () =>
      s3.send(new PutObjectCommand({ Bucket: results, Key: 'page.html', Body: '' })),
    'reading the policy of another role': () =>
      iam.send(new GetRolePolicyCommand({ RoleName: 'powerful', PolicyName: 'p' })),
    'writing the policy of another role': () =>
      iam.send(new PutRolePolicyCommand({ RoleName: 'powerful', PolicyName: 'p', PolicyDocument: document })),
    'taking the policy of another role': () =>
      iam.send(new DeleteRolePolicyCommand({ RoleName: 'powerful', PolicyName: 'p' })),
    'giving a role the policy of an administrator': () =>
      iam.send(
        new AttachRolePolicyCommand({
          RoleName: own,
          PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
        }),
      ),
    'making another role': () =>
      iam.send(new CreateRoleCommand({ RoleName: 'mine', AssumeRolePolicyDocument: document })),
    'deleting another role': () => iam.send(new DeleteRoleCommand({ RoleName: 'powerful' })),
    'deleting another profile': () =>
      iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName: 'powerful' })),
    'putting another role into a profile': () =>
      iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: own, RoleName: 'powerful' })),
    'making a user': () => iam.send(new CreateUserCommand({ UserName: 'eve' })),
  };
}

const isRefusal = (error: unknown): boolean =>
  error instanceof Error && /^(UnauthorizedOperation|AccessDenied(Exception)?)$/.test(error.name);

/** What other services would ask, and none of those here does. */
const furtherQuestions = ({ arnOf }: Partition, region: string): readonly AuthorizationRequest[] => [
  {
    action: 'iam:PassRole',
    resource: arnOf(`iam::${account}:role/spawn-instance-0123456789ab`),
    conditions: { 'iam:passedtoservice': 'lambda.amazonaws.com' },
  },
  // Another account's bucket of a name that anyone could take.
  ...['s3:GetObject', 's3:ListBucket'].map((action) => ({
    action,
    resource: arnOf(`s3:::spawn-results-${account}-x${action === 's3:GetObject' ? '/sweeps/x' : ''}`),
    conditions: { 'aws:resourceaccount': '111111111111' },
  })),
  {
    action: 'kms:Decrypt',
    resource: arnOf(`kms:${region}:${account}:key/${keyId}`),
    conditions: { 'kms:viaservice': 'dynamodb.us-east-1.amazonaws.com' },
  },
  {
    action: 'iam:CreateRole',
    resource: arnOf(`iam::${account}:role/spawn-instance-0123456789ab`),
    conditions: {},
  },
  {
    action: 'ssm:StartSession',
    resource: arnOf(`ec2:us-east-1:${account}:instance/i-0123456789abcdef0`),
    conditions: {},
  },
];

/** Makes a bucket that encrypts with a key of the account. */
async function ownBucket({ cloud }: World, { arnOf }: Partition): Promise<void> {
  const { accessKeyId, endpoint, region, secretAccessKey } = cloud;
  const s3 = new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
  });
  try {
    await s3.send(new CreateBucketCommand({ Bucket: 'own-results', ...constraintIn(region) }));
    const KMSMasterKeyID = arnOf(`kms:${region}:${account}:key/${keyId}`);
    const usual = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID } as const;
    await s3.send(
      new PutBucketEncryptionCommand({
        Bucket: 'own-results',
        ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: usual }] },
      }),
    );
  } finally {
    s3.destroy();
  }
}

/** Makes the policy that bounds roles, as an administrator does it. */
async function bound(world: World, { name }: Partition): Promise<void> {
  const statements = documentedPolicy(
    '### A permissions boundary',
    { account, partition: name, data: 'inputs' },
    0,
  );
  await world.iam((iam) =>
    iam.send(new CreatePolicyCommand({ PolicyName: 'SpawnBoundary', PolicyDocument: policyOf(statements) })),
  );
}

async function roleOfSpawn(iam: IAMClient): Promise<string> {
  const { Roles = [] } = await iam.send(new ListRolesCommand({}));
  const name = Roles.find(({ RoleName }) => RoleName?.startsWith('spawn-instance-'))?.RoleName;
  assert.ok(name !== undefined);
  return name;
}

/** Gives the role that Spawn created two more policies. */
async function addPolicies(world: World): Promise<void> {
  await world.iam(async (iam) => {
    const RoleName = await roleOfSpawn(iam);
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'more', PolicyDocument: nothing }));
    await iam.send(
      new AttachRolePolicyCommand({ RoleName, PolicyArn: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess' }),
    );
  });
}

/** Changes all that can be changed of the role that Spawn created. */
async function tamper(world: World): Promise<void> {
  await addPolicies(world);
  await world.iam(async (iam) => {
    const RoleName = await roleOfSpawn(iam);
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: nothing }));
    const InstanceProfileName = RoleName;
    await iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName }));
    await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: 'powerful' }));
  });
}

/** Leaves its bucket as someone does who may neither tag it nor give it a policy. */
async function leaveHalfMade(world: World): Promise<void> {
  const { accessKeyId, endpoint, region, secretAccessKey } = world.cloud;
  const s3 = new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
  });
  const Bucket = `spawn-results-${account}-${region}`;
  await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  await s3.send(new DeleteBucketTaggingCommand({ Bucket }));
  s3.destroy();
}
