import assert from 'node:assert/strict';
import { designRole as design, samePolicy } from '../../../src/aws/iam/role';
import { Failure } from '../../../src/engine/failure';

const designRole = (bucket: string | undefined, policies: readonly string[], partition = 'aws') =>
  design({ bucket, policies, partition, account: '123456789012' });

describe('instance roles', () => {
  it('are named after what they allow, in whatever order it is written', () => {
    const one = designRole('bucket', ['s3:ReadOnly', 'logs:WriteOnly']);
    const other = designRole('bucket', ['logs:WriteOnly', 's3:ReadOnly', 's3:ReadOnly']);
    assert.deepEqual(one, other);
    assert.match(one.name, /^spawn-instance-[0-9a-f]{12}$/);
    assert.notEqual(one.name, designRole('bucket', ['s3:ReadOnly']).name);
    assert.notEqual(one.name, designRole('other', ['s3:ReadOnly', 'logs:WriteOnly']).name);
  });

  it('are for EC2 alone, by the name that it has in their partition', () => {
    for (const [partition, service] of [
      ['aws', 'ec2.amazonaws.com'],
      ['aws-us-gov', 'ec2.amazonaws.com'],
      ['aws-cn', 'ec2.amazonaws.com.cn'],
    ] as const)
      assert.deepEqual(JSON.parse(designRole('bucket', [], partition).trust), {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
      });
  });

  it('list what runs compare with stop_early, and nothing else of the bucket', () => {
    const statements = JSON.parse(designRole('bucket', ['rungs:List']).policy).Statement;
    assert.deepEqual(statements.slice(3), [
      {
        Effect: 'Allow',
        Action: ['s3:ListBucket'],
        Resource: ['arn:aws:s3:::bucket'],
        Condition: {
          StringLike: { 's3:prefix': ['sweeps/*/rungs/*'] },
          StringEquals: { 'aws:ResourceAccount': ['123456789012'] },
        },
      },
    ]);
    assert.deepEqual(JSON.parse(designRole(undefined, ['rungs:List']).policy).Statement, []);
  });

  it('write nothing into the record of any sweep by a template, under no name of its bucket', () => {
    const records = [
      'arn:aws:s3:::spawn-results-*/sweeps/*',
      'arn:aws:s3:::bucket/sweeps/*',
      'arn:aws:s3:*:*:accesspoint/*',
    ];
    const statements = (template: string): readonly Readonly<Record<string, unknown>>[] =>
      JSON.parse(designRole('bucket', [template]).policy).Statement;
    const grants = (template: string) => statements(template).filter((one) => 'NotResource' in one);
    assert.deepEqual(
      grants('s3:WriteOnly').map(({ NotResource }) => NotResource),
      [records],
    );
    assert.deepEqual(
      grants('s3:FullAccess').map(({ NotResource }) => NotResource),
      [['arn:aws:s3:::spawn-results-*', 'arn:aws:s3:::bucket', ...records], records],
    );
    assert.deepEqual(grants('s3:ReadOnly'), []);
  });

  it('may write what carries their own identity, and read nothing but launch tables and packed files', () => {
    const { policy } = designRole('bucket', []);
    const Condition = { StringEquals: { 'aws:ResourceAccount': ['123456789012'] } };
    const sha256 = '?'.repeat(64);
    assert.deepEqual(JSON.parse(policy), {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['s3:PutObject'],
          Resource: [`arn:aws:s3:::bucket/sweeps/*/spawn-instance=\${aws:userid}/*`],
          Condition,
        },
        {
          Effect: 'Deny',
          Action: ['s3:PutObject'],
          Resource: ['arn:aws:s3:::bucket/sweeps/*/spawn-instance=*/spawn-instance=*'],
        },
        {
          Effect: 'Allow',
          Action: ['s3:GetObject'],
          Resource: [
            `arn:aws:s3:::bucket/sweeps/*/tables/${sha256}.gz`,
            `arn:aws:s3:::bucket/sweeps/*/files/${sha256}.tar.gz`,
          ],
          Condition,
        },
      ],
    });
  });

  it('allows the actions of a template in the bucket or folder that it is narrowed to', () => {
    const added = (policy: string, partition = 'aws'): unknown =>
      JSON.parse(designRole('bucket', [policy], partition).policy).Statement.slice(3);
    const may = (actions: readonly string[], ...resources: readonly string[]) => ({
      Effect: 'Allow',
      Action: actions,
      Resource: resources,
    });
    const mine = 'arn:aws:s3:::mine';
    const where = may(['s3:GetBucketLocation'], mine);
    const inFolder = { Condition: { StringLike: { 's3:prefix': ['in/a', 'in/a/*'] } } };
    assert.deepEqual(added('s3:ReadOnly'), [{ ...may(['s3:Get*', 's3:List*']), Resource: '*' }]);
    assert.deepEqual(added('s3:ReadOnly:mine'), [
      may(['s3:GetObject*'], `${mine}/*`),
      may(['s3:ListBucket'], mine),
      where,
    ]);
    assert.deepEqual(added('s3:ReadOnly:mine/in/a'), [
      may(['s3:GetObject*'], `${mine}/in/a/*`),
      { ...may(['s3:ListBucket'], mine), ...inFolder },
      where,
    ]);
    assert.deepEqual(added('s3:WriteOnly:mine/in', 'aws-cn'), [
      may(
        ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
        'arn:aws-cn:s3:::mine/in/*',
      ),
    ]);
    assert.deepEqual(added('s3:FullAccess:mine'), [may(['s3:*'], mine, `${mine}/*`)]);
    assert.deepEqual(added('s3:FullAccess:mine/in/a'), [
      may(['s3:*'], `${mine}/in/a/*`),
      { ...may(['s3:ListBucket'], mine), ...inFolder },
      where,
    ]);
  });

  it('let no template write the record of any sweep', () => {
    for (const scope of ['bucket', 'bucket/sweeps', 'bucket/sweeps/x', 'spawn-results-1-eu-central-1']) {
      for (const template of ['s3:WriteOnly', 's3:FullAccess'])
        assert.throws(
          () => designRole('bucket', [`${template}:${scope}`]),
          (error) =>
            error instanceof Failure && error.code === 'PolicyWritesRecord' && /folder/.test(error.message),
          `${template}:${scope}`,
        );
      assert.ok(designRole('bucket', [`s3:ReadOnly:${scope}`]));
    }
    assert.ok(designRole('bucket', ['s3:FullAccess:bucket/data']));
  });

  it('refuse a template that does not exist, or that nothing narrows', () => {
    for (const policy of ['s3:Everything', 'sqs:ReadOnly:mine', 's3:ReadOnly:mine/*', 's3:ReadOnly:']) {
      assert.throws(
        () => designRole('bucket', [policy]),
        (error) => error instanceof Failure && error.code === 'UnknownPolicy',
        policy,
      );
    }
  });

  it('are compared by the content of their policy, not by its layout', () => {
    assert.equal(samePolicy('{"a": 1, "b": [1, 2]}', '{"b":[1,2],"a":1}'), true);
    assert.equal(samePolicy('{"a": 1}', '{"a": 2}'), false);
    assert.equal(samePolicy('not json', '{}'), false);
  });
});
