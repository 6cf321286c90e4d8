import { AwsError } from '../failure';
import { jsonResponse, readJson } from '../protocols/json';
import { type Request, readBody } from '../server/request';
import type { Response } from '../server/response';
import { claimOf } from '../signing/claim';
import type { KeyRing } from '../signing/principal';
import { type Times, verify } from '../signing/verify';
import type { Control } from './control';
import { readSchedule } from './read-schedule';

/**
 * `POST /_spawn/control`, signed for the service `spawn` with the account's own key: one command as JSON, such as
 * `{"advance": 60000}`. Answers `{"now": …, "injected": […]}`, and with `{"bill": true}` the `bill` as well. @throws
 * AwsError
 */
export async function answerControl(
  control: Control,
  request: Request,
  keys: KeyRing,
  times: Times,
): Promise<Response> {
  const body = await readBody(request, 1024 * 1024);
  const claim = claimOf(request);
  if (claim === undefined || claim.service !== 'spawn')
    throw new AwsError('MissingAuthenticationToken', 'Sign this request for the service "spawn".', 403);
  const { principal } = await verify(request, claim, keys, times, body);
  if (principal.kind !== 'account')
    throw new AwsError('AccessDenied', 'Only the account itself controls its cloud.', 403);
  const { bill, ...commands } = readJson(body);
  for (const [command, value] of Object.entries(commands)) obey(control, command, value);
  return jsonResponse(
    { now: control.now(), injected: control.injected(), ...(bill === true ? { bill: control.bill() } : {}) },
    '',
  );
}

function obey(control: Control, command: string, value: unknown): void {
  switch (command) {
    case 'faults':
      control.faults(readSchedule(value));
      break;
    case 'advance':
      if (typeof value !== 'number' || !(value >= 0))
        throw invalid('"advance" needs milliseconds, 0 or more.');
      control.advance(value);
      break;
    case 'interrupt':
      control.interrupt(idsOf(value));
      break;
    case 'kill':
      control.kill(idsOf(value));
      break;
    case 'rebootHost':
      control.rebootHost();
      break;
    case 'expireSessions':
      control.expireSessions();
      break;
    default:
      throw invalid(`There is no command "${command}".`);
  }
}

function idsOf(value: unknown): string[] {
  if (!Array.isArray(value)) throw invalid('Instance ids come as a list.');
  return value.map(String);
}

const invalid = (message: string) => new AwsError('ValidationException', message);
