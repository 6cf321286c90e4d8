import { t } from '@vscode/l10n';
import type { FailureKind } from '../../engine/failure';
import { unknownCredentials } from './account-rows';
import type { Doing, Facts } from './row';

/** The sentence for an error whose row doesn't have one. */
export function defaultSentence(kind: FailureKind, facts: Facts, doing: Doing): string {
  const { code, message } = facts;
  const { action, bucket, region = '' } = doing;
  switch (kind) {
    case 'capacity':
      return t(
        'EC2 has insufficient capacity in {0} at the moment ({1}). Spawn tries the next type or zone, then waits.',
        region,
        message,
      );
    case 'place':
      return t(
        "EC2 can't launch this in the requested zone ({0}). Spawn tries the other zones of {1}. If none of them works, specify another zone, subnet, or instance type.",
        message,
        region,
      );
    case 'type':
      return t(
        "EC2 can't launch this instance type as requested ({0}). Spawn tries the other types of instance_type. If none of them works, specify another one.",
        message,
      );
    case 'request-size':
      return t(
        'EC2 accepts fewer instances in one call ({0}). Spawn launches them in smaller calls.',
        message,
      );
    case 'quota':
      return t(
        "A quota of this account in {0} doesn't allow more ({1}: {2}). Request an increase under Service Quotas in the AWS console, or set max_concurrent so that fewer instances run at once.",
        region,
        code,
        message,
      );
    case 'account':
      return t(
        "This account can't launch instances in {0} at the moment ({1}: {2}). Resolve this in the AWS console, then resume the sweep.",
        region,
        code,
        message,
      );
    case 'throttled':
      return t('AWS is throttling requests ({0}). Spawn waits and continues automatically.', code);
    case 'rejected':
    case 'bad-input':
      return t('AWS refused {0}: {1} ({2})', action, message, code);
    case 'credentials':
      return unknownCredentials(facts, doing);
    case 'permission':
      return t(
        "This user or role isn't allowed to perform {0} ({1}). docs/aws.md has the policy that Spawn needs; ask your administrator for it.",
        action,
        message,
      );
    case 'not-found':
      return bucket === undefined
        ? t("AWS can't find this any longer: {0} ({1})", message, code)
        : t("Bucket {0} doesn't contain this, or doesn't exist ({1}).", bucket, code);
    case 'network':
      return unreachable(facts, doing);
    case 'unavailable':
      return t(
        "AWS couldn't complete {0} ({1}: {2}). Nothing is lost. Try again in a moment.",
        action,
        code,
        message,
      );
    case 'storage':
      return message;
    case 'cancelled':
      return t('{0} was stopped.', action);
  }
}

function unreachable({ code, message }: Facts, { endpoint, foreign, region }: Doing): string {
  if (endpoint !== undefined && foreign === true) {
    return t(
      'No response from {0} ({1}), the address in AWS_ENDPOINT_URL. Start the service at that address, or unset the variable to use AWS.',
      endpoint,
      code,
    );
  }
  if (endpoint !== undefined) {
    return t(
      'No response from {0} ({1}). Start the local cloud (spawn local start), then try again.',
      endpoint,
      code,
    );
  }
  if (code === 'ENOTFOUND' && region !== undefined) {
    return t(
      "Can't reach AWS in {0}: its address can't be resolved. Check the network, and check that {0} is a region.",
      region,
    );
  }
  return t(
    "Can't reach AWS ({0}). Running instances continue and keep their TTL. Check the network and try again.",
    message === '' ? code : message,
  );
}
