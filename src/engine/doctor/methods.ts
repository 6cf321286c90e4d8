import type { Engine } from '../engine';
import { Failure } from '../failure';
import type { OpenSession, Session } from '../session';
import { type Check, checked } from './check';
import {
  accountChecks,
  clockCheck,
  credentialsCheck,
  launchCheck,
  networkCheck,
  quotaCheck,
  skipped,
} from './cloud-checks';

/** Whether launches would work, and what to do if they wouldn't. */
export const doctorMethods = (
  open: OpenSession,
  engine: Pick<Engine, 'preview' | 'setupState'>,
): Pick<Engine, 'checkUp'> => ({
  async checkUp(instanceType, signal) {
    const session = await sessionOr(open, signal);
    if ('verdict' in session)
      return [session, ...skipped(['clock', 'bucket', 'role', 'network', 'quota', 'launch'])];
    const { bucket, cloud, clock, identity } = session;
    const compute = cloud.compute(identity.region);
    const [account, ...others] = await Promise.all([
      accountState(engine, session),
      checked('network', async () => networkCheck(identity.region, await compute.zones(signal)), 'unknown'),
      checked('quota', () => quotaCheck(session, instanceType), 'unknown'),
      checked('launch', () => launchCheck(engine, session, instanceType)),
    ]);
    const expiresAt = await cloud.account.credentialsExpireAt();
    return [
      { name: 'region', verdict: 'ok', message: identity.region },
      credentialsCheck(identity, expiresAt, clock.now()),
      // By now AWS has answered.
      clockCheck(cloud.ahead()),
      ...('verdict' in account ? [account] : accountChecks(bucket.name, account)),
      ...others,
    ];
  },
});

async function sessionOr(open: OpenSession, signal: AbortSignal | undefined): Promise<Session | Check> {
  try {
    return await open(signal);
  } catch (error) {
    if (!(error instanceof Failure) || error.kind === 'cancelled') throw error;
    return { name: 'credentials', verdict: 'problem', message: error.message };
  }
}

async function accountState(engine: Pick<Engine, 'setupState'>, { signal }: Session) {
  try {
    return await engine.setupState(signal);
  } catch (error) {
    if (!(error instanceof Failure) || error.kind === 'cancelled') throw error;
    return { name: 'bucket', verdict: 'problem', message: error.message } satisfies Check;
  }
}
