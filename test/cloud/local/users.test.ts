import assert from 'node:assert/strict';
import {
  DescribeInstancesCommand,
  type _InstanceType as InstanceType,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { SendSSHPublicKeyCommand } from '@aws-sdk/client-ec2-instance-connect';
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeletePolicyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DetachUserPolicyCommand,
  GetPolicyVersionCommand,
  GetUserCommand,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListUsersCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { clientsOf, errorName, openCloud, type TestCloud } from './harness';

const alParameter = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';

describe('users of the local cloud', () => {
  let at: TestCloud;
  let ann: ReturnType<typeof clientsOf>;

  beforeEach(async () => {
    at = await openCloud();
    await at.iam.send(new CreateUserCommand({ UserName: 'ann', Path: '/team/' }));
    const { AccessKey } = await at.iam.send(new CreateAccessKeyCommand({ UserName: 'ann' }));
    ann = clientsOf({
      ...at.cloud,
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    });
  });
  afterEach(async () => {
    for (const client of Object.values(ann)) client.destroy();
    await at.close();
  });

  const allow = (...statements: readonly object[]) =>
    at.iam.send(
      new PutUserPolicyCommand({
        UserName: 'ann',
        PolicyName: 'own',
        PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
      }),
    );

  async function launchRequest(tags: Readonly<Record<string, string>>) {
    const { Parameter } = await at.ssm.send(new GetParameterCommand({ Name: alParameter }));
    return new RunInstancesCommand({
      ImageId: Parameter?.Value ?? '',
      InstanceType: 't3.micro' satisfies InstanceType,
      MinCount: 1,
      MaxCount: 1,
      TagSpecifications: [
        { ResourceType: 'instance', Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
      ],
    });
  }

  it('have the identity that STS returns, and can request nothing else without a policy', async () => {
    const who = await ann.sts.send(new GetCallerIdentityCommand({}));
    assert.equal(who.Arn, 'arn:aws:iam::000000000000:user/team/ann');
    assert.match(who.UserId ?? '', /^AIDA/);
    assert.deepEqual(
      [
        await errorName(ann.ec2.send(new DescribeInstancesCommand({}))),
        await errorName(ann.s3.send(new ListBucketsCommand({}))),
        await errorName(ann.iam.send(new ListUsersCommand({}))),
        await errorName(ann.ssm.send(new GetParameterCommand({ Name: alParameter }))),
        await errorName(
          ann.connect.send(
            new SendSSHPublicKeyCommand({
              InstanceId: 'i-0123456789abcdef0',
              InstanceOSUser: 'x',
              SSHPublicKey: 'y',
            }),
          ),
        ),
      ],
      [
        'UnauthorizedOperation',
        'AccessDenied',
        'AccessDenied',
        'AccessDeniedException',
        'AccessDeniedException',
      ],
    );
  });

  it('hear what they may not do, on what, and why', async () => {
    await allow(
      { Effect: 'Allow', Action: 'ec2:*', Resource: '*' },
      { Effect: 'Deny', Action: 'iam:*', Resource: '*' },
    );
    const said = async (call: Promise<unknown>): Promise<string> => {
      try {
        await call;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
      return '';
    };
    const who = 'User: arn:aws:iam::000000000000:user/team/ann is not authorized to perform: ';
    assert.equal(
      await said(ann.iam.send(new GetUserCommand({ UserName: 'ann' }))),
      `${who}iam:GetUser on resource: arn:aws:iam::000000000000:user/team/ann with an explicit deny in an identity-based policy`,
    );
    assert.equal(
      await said(ann.ssm.send(new GetParameterCommand({ Name: alParameter }))),
      `${who}ssm:GetParameter on resource: arn:aws:ssm:us-east-1::parameter${alParameter} because no identity-based policy allows the ssm:GetParameter action`,
    );
  });

  it('launch and terminate what their policy allows, by its tags', async () => {
    const ec2 = (resource: string) => `arn:aws:ec2:*:*:${resource}`;
    await allow(
      {
        Effect: 'Allow',
        Action: 'ec2:RunInstances',
        Resource: ec2('instance/*'),
        Condition: { StringEquals: { 'aws:RequestTag/team': 'a', 'ec2:InstanceType': 't3.micro' } },
      },
      {
        Effect: 'Allow',
        Action: 'ec2:RunInstances',
        Resource: ['volume/*', 'network-interface/*', 'subnet/*', 'security-group/*', 'image/*'].map(ec2),
      },
      {
        Effect: 'Allow',
        Action: 'ec2:CreateTags',
        Resource: ec2('instance/*'),
        Condition: {
          StringEquals: { 'ec2:CreateAction': 'RunInstances' },
          'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] },
        },
      },
      {
        Effect: 'Allow',
        Action: 'ec2:TerminateInstances',
        Resource: '*',
        Condition: { StringEquals: { 'aws:ResourceTag/team': 'a' } },
      },
    );
    const launched = await ann.ec2.send(await launchRequest({ team: 'a' }));
    const others = await at.ec2.send(await launchRequest({ team: 'b' }));
    const end = ({ Instances }: typeof launched) =>
      errorName(
        ann.ec2.send(
          new TerminateInstancesCommand({
            InstanceIds: (Instances ?? []).flatMap(({ InstanceId }) => InstanceId ?? []),
          }),
        ),
      );
    assert.deepEqual(
      [
        await errorName(ann.ec2.send(await launchRequest({ team: 'b' }))),
        await errorName(ann.ec2.send(await launchRequest({ team: 'a', other: 'x' }))),
        await end(others),
        await end(launched),
      ],
      ['UnauthorizedOperation', 'UnauthorizedOperation', 'UnauthorizedOperation', 'no error'],
    );
  });

  it('have managed policies, and are deleted once nothing is left of them', async () => {
    const document = JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' },
    });
    const { Policy } = await at.iam.send(
      new CreatePolicyCommand({ PolicyName: 'buckets', PolicyDocument: document }),
    );
    const PolicyArn = Policy?.Arn ?? '';
    assert.equal(PolicyArn, 'arn:aws:iam::000000000000:policy/buckets');
    const version = await at.iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }));
    assert.equal(decodeURIComponent(version.PolicyVersion?.Document ?? ''), document);
    await at.iam.send(new AttachUserPolicyCommand({ UserName: 'ann', PolicyArn }));
    await ann.s3.send(new ListBucketsCommand({}));
    const attached = await at.iam.send(new ListAttachedUserPoliciesCommand({ UserName: 'ann' }));
    assert.deepEqual(
      attached.AttachedPolicies?.map((one) => one.PolicyName),
      ['buckets'],
    );
    assert.equal(
      await errorName(at.iam.send(new DeletePolicyCommand({ PolicyArn }))),
      'DeleteConflictException',
    );
    await at.iam.send(new DetachUserPolicyCommand({ UserName: 'ann', PolicyArn }));
    assert.equal(await errorName(ann.s3.send(new ListBucketsCommand({}))), 'AccessDenied');

    assert.equal(
      await errorName(at.iam.send(new DeleteUserCommand({ UserName: 'ann' }))),
      'DeleteConflictException',
    );
    const { AccessKeyMetadata } = await at.iam.send(new ListAccessKeysCommand({ UserName: 'ann' }));
    const AccessKeyId = AccessKeyMetadata?.[0]?.AccessKeyId ?? '';
    await at.iam.send(new DeleteAccessKeyCommand({ UserName: 'ann', AccessKeyId }));
    assert.equal(await errorName(ann.s3.send(new ListBucketsCommand({}))), 'InvalidAccessKeyId');
    await at.iam.send(new DeletePolicyCommand({ PolicyArn }));
    await at.iam.send(new DeleteUserCommand({ UserName: 'ann' }));
    assert.deepEqual((await at.iam.send(new ListUsersCommand({}))).Users, []);
  });

  it('get no policy that IAM would refuse', async () => {
    const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
    const malformed: readonly object[] = [
      { ...statement, Effect: 'Perhaps' },
      { ...statement, Action: 'GetObject' },
      { Effect: 'Allow', Action: 's3:GetObject' },
      { ...statement, Resource: 'my-bucket' },
      { ...statement, Resource: 'arn:aws-cn:s3:::my-bucket' },
      { ...statement, Principal: '*' },
      { ...statement, Conditions: {} },
      { ...statement, Condition: { StringAlmostEquals: { 'aws:username': 'ann' } } },
    ];
    for (const one of malformed)
      assert.equal(await errorName(allow(one)), 'MalformedPolicyDocumentException', JSON.stringify(one));
    const long = Array.from({ length: 40 }, (_, at) => ({ ...statement, Sid: `Statement${at}` }));
    assert.equal(await errorName(allow(...long)), 'LimitExceededException');
    await allow(statement);
    await at.iam.send(new DeleteUserPolicyCommand({ UserName: 'ann', PolicyName: 'own' }));
  });
});
