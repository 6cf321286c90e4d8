import type { XmlTree } from '../../server/xml';
import type { Params } from '../query';
import type { IamContext } from './context';
import type { Entity } from './directory';
import { limit, missing } from './errors';

/** Maximum number of managed policies of one role or user (docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html). */
const most = 10;

/** @throws AwsError NoSuchEntity, LimitExceeded */
export function withAttached({ directory }: IamContext, entity: Entity, params: Params): Entity['attached'] {
  const arn = params.required('PolicyArn');
  if (directory.policyCalled(arn) === undefined)
    throw missing(`Policy ${arn} does not exist or is not attachable.`);
  const attached = [...new Set([...entity.attached, arn])];
  if (attached.length > most) throw limit(`Cannot exceed quota for PoliciesPerEntity: ${most}`);
  return attached;
}

/** @throws AwsError NoSuchEntity */
export function withoutAttached(entity: Entity, params: Params): Entity['attached'] {
  const arn = params.required('PolicyArn');
  if (!entity.attached.includes(arn)) throw missing(`Policy ${arn} was not found.`);
  return entity.attached.filter((other) => other !== arn);
}

export const attachedTree = ({ attached }: Entity): XmlTree => ({
  IsTruncated: false,
  AttachedPolicies: {
    member: attached.map((arn) => ({ PolicyName: arn.split('/').pop(), PolicyArn: arn })),
  },
});
