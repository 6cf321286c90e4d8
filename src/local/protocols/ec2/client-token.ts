import { AwsError } from '../../failure';
import { sha256Hex } from '../../signing/sha256';
import type { Ec2Call, Ec2Context } from './context';
import type { Ec2Instance } from './instance';

/**
 * Launches once per client token: a repeated call gets the instances of the first call, in their current state. Tokens
 * are zonal: the same token in another named zone is a separate launch
 * (docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html).
 * @throws AwsError IdempotentParameterMismatch if a token is reused with other parameters
 */
export function withClientToken(
  context: Ec2Context,
  { params, region }: Ec2Call,
  zone: string | undefined,
  launch: () => readonly Ec2Instance[],
): readonly Ec2Instance[] {
  const token = params.text('ClientToken');
  if (token === undefined || token === '') return launch();
  if (token.length > 64 || /[^\x20-\x7e]/.test(token))
    throw new AwsError('InvalidParameterValue', 'ClientToken must be at most 64 ASCII characters.');
  const uses = context.tokens;
  const key = `${region}/${zone ?? ''}/${token}`;
  const fingerprint = sha256Hex(params.fingerprint(['DryRun']));
  const used = uses.get(key);
  if (used === undefined) {
    const launched = launch();
    uses.set(key, { fingerprint, instanceIds: launched.map((instance) => instance.id) });
    return launched;
  }
  if (used.fingerprint !== fingerprint)
    throw new AwsError(
      'IdempotentParameterMismatch',
      'The client token you have provided is associated with a resource whose parameters do not match those in the request.',
    );
  return used.instanceIds.map((id) => context.fleet.find(id)).filter((instance) => instance !== undefined);
}
