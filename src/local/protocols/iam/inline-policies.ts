import type { XmlTree } from '../../server/xml';
import type { Params } from '../query';
import type { IamContext } from './context';
import type { Entity } from './directory';
import { checkPolicy } from './document';
import { limit, missing } from './errors';
import { resourceNameOf } from './names';

/** Maximum total size of the inline policies of one role or user, in characters without white space. */
const longest = { role: 10_240, user: 2_048 } as const;

type Kind = keyof typeof longest;

/** The policies of a user or role after one was added or replaced. @throws AwsError */
export function withPolicy(
  { arns }: Pick<IamContext, 'arns'>,
  kind: Kind,
  entity: Entity,
  params: Params,
): Entity['policies'] {
  const name = resourceNameOf(params, 'PolicyName');
  const document = checkPolicy(params.required('PolicyDocument'), arns.partition);
  const policies = { ...entity.policies, [name]: document };
  const length = Object.values(policies).reduce((sum, text) => sum + text.replaceAll(/\s/g, '').length, 0);
  if (length > longest[kind])
    throw limit(`Maximum policy size of ${longest[kind]} bytes exceeded for ${kind} ${entity.name}`);
  return policies;
}

/** @throws AwsError NoSuchEntity */
export function withoutPolicy(kind: Kind, entity: Entity, params: Params): Entity['policies'] {
  const { [policyIn(kind, entity, params).name]: _gone, ...policies } = entity.policies;
  return policies;
}

/** The answer of `GetRolePolicy` and `GetUserPolicy`. @throws AwsError NoSuchEntity */
export function policyTree(kind: Kind, entity: Entity, params: Params): XmlTree {
  const { document, name } = policyIn(kind, entity, params);
  return {
    [kind === 'role' ? 'RoleName' : 'UserName']: entity.name,
    PolicyName: name,
    PolicyDocument: encodeURIComponent(document),
  };
}

export const policyNames = (entity: Entity): XmlTree => ({
  IsTruncated: false,
  PolicyNames: { member: Object.keys(entity.policies).sort() },
});

function policyIn(
  kind: Kind,
  entity: Entity,
  params: Params,
): { readonly name: string; readonly document: string } {
  const name = params.required('PolicyName');
  const document = Object.hasOwn(entity.policies, name) ? entity.policies[name] : undefined;
  if (document === undefined) throw missing(`The ${kind} policy with name ${name} cannot be found.`);
  return { name, document };
}
