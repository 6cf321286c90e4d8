import { secretsRoot } from '../../plan/plan';
import { partitionOf } from '../../sweep/partition';
import type { Statement } from './templates';

/** Names of the folders of secrets: 128 bits in hex. */
const folder = `${secretsRoot}${'?'.repeat(32)}/`;

/**
 * The permission of an instance to read one secret, written as `secret:<region>:ssm:/path` and so on; undefined for
 * another policy. A customer managed key can be used to decrypt only for that service and that secret; AWS managed keys
 * require no permission.
 */
export function secretStatements(policy: string, account: string): readonly Statement[] | undefined {
  const [, region = '', from, name = ''] =
    /^secret:([\w-]+):(ssm|secretsmanager|env):(.+)$/.exec(policy) ?? [];
  if (from === undefined) return undefined;
  const { domain, name: partition } = partitionOf(region);
  const parameter = (path: string): string =>
    `arn:${partition}:ssm:${region}:${account}:parameter${path.startsWith('/') ? path : `/${path}`}`;
  const decrypt = (service: string, context: string, resource: string): Statement => ({
    Effect: 'Allow',
    Action: ['kms:Decrypt'],
    Resource: [`arn:${partition}:kms:${region}:*:key/*`],
    Condition: {
      StringEquals: { 'kms:ViaService': [`${service}.${region}.${domain}`] },
      StringLike: { [`kms:EncryptionContext:${context}`]: [resource] },
    },
  });
  switch (from) {
    case 'env':
      return [{ Effect: 'Allow', Action: ['ssm:GetParameter'], Resource: [parameter(`${folder}${name}`)] }];
    case 'ssm':
      return [
        { Effect: 'Allow', Action: ['ssm:GetParameter'], Resource: [parameter(name)] },
        decrypt('ssm', 'PARAMETER_ARN', parameter(name)),
      ];
    default: {
      const secret = name.startsWith('arn:')
        ? name
        : `arn:${partition}:secretsmanager:${region}:${account}:secret:${name}-??????`;
      return [
        { Effect: 'Allow', Action: ['secretsmanager:GetSecretValue'], Resource: [secret] },
        decrypt('secretsmanager', 'SecretARN', secret),
      ];
    }
  }
}
