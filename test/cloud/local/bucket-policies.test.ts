import assert from 'node:assert/strict';
import { CreateAccessKeyCommand, CreateUserCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { tlsOnlyPolicy } from '../../../src/aws/s3/bucket-policy';
import { guestsOf } from './guests';
import { bucketPolicy, clientsOf, errorName, openCloud, type TestCloud } from './harness';

const Bucket = 'results';
const Key = 'sweeps/a';
const everyone = { Effect: 'Deny', Principal: '*', Action: 's3:*' };
const userArn = (name: string): string => `arn:aws:iam::000000000000:user/${name}`;

// docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
describe('the policy of a bucket in the local cloud', () => {
  let at: TestCloud;
  const people: ReturnType<typeof clientsOf>[] = [];

  beforeEach(async () => {
    at = await openCloud();
    for (const bucket of [Bucket, 'other']) {
      await at.s3.send(new CreateBucketCommand({ Bucket: bucket }));
      await at.s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'x' }));
    }
  });
  afterEach(async () => {
    for (const person of people.splice(0)) for (const client of Object.values(person)) client.destroy();
    await at.close();
  });

  const put = (Policy: string) => at.s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  const denyIf = (Condition: object) => put(bucketPolicy(Bucket, { ...everyone, Condition }));
  const read = (s3: S3Client, bucket = Bucket) =>
    errorName(s3.send(new GetObjectCommand({ Bucket: bucket, Key })));

  /** A user with policies of their own. */
  async function user(name: string, ...statements: readonly object[]): Promise<S3Client> {
    await at.iam.send(new CreateUserCommand({ UserName: name }));
    if (statements.length > 0)
      await at.iam.send(
        new PutUserPolicyCommand({
          UserName: name,
          PolicyName: 'own',
          PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
        }),
      );
    const { AccessKey } = await at.iam.send(new CreateAccessKeyCommand({ UserName: name }));
    const person = clientsOf({
      ...at.cloud,
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    });
    people.push(person);
    return person.s3;
  }
  const all = { Effect: 'Allow', Action: 's3:*', Resource: '*' };

  it('allows everything at the port of the cloud itself, which counts as TLS, if it requires TLS', async () => {
    await put(tlsOnlyPolicy(Bucket, 'us-east-1'));
    assert.equal(await read(at.s3), 'no error');
    assert.equal(await errorName(at.s3.send(new HeadBucketCommand({ Bucket }))), 'no error');
    assert.equal(await errorName(at.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'y' }))), 'no error');
  });

  it('denies everything with TLS if it requires the opposite, even for the administrator', async () => {
    await denyIf({ Bool: { 'aws:SecureTransport': 'true' } });
    const refused = await Promise.all(
      [
        at.s3.send(new GetObjectCommand({ Bucket, Key })),
        at.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'y' })),
        at.s3.send(new DeleteObjectCommand({ Bucket, Key })),
        at.s3.send(new ListObjectsV2Command({ Bucket })),
        at.s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [] } })),
      ].map(errorName),
    );
    assert.deepEqual(new Set(refused), new Set(['AccessDenied']));
    const deleted = await at.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }] } }));
    assert.deepEqual(
      deleted.Errors?.map(({ Code }) => Code),
      ['AccessDenied'],
    );
    assert.equal(await read(at.s3, 'other'), 'no error');
    // No one is locked out for good: the administrator can still see and change the policy.
    assert.match((await at.s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy ?? '', /SecureTransport/);
    await at.s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    assert.equal(await read(at.s3), 'no error');
  });

  it('denies the principals that it names, whatever they are allowed, and no others', async () => {
    const [ann, bob] = [await user('ann', all), await user('bob', all)];
    const deny = (who: object) =>
      put(bucketPolicy(Bucket, { Effect: 'Deny', Action: 's3:GetObject', ...who }));
    const both = async () => [await read(ann), await read(bob)];
    await deny({ Principal: { AWS: userArn('ann') } });
    assert.deepEqual(await both(), ['AccessDenied', 'no error']);
    await deny({ Principal: { AWS: [userArn('ann'), userArn('bob')] } });
    assert.deepEqual(await both(), ['AccessDenied', 'AccessDenied']);
    await deny({ Principal: { AWS: '000000000000' } });
    assert.deepEqual(await both(), ['AccessDenied', 'AccessDenied']);
    await deny({ NotPrincipal: { AWS: userArn('ann') } });
    assert.deepEqual(await both(), ['no error', 'AccessDenied']);
    await deny({ Principal: '*', Resource: `arn:aws:s3:::${Bucket}/elsewhere/*` });
    assert.deepEqual(await both(), ['no error', 'no error']);
    const message = await put(bucketPolicy(Bucket, everyone)).then(() =>
      ann.send(new GetObjectCommand({ Bucket, Key })).catch((error: Error) => error.message),
    );
    assert.match(
      String(message),
      /user\/ann is not authorized .* with an explicit deny in a resource-based policy/,
    );
  });

  it('allows the principals that it names without their own policy, but not by naming their account', async () => {
    const ann = await user('ann');
    const allow = (Principal: unknown) =>
      put(bucketPolicy(Bucket, { Effect: 'Allow', Action: 's3:GetObject', Principal }));
    assert.equal(await read(ann), 'AccessDenied');
    await allow({ AWS: userArn('ann') });
    assert.equal(await read(ann), 'no error');
    assert.equal(await errorName(ann.send(new PutObjectCommand({ Bucket, Key, Body: 'y' }))), 'AccessDenied');
    assert.equal(await read(ann, 'other'), 'AccessDenied');
    await allow({ AWS: userArn('bob') });
    assert.equal(await read(ann), 'AccessDenied');
    await allow({ AWS: 'arn:aws:iam::000000000000:root' });
    assert.equal(await read(ann), 'AccessDenied');
    await allow('*');
    assert.equal(await read(ann), 'no error');
    const bob = await user('bob', { Effect: 'Deny', Action: 's3:GetObject', Resource: '*' });
    assert.equal(await read(bob), 'AccessDenied', 'what their own policy denies stays denied');
  });

  it('is refused where it is none', async () => {
    const statement = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: `arn:aws:s3:::${Bucket}` };
    const of = (...statements: readonly unknown[]) =>
      JSON.stringify({ Version: '2012-10-17', Statement: statements });
    const { Principal: _, ...nobody } = statement;
    const { Resource: __, ...nothing } = statement;
    for (const policy of [
      ...['{', '[]', '{}', of()],
      ...[nobody, nothing].map((one) => of(one)),
      of({ ...statement, Resource: '*' }),
      of({ ...statement, Resource: 'arn:aws:s3:::other' }),
      of({ ...statement, Resource: `arn:aws:s3:::${Bucket}-2/*` }),
      of(statement, { ...statement, Resource: [statement.Resource, 'arn:aws:s3:::other/*'] }),
      of({ ...statement, Action: 'ec2:RunInstances' }),
      of({ ...statement, Effect: 'Maybe' }),
      of({ ...statement, Condition: { Maybe: { 'aws:SecureTransport': 'true' } } }),
    ])
      assert.equal(await errorName(put(policy)), 'MalformedPolicy', policy);
    assert.equal(await errorName(at.s3.send(new GetBucketPolicyCommand({ Bucket }))), 'NoSuchBucketPolicy');
  });
});

describe('the policy of a bucket, seen from an instance of the local cloud', function () {
  this.timeout(60_000);
  let at: TestCloud;
  before(async () => {
    at = await openCloud({ compute: 'processes', throttling: false });
  });
  after(() => at?.close());

  it('distinguishes AWS’s host names with TLS from those without', async () => {
    await at.s3.send(new CreateBucketCommand({ Bucket }));
    await at.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    await at.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: tlsOnlyPolicy(Bucket, 'us-east-1') }));
    const guests = guestsOf(at);
    await guests.makeRole('reader', [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }]);
    const output = await guests.outputOf(
      ['https', 'http']
        .map(
          (scheme) =>
            `aws s3api get-object --bucket ${Bucket} --key ${Key} --endpoint-url ${scheme}://s3.us-east-1.amazonaws.com /tmp/x 2>&1 | grep -oE 'ETag|AccessDenied' | head -1 | sed 's/^/${scheme}: /'`,
        )
        .join('\n'),
      { IamInstanceProfile: { Name: 'reader' } },
    );
    assert.deepEqual(
      output.split('\n').filter((line) => /^https?: /.test(line)),
      ['https: ETag', 'http: AccessDenied'],
      output,
    );
  });
});
