import type { XmlTree } from '../../server/xml';
import type { Params } from '../query';
import type { IamAction, IamWorld } from './context';
import type { ManagedPolicy } from './directory';
import { checkPolicy } from './document';
import { conflict, exists, limit, missing } from './errors';
import { pathOf, resourceNameOf, uniqueId } from './names';

/** Each policy has only its first version. */
const version = 'v1';

/** Maximum size of a managed policy, in characters without white space. */
const longest = 6_144;

export const createPolicy: IamAction = (world, { params }) => {
  const name = resourceNameOf(params, 'PolicyName');
  const path = pathOf(params);
  const arn = world.arns.iam(`policy${path}${name}`);
  const document = checkPolicy(params.required('PolicyDocument'), world.arns.partition);
  if (document.replaceAll(/\s/g, '').length > longest)
    throw limit(`Cannot exceed quota for PolicySize: ${longest}`);
  if (world.directory.policies.has(arn)) throw exists(`A policy called ${name} already exists.`);
  const policy: ManagedPolicy = {
    arn,
    name,
    path,
    document,
    id: uniqueId('ANPA'),
    createdAt: world.clock.now(),
  };
  world.directory.policies.set(arn, policy);
  return { Policy: treeOf(world, policy) };
};

export const getPolicy: IamAction = (world, { params }) => ({
  Policy: treeOf(world, policyOf(world, params)),
});

export const getPolicyVersion: IamAction = (world, { params }) => {
  const { arn, createdAt, document } = policyOf(world, params);
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
export const listPolicies: IamAction = (world) => ({
  IsTruncated: false,
  Policies: { member: [...world.directory.policies.values()].map((policy) => treeOf(world, policy)) },
});

export const deletePolicy: IamAction = (world, { params }) => {
  const policy = policyOf(world, params);
  if (attachments(world, policy) > 0) throw conflict('Cannot delete a policy attached to entities.');
  world.directory.policies.delete(policy.arn);
  return undefined;
};

/** @throws AwsError NoSuchEntity */
function policyOf({ directory }: IamWorld, params: Params): ManagedPolicy {
  const arn = params.required('PolicyArn');
  const policy = directory.policies.get(arn);
  if (policy === undefined) throw missing(`Policy ${arn} was not found.`);
  return policy;
}

const attachments = ({ directory }: IamWorld, { arn }: ManagedPolicy): number =>
  [...directory.users.values(), ...directory.roles.values()].filter(
    ({ attached, boundary }) => boundary === arn || attached.includes(arn),
  ).length;

const treeOf = (world: IamWorld, policy: ManagedPolicy): XmlTree => ({
  PolicyName: policy.name,
  PolicyId: policy.id,
  Arn: policy.arn,
  Path: policy.path,
  DefaultVersionId: version,
  AttachmentCount: attachments(world, policy),
  IsAttachable: true,
  CreateDate: new Date(policy.createdAt).toISOString(),
});
