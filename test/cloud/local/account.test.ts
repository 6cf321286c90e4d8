import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import path from 'node:path';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  GetInstanceProfileCommand,
  GetRolePolicyCommand,
  ListInstanceProfilesForRoleCommand,
  ListInstanceProfileTagsCommand,
  ListRoleTagsCommand,
  PutRolePolicyCommand,
  TagInstanceProfileCommand,
  TagRoleCommand,
  UntagInstanceProfileCommand,
  UntagRoleCommand,
} from '@aws-sdk/client-iam';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { clientsOf, errorName, openCloud, type TestCloud } from './harness';

describe('the account of the local cloud', () => {
  let at: TestCloud;
  beforeEach(async () => {
    at = await openCloud();
  });
  afterEach(() => at.close());

  it('knows its caller', async () => {
    const who = await at.sts.send(new GetCallerIdentityCommand({}));
    assert.deepEqual([who.Account, who.Arn], ['000000000000', 'arn:aws:iam::000000000000:user/local']);
  });

  it('keeps its secrets to its owner', () => {
    for (const file of ['key.json', 'cloud.json', 'state.jsonl'])
      assert.equal(statSync(path.join(at.stateFolder, file)).mode & 0o077, 0, file);
  });

  it('refuses what is not signed with its secret', async () => {
    const wrong = clientsOf({ ...at.cloud, secretAccessKey: 'wrong' });
    const nobody = clientsOf({ ...at.cloud, accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' });
    const unsigned = await fetch(`${at.cloud.endpoint}/bucket/key`);
    assert.deepEqual(
      [
        await errorName(wrong.ec2.send(new DescribeInstancesCommand({}))),
        await errorName(wrong.s3.send(new ListBucketsCommand({}))),
        await errorName(wrong.sts.send(new GetCallerIdentityCommand({}))),
        await errorName(nobody.s3.send(new ListBucketsCommand({}))),
        unsigned.status,
      ],
      ['AuthFailure', 'SignatureDoesNotMatch', 'SignatureDoesNotMatch', 'InvalidAccessKeyId', 403],
    );
  });

  it('keeps roles, their policies and instance profiles', async () => {
    const document = '{"Version":"2012-10-17","Statement":[]}';
    await at.iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: document }));
    await at.iam.send(new PutRolePolicyCommand({ RoleName: 'r', PolicyName: 'p', PolicyDocument: document }));
    await at.iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'i' }));
    await at.iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'i', RoleName: 'r' }));
    const policy = await at.iam.send(new GetRolePolicyCommand({ RoleName: 'r', PolicyName: 'p' }));
    assert.equal(decodeURIComponent(policy.PolicyDocument ?? ''), document);
    const profile = await at.iam.send(new GetInstanceProfileCommand({ InstanceProfileName: 'i' }));
    assert.deepEqual(
      profile.InstanceProfile?.Roles?.map((role) => role.RoleName),
      ['r'],
    );
    assert.deepEqual(
      [
        await errorName(
          at.iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: document })),
        ),
        await errorName(at.iam.send(new DeleteRoleCommand({ RoleName: 'r' }))),
        await errorName(at.iam.send(new GetInstanceProfileCommand({ InstanceProfileName: 'x' }))),
      ],
      ['EntityAlreadyExistsException', 'DeleteConflictException', 'NoSuchEntityException'],
    );
  });

  it('keeps tags of roles and instance profiles, and knows which profiles carry a role', async () => {
    const document = '{"Version":"2012-10-17","Statement":[]}';
    const tags = [
      { Key: 'team', Value: 'ml' },
      { Key: 'cost', Value: '7' },
    ];
    await at.iam.send(
      new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: document, Tags: tags.slice(0, 1) }),
    );
    await at.iam.send(new TagRoleCommand({ RoleName: 'r', Tags: tags.slice(1) }));
    await at.iam.send(new UntagRoleCommand({ RoleName: 'r', TagKeys: ['team', 'nothing'] }));
    const left = await at.iam.send(new ListRoleTagsCommand({ RoleName: 'r' }));
    assert.deepEqual(left.Tags, [{ Key: 'cost', Value: '7' }]);

    for (const name of ['i', 'j'])
      await at.iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: name }));
    await at.iam.send(new TagInstanceProfileCommand({ InstanceProfileName: 'i', Tags: tags }));
    await at.iam.send(new UntagInstanceProfileCommand({ InstanceProfileName: 'i', TagKeys: ['cost'] }));
    const kept = await at.iam.send(new ListInstanceProfileTagsCommand({ InstanceProfileName: 'i' }));
    assert.deepEqual(kept.Tags, [{ Key: 'team', Value: 'ml' }]);

    await at.iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'i', RoleName: 'r' }));
    const carrying = await at.iam.send(new ListInstanceProfilesForRoleCommand({ RoleName: 'r' }));
    assert.deepEqual(
      carrying.InstanceProfiles?.map(({ InstanceProfileName }) => InstanceProfileName),
      ['i'],
    );
    assert.deepEqual(
      [
        await errorName(at.iam.send(new UntagRoleCommand({ RoleName: 'x', TagKeys: ['a'] }))),
        await errorName(at.iam.send(new ListInstanceProfilesForRoleCommand({ RoleName: 'x' }))),
        await errorName(
          at.iam.send(new TagRoleCommand({ RoleName: 'r', Tags: [{ Key: 'aws:x', Value: '' }] })),
        ),
      ],
      ['NoSuchEntityException', 'NoSuchEntityException', 'InvalidInputException'],
    );
  });
});
