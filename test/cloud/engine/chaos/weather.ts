import type { Random } from '../../../../src/engine/clock';
import { type Answer, ec2Error, type Passing } from '../proxy';

/** What a schedule draws its faults from. */
export interface Odds {
  readonly fault: number;
  readonly death: number;
  /** Called when the engine waits for instances to end. */
  readonly onWait: () => Promise<void>;
  /** Whether EC2 has launched something by now that a quota would count. */
  readonly hasLaunched: () => boolean;
  onLaunch(): void;
}

const isLaunch = ({ action, parameters }: Passing): boolean =>
  action === 'RunInstances' && parameters.get('DryRun') !== 'true';

/** Passes an answer on; of a launch that succeeded the schedule hears. */
export function tell(passing: Passing, odds: Odds, answer: Answer): Answer {
  if (isLaunch(passing) && answer.status === 200) odds.onLaunch();
  return answer;
}

const expiredForS3 = (): Answer => ({
  status: 400,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from(
    '<?xml version="1.0"?><Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>',
  ),
});

/** One fault of those that AWS and the network know. */
export async function fault(passing: Passing, random: Random, odds: Odds): Promise<Answer> {
  const drop = (): Promise<Answer> => Promise.reject(new Error('connection lost'));
  const launching = isLaunch(passing);
  const ask = async (): Promise<Answer> => tell(passing, odds, await passing.ask());
  const faults: (() => Promise<Answer>)[] = [
    drop,
    () => ask().then(drop),
    async () =>
      ec2Error(503, passing.action.includes('/') ? 'SlowDown' : 'RequestLimitExceeded', 'Slow down.'),
    async () => ec2Error(500, 'InternalError', 'An internal error has occurred.'),
    () => ask().then(() => ec2Error(500, 'InternalError', 'An internal error has occurred.')),
    ...(passing.action.includes('/') ? [async () => expiredForS3()] : []),
    ...(launching && odds.hasLaunched()
      ? [
          // Others use the quota too. It leaves room by the count of our own, so it is asked again.
          async () =>
            ec2Error(
              400,
              'VcpuLimitExceeded',
              'You have requested more vCPU capacity than your current vCPU limit of 1000 allows.',
            ),
        ]
      : []),
    ...(launching
      ? [
          async () => ec2Error(500, 'InsufficientInstanceCapacity', 'No capacity.'),
          async () => ec2Error(400, 'RequestExpired', 'Request has expired.'),
          async () => ec2Error(503, 'Unavailable', 'The server is overloaded.'),
        ]
      : []),
  ];
  const chosen = faults[Math.floor(random() * faults.length)];
  return chosen === undefined ? ask() : chosen();
}
