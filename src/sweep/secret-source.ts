/** The source of the value of a secret variable. */
export type SecretSource =
  /** The environment of the launching process. */
  | { readonly from: 'env' }
  /** A parameter in Systems Manager Parameter Store. */
  | { readonly from: 'ssm'; readonly name: string }
  /** A secret in Secrets Manager, by name or ARN. */
  | { readonly from: 'secretsmanager'; readonly name: string };

/** Reads `env`, `ssm:/path`, or `secretsmanager:name`, whose format has been validated. */
export function secretSource(written: string): SecretSource {
  const [, from, name = ''] = /^(ssm|secretsmanager):(.+)$/.exec(written) ?? [];
  return from === 'ssm' || from === 'secretsmanager' ? { from, name } : { from: 'env' };
}
