import assert from 'node:assert/strict';
import { GetRolePolicyCommand, ListRolesCommand } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { runFolder } from '../../../src/agent/record';
import { Failure } from '../../../src/engine/failure';
import { captured } from '../attacks/captive';
import { newPerson } from './person';
import { requestFor, sweepOf, World } from './world';

const bucket = 'own-results';
const key = 'arn:aws:kms:us-east-1:000000000000:key/0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0';

/** What every user here may do: everything but to use keys. */
const everything = { Effect: 'Allow', Action: ['ec2:*', 'iam:*', 's3:*', 'ssm:*'], Resource: '*' };
const policyOf = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

describe('a bucket that encrypts with a key of KMS', function () {
  this.timeout(60_000);
  let world: World;
  let s3: S3Client;

  beforeEach(async () => {
    world = await World.start({ compute: 'processes', slots: 4 });
    const { accessKeyId, endpoint, region, secretAccessKey } = world.cloud;
    const credentials = { accessKeyId, secretAccessKey };
    s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  });
  afterEach(async () => {
    s3.destroy();
    await world.stop();
  });

  const encryptBy = (KMSMasterKeyID: string | undefined) =>
    s3.send(
      new PutBucketEncryptionCommand({
        Bucket: bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID } }],
        },
      }),
    );

  const statementsOfRole = () =>
    world.iam(async (iam): Promise<readonly { Action: readonly string[] }[]> => {
      const { Roles = [] } = await iam.send(new ListRolesCommand({}));
      const RoleName = Roles.find((role) => role.RoleName?.startsWith('spawn-instance-'))?.RoleName;
      const found = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: 'spawn' }));
      return JSON.parse(decodeURIComponent(found.PolicyDocument ?? '')).Statement;
    });

  const ways = [
    ['its ARN', key],
    ['its id', key.replace(/.*\//, '')],
    ['an alias', 'alias/results'],
    ['the ARN of an alias', 'arn:aws:kms:us-east-1:000000000000:alias/results'],
  ] as const;
  for (const [what, name] of ways)
    it(`lets instances write and read if it names the key by ${what}`, async () => {
      await encryptBy(name);
      const engine = world.engine('here', { bucket });
      const { captives, id } = await captured(world, engine, 1);
      const [captive] = captives;
      assert.ok(captive !== undefined);
      const Key = `${runFolder(id, 'run-0', captive.identity)}results/more.json`;
      assert.equal(await captive.put(Key), 'ok');
      const { ServerSideEncryption, SSEKMSKeyId } = await s3.send(
        new HeadObjectCommand({ Bucket: bucket, Key }),
      );
      assert.deepEqual([ServerSideEncryption, SSEKMSKeyId], ['aws:kms', name]);
      await engine.cancel(id, { keepRunning: false });
    });

  it('needs no rights where the key is AWS’s own for S3', async () => {
    await encryptBy(undefined);
    const engine = world.engine('here', { bucket });
    const { captives, id } = await captured(world, engine, 1);
    assert.equal(captives.length, 1);
    assert.deepEqual(
      (await statementsOfRole()).filter(({ Action }) => Action.some((one) => one.startsWith('kms:'))),
      [],
    );
    await engine.cancel(id, { keepRunning: false });
  });

  it('is looked at again: the role follows another key', async () => {
    await encryptBy(key);
    await world.engine('here', { bucket }).setUp();
    await encryptBy(key.replace('0b1c', 'ffff'));
    const later = world.engine('later', { bucket });
    const { steps } = await later.setupState();
    assert.deepEqual(
      steps.map(({ kind, policy }) => [kind, policy?.includes('key/ffff2d3e')]),
      [['role', true]],
    );
    await later.setUp();
    assert.deepEqual((await world.engine('last', { bucket }).setupState()).steps, []);
  });

  it('leaves a role unchanged, and reports it, if this user isn’t allowed to see the key', async () => {
    await encryptBy(key);
    await world.engine('administrator', { bucket }).setUp();
    const before = await statementsOfRole();
    const blind = await newPerson(
      world,
      'blind',
      [
        policyOf(everything, { Effect: 'Allow', Action: 'kms:*', Resource: '*' }),
        policyOf({ Effect: 'Deny', Action: 's3:GetEncryptionConfiguration', Resource: '*' }),
      ],
      { bucket },
    );
    try {
      const { notes, setup } = await blind.engine.preview({ ...requestFor(sweepOf(1)), bucket });
      assert.deepEqual(setup, []);
      assert.match(
        notes.join('\n'),
        /isn't allowed to see how bucket own-results is encrypted \(s3:GetEncryptionConfiguration\)/,
      );
      assert.deepEqual(await statementsOfRole(), before);
    } finally {
      blind.dispose();
    }
  });

  it('refuses a user who isn’t allowed to use the key, with its name and a solution', async () => {
    await encryptBy(key);
    const poor = await newPerson(world, 'poor', [policyOf(everything)], { bucket });
    try {
      const request = { ...requestFor(sweepOf(1)), bucket };
      const preview = await poor.engine.preview(request);
      await assert.rejects(
        poor.engine.launch(preview, () => undefined),
        (error) =>
          error instanceof Failure &&
          error.kind === 'permission' &&
          /^Bucket own-results is encrypted with a KMS key that this user or role isn't allowed to use \(.*kms:GenerateDataKey.*0b1c2d3e/.test(
            error.message,
          ),
      );
      assert.deepEqual(await world.aws.compute('us-east-1').describe({ 'spawn:managed': 'true' }), []);
    } finally {
      poor.dispose();
    }
  });
});
