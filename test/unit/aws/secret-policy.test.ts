import assert from 'node:assert/strict';
import { secretStatements } from '../../../src/aws/iam/secret-policy';

const account = '123456789012';
const of = (policy: string) => secretStatements(policy, account);
const decrypt = (partition: string, region: string, service: string, context: string, resource: string) => ({
  Effect: 'Allow',
  Action: ['kms:Decrypt'],
  Resource: [`arn:${partition}:kms:${region}:*:key/*`],
  Condition: {
    StringEquals: { 'kms:ViaService': [service] },
    StringLike: { [`kms:EncryptionContext:${context}`]: [resource] },
  },
});

describe('the permission to read a secret', () => {
  it('of Parameter Store is for that parameter and its key', () => {
    for (const name of ['/team/token', 'token']) {
      const resource = `arn:aws:ssm:us-east-1:${account}:parameter/${name.replace(/^\//, '')}`;
      assert.deepEqual(of(`secret:us-east-1:ssm:${name}`), [
        { Effect: 'Allow', Action: ['ssm:GetParameter'], Resource: [resource] },
        decrypt('aws', 'us-east-1', 'ssm.us-east-1.amazonaws.com', 'PARAMETER_ARN', resource),
      ]);
    }
  });

  it('of Secrets Manager is for that name with any suffix, or for that ARN', () => {
    const named = `arn:aws-cn:secretsmanager:cn-north-1:${account}:secret:team/token-??????`;
    const service = 'secretsmanager.cn-north-1.amazonaws.com.cn';
    for (const [name, resource] of [
      ['team/token', named],
      [
        'arn:aws-cn:secretsmanager:cn-north-1:1:secret:x-AbCdEf',
        'arn:aws-cn:secretsmanager:cn-north-1:1:secret:x-AbCdEf',
      ],
    ] as const)
      assert.deepEqual(of(`secret:cn-north-1:secretsmanager:${name}`), [
        { Effect: 'Allow', Action: ['secretsmanager:GetSecretValue'], Resource: [resource] },
        decrypt('aws-cn', 'cn-north-1', service, 'SecretARN', resource),
      ]);
  });

  it('of the launching environment is for that variable in any folder of a sweep', () =>
    assert.deepEqual(of('secret:us-east-1:env:HF_TOKEN'), [
      {
        Effect: 'Allow',
        Action: ['ssm:GetParameter'],
        Resource: [`arn:aws:ssm:us-east-1:${account}:parameter/spawn/secrets/${'?'.repeat(32)}/HF_TOKEN`],
      },
    ]));

  it('is none for another policy', () => {
    for (const policy of [
      's3:ReadOnly',
      'secret:us-east-1:vault:x',
      'secret:us-east-1:ssm:',
      'secret::ssm:x',
      'a secret:us-east-1:ssm:x',
    ])
      assert.equal(of(policy), undefined, policy);
  });
});
