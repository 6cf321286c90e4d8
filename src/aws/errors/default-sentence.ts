import { t } from '@vscode/l10n';
import type { FailureKind } from '../../engine/failure';
import { unknownCredentials } from './account-rows';
import type { Doing, Facts } from './row';

/** What is said of an answer whose row has no sentence of its own. */
export function defaultSentence(kind: FailureKind, facts: Facts, doing: Doing): string {
  const { code, message } = facts;
  const { action, bucket, region = '' } = doing;
  switch (kind) {
    case 'capacity':
      return t(
        'EC2 has no room for this in {0} now ({1}). Spawn tries the next type or zone, then waits.',
        region,
        message,
      );
    case 'place':
      return t(
        'EC2 does not launch this in the zone that was asked for ({0}). Spawn tries the other zones of {1}; where none is left, name another zone, subnet or instance type.',
        message,
        region,
      );
    case 'type':
      return t(
        'EC2 does not launch this instance type as asked ({0}). Spawn tries the other types of instance_type; where none is left, name another one.',
        message,
      );
    case 'request-size':
      return t('EC2 takes fewer instances in one call ({0}). Spawn launches them in smaller calls.', message);
    case 'quota':
      return t(
        'A quota of this account in {0} does not allow more ({1}: {2}). Raise it under Service Quotas in the AWS console, or set max_concurrent so that fewer live at once.',
        region,
        code,
        message,
      );
    case 'account':
      return t(
        'This account may launch nothing in {0} now ({1}: {2}). See to it in the AWS console, then resume the sweep.',
        region,
        code,
        message,
      );
    case 'throttled':
      return t('AWS asks for fewer requests ({0}). Spawn waits and goes on by itself.', code);
    case 'rejected':
    case 'bad-input':
      return t('AWS refused {0}: {1} ({2})', action, message, code);
    case 'credentials':
      return unknownCredentials(facts, doing);
    case 'permission':
      return t(
        'This user or role may not {0} ({1}). docs/aws.md has the policy that Spawn needs; ask whoever keeps the account.',
        action,
        message,
      );
    case 'not-found':
      return bucket === undefined
        ? t('AWS does not know this any more: {0} ({1})', message, code)
        : t('Bucket {0} does not hold this, or does not exist ({1}).', bucket, code);
    case 'network':
      return unreachable(facts, doing);
    case 'unavailable':
      return t(
        'AWS could not do {0} just now ({1}: {2}). Nothing is lost; try again in a moment.',
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
      'Nothing answers at {0} ({1}), the address in AWS_ENDPOINT_URL. Start what should answer there, or unset the variable to reach AWS.',
      endpoint,
      code,
    );
  }
  if (endpoint !== undefined) {
    return t(
      'Nothing answers at {0} ({1}). Start the local cloud (spawn local start), then try again.',
      endpoint,
      code,
    );
  }
  if (code === 'ENOTFOUND' && region !== undefined) {
    return t(
      'AWS cannot be reached in {0}: its address is unknown. Check the network, and whether {0} is a region.',
      region,
    );
  }
  return t(
    'AWS cannot be reached ({0}). What runs goes on and keeps its time to live. Check the network and try again.',
    message === '' ? code : message,
  );
}
