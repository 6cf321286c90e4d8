/** Where the value of a secret variable comes from. */
export type SecretSource =
  /** The environment of the process that launches. */
  | { readonly from: 'env' }
  /** A parameter of Systems Manager's Parameter Store. */
  | { readonly from: 'ssm'; readonly name: string }
  /** A secret of Secrets Manager, by name or ARN. */
  | { readonly from: 'secretsmanager'; readonly name: string };

/** Reads `env`, `ssm:/path` or `secretsmanager:name`, whose form is checked. */
export function secretSource(written: string): SecretSource {
  const [, from, name = ''] = /^(ssm|secretsmanager):(.+)$/.exec(written) ?? [];
  return from === 'ssm' || from === 'secretsmanager' ? { from, name } : { from: 'env' };
}
