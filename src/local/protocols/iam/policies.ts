import type { XmlTree } from '../../server/xml';
import { accountId, newAccessKeyId } from '../../state/credentials';
import type { Params } from '../query';
import type { IamAction, IamWorld } from './context';
import type { Policy } from './directory';
import { checkDocument, conflict, exists, missing, nameOf } from './roles';

/** Managed policies of the account's own; each has the one version that it was made with. */
const version = 'v1';

export const createPolicy: IamAction = ({ clock, directory }, { params }) => {
  const name = nameOf(params, 'PolicyName');
  const document = checkDocument(params.required('PolicyDocument'));
  const path = params.text('Path') ?? '/';
  const arn = `arn:aws:iam::${accountId}:policy${path}${name}`;
  if (directory.policies.has(arn)) throw exists(`A policy called ${name} already exists.`);
  const policy: Policy = {
    arn,
    name,
    id: `ANPA${newAccessKeyId('AKIA').slice(4)}`,
    path,
    createdAt: clock.now(),
    document,
  };
  directory.policies.set(arn, policy);
  return { Policy: policyTree(policy) };
};

export const getPolicy: IamAction = (world, { params }) => ({ Policy: policyTree(policyIn(world, params)) });

export const getPolicyVersion: IamAction = (world, { params }) => {
  const policy = policyIn(world, params);
  if (params.required('VersionId') !== version) throw missing(`Policy ${policy.arn} has no such version.`);
  return {
    PolicyVersion: {
      Document: encodeURIComponent(policy.document),
      VersionId: version,
      IsDefaultVersion: true,
      CreateDate: new Date(policy.createdAt).toISOString(),
    },
  };
};

export const deletePolicy: IamAction = (world, { params }) => {
  const { arn } = policyIn(world, params);
  const used = [...world.directory.roles.values()].some(
    ({ attached, boundary }) => boundary === arn || attached.includes(arn),
  );
  if (used) throw conflict('Cannot delete a policy attached to entities.');
  world.directory.policies.delete(arn);
  return undefined;
};

function policyIn({ directory }: IamWorld, params: Params): Policy {
  const arn = params.required('PolicyArn');
  const policy = directory.policies.get(arn);
  if (policy === undefined) throw missing(`Policy ${arn} was not found.`);
  return policy;
}

const policyTree = ({ arn, createdAt, id, name, path }: Policy): XmlTree => ({
  PolicyName: name,
  PolicyId: id,
  Arn: arn,
  Path: path,
  DefaultVersionId: version,
  IsAttachable: true,
  CreateDate: new Date(createdAt).toISOString(),
});
