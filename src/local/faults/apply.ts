import type { TimerClock } from '../clock';
import { AwsError } from '../failure';
import type { Response } from '../server/response';
import type { Fault } from './schedule';

/** Runs a call's work with a fault. */
export async function withFault(
  fault: Fault | undefined,
  clock: TimerClock,
  work: () => Promise<Response>,
): Promise<Response> {
  if (fault === undefined) return work();
  switch (fault.kind) {
    case 'slow':
      await new Promise<void>((resolve) => clock.after(fault.milliseconds, resolve));
      return work();
    case 'drop':
      if (fault.after === true) await work();
      return cutOff;
    case 'error':
      if (fault.after === true) await work();
      throw new AwsError(
        fault.code,
        fault.message ?? defaultMessage(fault.code),
        fault.status ?? statusOf(fault.code),
      );
  }
}

/** No answer: the connection is closed. */
const cutOff: Response = { status: 0, headers: {}, cut: true };

function statusOf(code: string): number {
  if (/^(RequestLimitExceeded|Unavailable|ServiceUnavailable|SlowDown|Throttling)/.test(code)) return 503;
  if (/^(Insufficient.*Capacity|Internal(Error|Failure)|ServerInternal)/.test(code)) return 500;
  if (/^(AccessDenied|UnauthorizedOperation|SignatureDoesNotMatch|AuthFailure)/.test(code)) return 403;
  return 400;
}

const messages: Readonly<Record<string, string>> = {
  RequestLimitExceeded: 'Request limit exceeded.',
  InsufficientInstanceCapacity:
    'We currently do not have sufficient capacity in the Availability Zone you requested. Our system will be working on provisioning additional capacity.',
  VcpuLimitExceeded:
    'You have requested more vCPU capacity than your current vCPU limit allows for the instance bucket that the specified instance type belongs to.',
  SlowDown: 'Please reduce your request rate.',
  InternalError: 'An internal error has occurred',
  ExpiredToken: 'The provided token has expired.',
  RequestExpired: 'Request has expired.',
};

const defaultMessage = (code: string): string =>
  (Object.hasOwn(messages, code) ? messages[code] : undefined) ?? code;
