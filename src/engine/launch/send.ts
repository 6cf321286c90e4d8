import { t } from '@vscode/l10n';
import type { Clock, Random } from '../clock';
import { Failure } from '../failure';
import type { CallEntry, LaunchedInstance } from '../journal/entry';
import type { Cloud, Instance, LaunchCall } from '../ports';
import { sweepTags } from '../track/instances';
import { fullJitter } from './back-off';
import { type Composed, callTag } from './compose';

/** The final answer of a call. */
export type CallAnswer =
  | {
      readonly kind: 'launched';
      readonly instances: readonly LaunchedInstance[];
      readonly seen: readonly Instance[];
    }
  | { readonly kind: 'refused'; readonly failure: Failure };

export interface SendOptions {
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal | undefined;
  /** Instance profiles that Spawn created: EC2 may not know them yet. */
  readonly ownProfiles: ReadonlySet<string>;
  /** The call may have been sent before: it was recorded without its outcome. */
  readonly sentBefore: boolean;
  onWait?(failure: Failure): void;
}

/** How often a call with an unknown outcome is sent again before the launch stops; with the pauses, about two minutes. */
const unsureTries = 8;
/** IAM needs some seconds until EC2 knows a new instance profile. */
const profileTries = 10;

/**
 * Sends a call until it has an answer. A call without an answer, or one that was throttled, is sent again with the same
 * token and the same bytes, so that EC2 launches it at most once.
 * @throws Failure if the outcome of the call stays unknown, or no call is possible at all.
 */
export async function sendCall(composed: Composed, options: SendOptions): Promise<CallAnswer> {
  const { entry, request: call } = composed;
  const { cloud, clock, random, signal } = options;
  const compute = cloud.compute(entry.region);
  for (let throttled = 0, unsure = 0, unknownProfile = 0; ; ) {
    signal?.throwIfAborted();
    try {
      // Without the signal: an active call isn't aborted, since its answer is needed to know its instances.
      const seen = await compute.launch(call);
      return { kind: 'launched', instances: rowsOf(entry, seen), seen };
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      switch (failure.kind) {
        case 'throttled':
          options.onWait?.(failure);
          await fullJitter(clock, random, throttled, { base: 1_000, cap: 30_000 }, signal);
          throttled += 1;
          break;
        case 'network':
        case 'unavailable':
          unsure += 1;
          if (unsure >= unsureTries) throw failure;
          options.onWait?.(failure);
          await fullJitter(clock, random, unsure, { base: 1_000, cap: 30_000 }, signal);
          break;
        case 'account':
        case 'credentials':
        case 'cancelled':
        case 'storage':
          throw failure;
        case 'capacity':
        case 'place':
        case 'type':
        case 'request-size':
        case 'quota':
        case 'rejected':
        case 'permission':
        case 'not-found':
        case 'bad-input':
          unknownProfile += 1;
          if (!isUnknownYet(failure, call, options) || unknownProfile >= profileTries) {
            // After a lost answer, a refusal doesn't prove that nothing was launched.
            const doubtful = options.sentBefore || unsure > 0 || madeByToken.has(failure.code);
            return doubtful ? madeBefore(composed, failure, options) : { kind: 'refused', failure };
          }
          options.onWait?.(newRole(failure));
          await fullJitter(clock, random, unknownProfile, { base: 1_000, cap: 8_000 }, signal);
          break;
      }
    }
  }
}

/** EC2 knows the token: the instances may be running, or have ended. */
const madeByToken: ReadonlySet<string> = new Set([
  'IdempotentParameterMismatch',
  'IdempotentInstanceTerminated',
]);

/** Searches for instances of a call before it is assumed to have launched nothing. */
const looks = 4;
/** Milliseconds before the second search; each later pause is twice as long. */
const firstPause = 2_000;

/**
 * A refusal of a call that may have been sent before. EC2 answers a known token with the instances that it launched,
 * but it can refuse for reasons that it checks before the token (a permission that was removed, or a request that has
 * changed: `IdempotentParameterMismatch`). The launched instances are then found by their tags, which EC2 may return
 * only after a while.
 */
async function madeBefore(
  { entry, request }: Composed,
  failure: Failure,
  { clock, cloud, signal }: SendOptions,
): Promise<CallAnswer> {
  const compute = cloud.compute(entry.region);
  const { 'sweep:id': sweepId = '', [callTag]: call = '' } = request.tags;
  for (let look = 1; ; look += 1) {
    const seen = await compute.describe({ ...sweepTags(sweepId), [callTag]: call }, signal);
    if (seen.length >= entry.rows.length || (seen.length > 0 && look >= looks)) {
      return { kind: 'launched', instances: rowsOf(entry, seen), seen };
    }
    if (look >= looks) return { kind: 'refused', failure };
    await clock.sleep(firstPause * 2 ** (look - 1), signal);
  }
}

/** Runs and their instances by the indexes in the answer, which can have gaps. */
const rowsOf = (entry: CallEntry, instances: readonly Instance[]): readonly LaunchedInstance[] =>
  instances.flatMap((instance) => {
    const run = entry.rows[instance.launchIndex];
    return run === undefined ? [] : [{ run, id: instance.id, launchedAt: instance.launchedAt }];
  });

/** The reason of a temporary refusal. */
const newRole = (cause: Failure): Failure =>
  new Failure(
    'unavailable',
    'RoleNotKnownYet',
    t('Waiting for the new role to become available in EC2: a few seconds, the first time only.'),
    { cause },
  );

const isUnknownYet = (
  failure: Failure,
  { instanceProfile }: LaunchCall,
  { ownProfiles }: SendOptions,
): boolean =>
  failure.code === 'InvalidParameterValue' &&
  /iam ?instance ?profile/i.test(failure.message) &&
  instanceProfile !== undefined &&
  ownProfiles.has(instanceProfile);
