import type { AwsError } from '../../failure';
import type { Context } from './pattern';

/** What IAM evaluates policies for before a call has any effect. */
export interface AuthorizationRequest {
  /** `ec2:RunInstances` */
  readonly action: string;
  /** An ARN; `*` where the action has no resource types. */
  readonly resource: string;
  /** Keys of the action and of the resource, by their names in lower case. */
  readonly conditions: Context;
  /** The resource's own policy, where it has one: JSON. */
  readonly policy?: string;
  /** The error where the answer is no; AWS's usual one without it. */
  readonly refusal?: AwsError;
}

/** For an action without resource types. */
export const onAnything = (action: string): AuthorizationRequest => ({
  action,
  resource: '*',
  conditions: {},
});

/** `aws:RequestTag/Name` and `aws:TagKeys` of tags that a request brings. */
export function requestTags(tags: Readonly<Record<string, string>>): Context {
  const keys = Object.keys(tags);
  return keys.length === 0 ? {} : { ...named('aws:requesttag', tags), 'aws:tagkeys': keys };
}

/** `aws:ResourceTag/Name`, and what a service calls the same. @param services `ec2`, `ssm` */
export const resourceTags = (
  tags: Readonly<Record<string, string>>,
  ...services: readonly string[]
): Context =>
  Object.assign({}, ...['aws', ...services].map((service) => named(`${service}:resourcetag`, tags)));

const named = (prefix: string, tags: Readonly<Record<string, string>>): Context =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}/${key.toLowerCase()}`, value]));
