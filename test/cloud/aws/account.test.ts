import assert from 'node:assert/strict';
import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  GetInstanceProfileCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetPublicAccessBlockCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { tlsOnlyPolicy } from '../../../src/aws/s3/bucket-policy';
import { Failure } from '../../../src/engine/failure';
import type { AccountNeeds } from '../../../src/engine/ports';
import { World } from '../engine/world';

const region = 'us-east-1';
const bucket = 'spawn-results-000000000000-us-east-1';
const needs: AccountNeeds = { region, bucket, policies: [[]] };
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

describe('the account through the SDK', () => {
  let world: World;
  let s3: S3Client;
  beforeEach(async () => {
    world = await World.start();
    const { accessKeyId, endpoint, secretAccessKey } = world.cloud;
    s3 = new S3Client({
      endpoint,
      region,
      credentials: { accessKeyId, secretAccessKey },
      forcePathStyle: true,
    });
  });
  afterEach(async () => {
    s3.destroy();
    await world.stop();
  });

  /** As another connection sees it, which remembers nothing. */
  const missing = async (wanted = needs): Promise<readonly string[]> => {
    const { steps } = await fresh().missing(wanted);
    return steps.map(({ kind }) => kind);
  };
  const fresh = () => world.another().account;
  const tags = async () => (await s3.send(new GetBucketTaggingCommand({ Bucket: bucket }))).TagSet;
  const rules = async () =>
    (await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: bucket }))).Rules ?? [];

  it('creates a bucket that is private, encrypted, tagged, and accessible with TLS only', async () => {
    assert.deepEqual(await missing(), ['bucket', 'role', 'instance-profile']);
    await world.aws.account.setUp(needs);
    assert.deepEqual(await missing(), []);
    const { PublicAccessBlockConfiguration: access } = await s3.send(
      new GetPublicAccessBlockCommand({ Bucket: bucket }),
    );
    assert.deepEqual(access, {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    const { ServerSideEncryptionConfiguration: encryption } = await s3.send(
      new GetBucketEncryptionCommand({ Bucket: bucket }),
    );
    const [rule] = encryption?.Rules ?? [];
    assert.equal(rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm, 'AES256');
    assert.deepEqual(await tags(), [{ Key: 'spawn:managed', Value: 'true' }]);
    const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket: bucket }));
    assert.deepEqual(JSON.parse(Policy ?? ''), JSON.parse(tlsOnlyPolicy(bucket, region)));
    const [abort, ...others] = await rules();
    assert.ok((abort?.AbortIncompleteMultipartUpload?.DaysAfterInitiation ?? 0) > 0);
    assert.deepEqual([abort?.Status, others], ['Enabled', []]);
  });

  it('completes a bucket without a policy, and keeps its tags and encryption', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    const key = 'arn:aws:kms:us-east-1:000000000000:key/0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0';
    const own = [{ Key: 'team', Value: 'ml' }];
    await s3.send(new PutBucketTaggingCommand({ Bucket: bucket, Tagging: { TagSet: own } }));
    await s3.send(
      new PutBucketEncryptionCommand({
        Bucket: bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key } }],
        },
      }),
    );
    assert.deepEqual((await missing())[0], 'bucket');
    await world.aws.account.setUp(needs);
    assert.deepEqual(await missing(), []);
    assert.deepEqual(await tags(), [...own, { Key: 'spawn:managed', Value: 'true' }]);
    const { ServerSideEncryptionConfiguration: encryption } = await s3.send(
      new GetBucketEncryptionCommand({ Bucket: bucket }),
    );
    const [rule] = encryption?.Rules ?? [];
    assert.equal(rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID, key);
  });

  it('sets the expiry of results on request, and keeps the rules of others', async () => {
    await world.aws.account.setUp(needs);
    const theirs = {
      ID: 'theirs',
      Status: 'Enabled',
      Filter: { Prefix: 'x/' },
      Expiration: { Days: 3 },
    } as const;
    await s3.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket: bucket,
        LifecycleConfiguration: { Rules: [...(await rules()), theirs] },
      }),
    );
    const days = async () =>
      (await rules()).flatMap(({ Expiration, Filter }) =>
        Expiration === undefined ? [] : [[Filter?.Prefix, Expiration.Days]],
      );
    for (const [expireDays, expected] of [
      [
        30,
        [
          ['x/', 3],
          ['sweeps/', 30],
        ],
      ],
      [
        7,
        [
          ['x/', 3],
          ['sweeps/', 7],
        ],
      ],
      [
        undefined,
        [
          ['x/', 3],
          ['sweeps/', 7],
        ],
      ],
      [0, [['x/', 3]]],
    ] as const) {
      const account = fresh();
      await account.setUp(expireDays === undefined ? needs : { ...needs, expireDays });
      assert.deepEqual(await days(), expected, String(expireDays));
      assert.deepEqual(await missing({ ...needs, expireDays: expireDays ?? 7 }), []);
      assert.deepEqual(await missing({ ...needs, expireDays: 3 }), ['lifecycle']);
    }
    assert.equal((await rules()).filter((rule) => rule.AbortIncompleteMultipartUpload).length, 1);
  });

  it('gives the role exactly its policy, and the profile exactly the role', async () => {
    const { instanceProfiles } = await world.aws.account.setUp(needs);
    const name = instanceProfiles.get('') ?? '';
    assert.match(name, /^spawn-instance-[0-9a-f]{12}$/);
    const read = () =>
      world.iam(async (iam) => ({
        profile: (
          await iam.send(new GetInstanceProfileCommand({ InstanceProfileName: name }))
        ).InstanceProfile?.Roles?.map(({ RoleName }) => RoleName),
        trust: decodeURIComponent(
          (await iam.send(new GetRoleCommand({ RoleName: name }))).Role?.AssumeRolePolicyDocument ?? '',
        ),
        policy: (await iam.send(new GetRolePolicyCommand({ RoleName: name, PolicyName: 'spawn' })))
          .PolicyDocument,
        inline: (await iam.send(new ListRolePoliciesCommand({ RoleName: name }))).PolicyNames,
        attached: (await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: name }))).AttachedPolicies,
      }));
    const intended = await read();
    assert.deepEqual([intended.profile, intended.inline, intended.attached], [[name], ['spawn'], []]);
    const other = {
      PolicyName: 'extra',
      PolicyDocument: intended.policy && decodeURIComponent(intended.policy),
    };
    const anyone = trust.replace('ec2.amazonaws.com', 'lambda.amazonaws.com');
    for (const spoil of [
      new PutRolePolicyCommand({ RoleName: name, ...other }),
      new PutRolePolicyCommand({
        RoleName: name,
        PolicyName: 'spawn',
        PolicyDocument: '{"Version":"2012-10-17","Statement":[]}',
      }),
      new AttachRolePolicyCommand({
        RoleName: name,
        PolicyArn: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess',
      }),
      new UpdateAssumeRolePolicyCommand({ RoleName: name, PolicyDocument: anyone }),
    ]) {
      await world.iam((iam) => iam.send(spoil as PutRolePolicyCommand));
      assert.deepEqual(await missing(), ['role'], spoil.constructor.name);
      await fresh().setUp(needs);
      assert.deepEqual(await read(), intended, spoil.constructor.name);
    }
  });

  it('puts the role into a profile that is empty, or that has another role', async () => {
    const { instanceProfiles } = await world.aws.account.setUp(needs);
    const name = instanceProfiles.get('') ?? '';
    await world.aws.account.remove({ kind: 'role', name, region, purpose: '' });
    await world.iam(async (iam) => {
      await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: name }));
      await iam.send(new CreateRoleCommand({ RoleName: 'mine', AssumeRolePolicyDocument: trust }));
      await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: name, RoleName: 'mine' }));
    });
    assert.deepEqual(await missing(), ['role', 'instance-profile']);
    await fresh().setUp(needs);
    const { InstanceProfile } = await world.iam((iam) =>
      iam.send(new GetInstanceProfileCommand({ InstanceProfileName: name })),
    );
    assert.deepEqual(
      InstanceProfile?.Roles?.map(({ RoleName }) => RoleName),
      [name],
    );
    assert.deepEqual(await missing(), []);
  });

  it('refuses a permissions boundary that is not a policy, and an unknown template', async () => {
    const failure = (code: string) => (error: unknown) =>
      error instanceof Failure && error.kind === 'bad-input' && error.code === code;
    for (const permissionsBoundary of ['Boundary', 'arn:aws:iam::1:policy/b', 'x arn:aws:iam::aws:policy/b'])
      await assert.rejects(
        world.another({ permissionsBoundary }).account.missing(needs),
        failure('BadBoundary'),
        permissionsBoundary,
      );
    const unknown = { ...needs, policies: [['s3:Everything']] };
    await assert.rejects(world.another().account.missing(unknown), failure('UnknownPolicy'));
  });

  it('lists the roles and the bucket with the tag of Spawn, and no others with such names', async () => {
    await world.aws.account.setUp(needs);
    await world.iam((iam) =>
      iam.send(new CreateRoleCommand({ RoleName: 'spawn-instance-mine', AssumeRolePolicyDocument: trust })),
    );
    const account = fresh();
    assert.equal((await account.roles()).length, 1);
    const store = world.aws.store(bucket, region);
    await store.write('sweeps/a', '12345');
    await store.write('sweeps/b', '678');
    assert.deepEqual((await account.bucketIn(region))?.holds, { objects: 2, bytes: 8 });
    assert.equal(await account.bucketIn('eu-west-1'), undefined);
    await s3.send(
      new PutBucketTaggingCommand({
        Bucket: bucket,
        Tagging: { TagSet: [{ Key: 'spawn:managed', Value: 'false' }] },
      }),
    );
    assert.equal(await account.bucketIn(region), undefined);
  });

  it('removes a role and a bucket with all that is in them, and what is gone already', async () => {
    await world.aws.account.setUp(needs);
    const store = world.aws.store(bucket, region);
    await Promise.all(Array.from({ length: 20 }, (_, at) => store.write(`sweeps/${at}`, 'x')));
    const account = fresh();
    const [role] = await account.roles();
    assert.ok(role !== undefined);
    for (let times = 0; times < 2; times++) {
      await account.remove({ ...role, kind: 'role' });
      await account.remove({ kind: 'bucket', name: bucket, region, purpose: '' });
    }
    assert.deepEqual(await missing(), ['bucket', 'role', 'instance-profile']);
  });
});
