import assert from 'node:assert/strict';
import { designRole, samePolicy } from '../../../src/aws/iam/role';
import { Failure } from '../../../src/engine/failure';

describe('instance roles', () => {
  it('are named after what they allow, in whatever order it is written', () => {
    const one = designRole('bucket', ['s3:ReadOnly', 'logs:WriteOnly'], 'aws');
    const other = designRole('bucket', ['logs:WriteOnly', 's3:ReadOnly', 's3:ReadOnly'], 'aws');
    assert.deepEqual(one, other);
    assert.match(one.name, /^spawn-instance-[0-9a-f]{12}$/);
    assert.notEqual(one.name, designRole('bucket', ['s3:ReadOnly'], 'aws').name);
    assert.notEqual(one.name, designRole('other', ['s3:ReadOnly', 'logs:WriteOnly'], 'aws').name);
  });

  it('may put under sweeps/ and read nothing but launch tables and packed files', () => {
    const { policy } = designRole('bucket', [], 'aws');
    assert.deepEqual(JSON.parse(policy), {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: ['s3:PutObject'], Resource: ['arn:aws:s3:::bucket/sweeps/*'] },
        {
          Effect: 'Allow',
          Action: ['s3:GetObject'],
          Resource: ['arn:aws:s3:::bucket/sweeps/*/tables/*', 'arn:aws:s3:::bucket/sweeps/*/files/*'],
        },
      ],
    });
  });

  it('refuse a template that does not exist', () => {
    assert.throws(
      () => designRole('bucket', ['s3:Everything'], 'aws'),
      (error) => error instanceof Failure && error.code === 'UnknownPolicy',
    );
  });

  it('are compared by what their policy says, not by how it is laid out', () => {
    assert.equal(samePolicy('{"a": 1, "b": [1, 2]}', '{"b":[1,2],"a":1}'), true);
    assert.equal(samePolicy('{"a": 1}', '{"a": 2}'), false);
    assert.equal(samePolicy('not json', '{}'), false);
  });
});
