import type { XmlTree } from '../../server/xml';
import type { Params } from '../query';
import type { IamAction, IamContext } from './context';
import type { ManagedPolicy } from './directory';
import { checkPolicy } from './document';
import { conflict, exists, limit, missing } from './errors';
import { pathOf, resourceNameOf, uniqueId } from './names';

/** Each policy has only its first version. */
const version = 'v1';

/** Maximum size of a managed policy, in characters without white space. */
const longest = 6_144;

export const createPolicy: IamAction = (context, { params }) => {
  const name = resourceNameOf(params, 'PolicyName');
  const path = pathOf(params);
  const arn = context.arns.iam(`policy${path}${name}`);
  const document = checkPolicy(params.required('PolicyDocument'), context.arns.partition);
  if (document.replaceAll(/\s/g, '').length > longest)
    throw limit(`Cannot exceed quota for PolicySize: ${longest}`);
  if (context.directory.policies.has(arn)) throw exists(`A policy called ${name} already exists.`);
  const policy: ManagedPolicy = {
    arn,
    name,
    path,
    document,
    id: uniqueId('ANPA'),
    createdAt: context.clock.now(),
  };
  context.directory.policies.set(arn, policy);
  return { Policy: treeOf(context, policy) };
};

export const getPolicy: IamAction = (context, { params }) => ({
  Policy: treeOf(context, policyOf(context, params)),
});

export const getPolicyVersion: IamAction = (context, { params }) => {
  const { arn, createdAt, document } = policyOf(context, params);
  if (params.required('VersionId') !== version) throw missing(`Policy ${arn} has no such version.`);
  return {
    PolicyVersion: {
      Document: encodeURIComponent(document),
      VersionId: version,
      IsDefaultVersion: true,
      CreateDate: new Date(createdAt).toISOString(),
    },
  };
};

/** The account's own policies; AWS's aren't listed. */
export const listPolicies: IamAction = (context) => ({
  IsTruncated: false,
  Policies: { member: [...context.directory.policies.values()].map((policy) => treeOf(context, policy)) },
});

export const deletePolicy: IamAction = (context, { params }) => {
  const policy = policyOf(context, params);
  if (attachments(context, policy) > 0) throw conflict('Cannot delete a policy attached to entities.');
  context.directory.policies.delete(policy.arn);
  return undefined;
};

/** @throws AwsError NoSuchEntity */
function policyOf({ directory }: IamContext, params: Params): ManagedPolicy {
  const arn = params.required('PolicyArn');
  const policy = directory.policies.get(arn);
  if (policy === undefined) throw missing(`Policy ${arn} was not found.`);
  return policy;
}

const attachments = ({ directory }: IamContext, { arn }: ManagedPolicy): number =>
  [...directory.users.values(), ...directory.roles.values()].filter(
    ({ attached, boundary }) => boundary === arn || attached.includes(arn),
  ).length;

const treeOf = (context: IamContext, policy: ManagedPolicy): XmlTree => ({
  PolicyName: policy.name,
  PolicyId: policy.id,
  Arn: policy.arn,
  Path: policy.path,
  DefaultVersionId: version,
  AttachmentCount: attachments(context, policy),
  IsAttachable: true,
  CreateDate: new Date(policy.createdAt).toISOString(),
});
