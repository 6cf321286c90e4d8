import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { awsFile } from '../engine/account/aws-files';
import { signInArguments } from '../engine/account/profiles';
import type { Failure } from '../engine/failure';
import { partitionOf } from '../sweep/partition';
import { type Doing, failureFrom, failureOf } from './failure';

/** AWS returns these for an unknown access key, and so does a region that isn't enabled. */
const unknownKey: ReadonlySet<string> = new Set([
  'AuthFailure',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
]);

/** Adds to a refusal of credentials whether the region refuses them, and how to renew the session. */
export async function explainCredentials(
  failure: Failure,
  doing: Doing,
  clients: { sts(region: string): STSClient },
): Promise<Failure> {
  const { cause, code, message } = failure;
  const { profile, region } = doing;
  if (region !== undefined && unknownKey.has(code) && (await isKnownElsewhere(region, clients))) {
    return failureFrom({ code: 'RegionNotEnabled', message, status: undefined }, doing, cause);
  }
  const name = profile ?? process.env['AWS_PROFILE'] ?? 'default';
  const signIn = signInArguments(await awsFile('config'), name);
  return signIn === undefined ? failure : failureOf(cause, { ...doing, signIn: `aws ${signIn.join(' ')}` });
}

/** Whether the region that is enabled in every account of the partition accepts these credentials. */
async function isKnownElsewhere(
  region: string,
  clients: { sts(region: string): STSClient },
): Promise<boolean> {
  const { homeRegion: home } = partitionOf(region);
  if (home === region) return false;
  try {
    await clients.sts(home).send(new GetCallerIdentityCommand({}));
    return true;
  } catch {
    // Whatever the reason, nothing more is known, so the refusal is reported unchanged.
    return false;
  }
}
