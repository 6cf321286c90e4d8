import type { AwsError } from '../../failure';
import type { Context } from './pattern';

/** A request that IAM evaluates policies for before a call has any effect. */
export interface AuthorizationRequest {
  /** `ec2:RunInstances` */
  readonly action: string;
  /** An ARN; `*` if the action doesn't support resource-level permissions. */
  readonly resource: string;
  /** Condition keys of the action and of the resource, by their names in lower case. */
  readonly conditions: Context;
  /** The resource-based policy, if there is one: JSON. */
  readonly policy?: string;
  /** The error if access is denied; AWS's usual one by default. */
  readonly refusal?: AwsError;
}

/** For an action without resource-level permissions. */
export const onAnything = (action: string): AuthorizationRequest => ({
  action,
  resource: '*',
  conditions: {},
});

/** `aws:RequestTag/Name` and `aws:TagKeys` for the tags of a request. */
export function requestTags(tags: Readonly<Record<string, string>>): Context {
  const keys = Object.keys(tags);
  return keys.length === 0 ? {} : { ...named('aws:requesttag', tags), 'aws:tagkeys': keys };
}

/** `aws:ResourceTag/Name`, and the service's own name of the same key. @param services `ec2`, `ssm` */
export const resourceTags = (
  tags: Readonly<Record<string, string>>,
  ...services: readonly string[]
): Context =>
  Object.assign({}, ...['aws', ...services].map((service) => named(`${service}:resourcetag`, tags)));

const named = (prefix: string, tags: Readonly<Record<string, string>>): Context =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}/${key.toLowerCase()}`, value]));
