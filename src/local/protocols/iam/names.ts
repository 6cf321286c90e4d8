import { randomBytes } from 'node:crypto';
import { AwsError } from '../../failure';
import type { Params } from '../query';

/** IAM's rules for names of users, roles, policies, and profiles. @throws AwsError ValidationError */
export function resourceNameOf(params: Params, parameter: string): string {
  const name = params.required(parameter);
  const longest = parameter === 'RoleName' || parameter === 'UserName' ? 64 : 128;
  if (!/^[\w+=,.@-]+$/.test(name) || name.length > longest)
    throw new AwsError(
      'ValidationError',
      `The specified value for ${parameter} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_- and be at most ${longest} characters long`,
    );
  return name;
}

/** The path of a name in its ARN, `/` by default. @throws AwsError ValidationError */
export function pathOf(params: Params): string {
  const path = params.text('Path') ?? '/';
  if (!/^\/(?:[\x21-\x7e]{1,510}\/)?$/.test(path))
    throw new AwsError(
      'ValidationError',
      'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
    );
  return path;
}

/** `AROA…` for a role (docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html). */
export function uniqueId(prefix: 'AIDA' | 'AIPA' | 'ANPA' | 'AROA'): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return prefix + Array.from(randomBytes(17), (byte) => letters[byte % 32]).join('');
}
