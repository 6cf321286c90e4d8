import type { XmlTree } from '../../server/xml';
import type { Params } from '../query';
import { attachedTree, withAttached, withoutAttached } from './attached-policies';
import type { IamAction, IamContext } from './context';
import type { Role } from './directory';
import { checkTrust } from './document';
import { conflict, exists, missing } from './errors';
import { policyNames, policyTree, withoutPolicy, withPolicy } from './inline-policies';
import { pathOf, resourceNameOf, uniqueId } from './names';
import { checkIamTags, readTags, tagTree, withoutTags } from './tags';

export const createRole: IamAction = (context, { params }) => {
  const { arns, clock, directory } = context;
  const name = resourceNameOf(params, 'RoleName');
  const trust = checkTrust(params.required('AssumeRolePolicyDocument'), arns.partition);
  if (directory.roles.has(name)) throw exists(`Role with name ${name} already exists.`);
  const description = params.text('Description');
  const boundary = params.has('PermissionsBoundary') ? boundaryOf(context, params) : undefined;
  const role: Role = {
    name,
    id: uniqueId('AROA'),
    path: pathOf(params),
    createdAt: clock.now(),
    trust,
    policies: {},
    attached: [],
    tags: checkIamTags(readTags(params)),
    maxSessionSeconds: params.integer('MaxSessionDuration') ?? 3600,
    ...(description === undefined ? {} : { description }),
    ...(boundary === undefined ? {} : { boundary }),
  };
  directory.roles.set(name, role);
  return { Role: roleTree({ arns }, role) };
};

export const getRole: IamAction = (context, { params }) => ({
  Role: roleTree(context, roleOf(context, params)),
});

export const deleteRole: IamAction = (context, { params }) => {
  const role = roleOf(context, params);
  const worn = [...context.directory.profiles.values()].some((profile) => profile.roles.includes(role.name));
  if (worn) throw conflict('Cannot delete entity, must remove roles from instance profile first.');
  if (Object.keys(role.policies).length > 0)
    throw conflict('Cannot delete entity, must delete policies first.');
  if (role.attached.length > 0) throw conflict('Cannot delete entity, must detach all policies first.');
  context.directory.roles.delete(role.name);
  return undefined;
};

export const listRoles: IamAction = (context, { params }) => {
  const prefix = params.text('PathPrefix') ?? '/';
  const roles = [...context.directory.roles.values()]
    .filter((role) => role.path.startsWith(prefix))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return { IsTruncated: false, Roles: { member: roles.map((role) => roleTree(context, role)) } };
};

/** An action that changes a role and has an empty answer. */
const changing =
  (change: (context: IamContext, role: Role, params: Params) => Partial<Role>): IamAction =>
  (context, { params }) => {
    const role = roleOf(context, params);
    context.directory.roles.set(role.name, { ...role, ...change(context, role, params) });
    return undefined;
  };

export const updateTrust = changing(({ arns }, _role, params) => ({
  trust: checkTrust(params.required('PolicyDocument'), arns.partition),
}));

export const putRolePolicy = changing((context, role, params) => ({
  policies: withPolicy(context, 'role', role, params),
}));

export const deleteRolePolicy = changing((_world, role, params) => ({
  policies: withoutPolicy('role', role, params),
}));

export const getRolePolicy: IamAction = (context, { params }) =>
  policyTree('role', roleOf(context, params), params);

export const listRolePolicies: IamAction = (context, { params }) => policyNames(roleOf(context, params));

export const attachRolePolicy = changing((context, role, params) => ({
  attached: withAttached(context, role, params),
}));

export const detachRolePolicy = changing((_world, role, params) => ({
  attached: withoutAttached(role, params),
}));

export const listAttachedRolePolicies: IamAction = (context, { params }) =>
  attachedTree(roleOf(context, params));

export const putBoundary = changing((context, _role, params) => ({ boundary: boundaryOf(context, params) }));

export const deleteBoundary: IamAction = (context, { params }) => {
  const { boundary: _gone, ...role } = roleOf(context, params);
  context.directory.roles.set(role.name, role);
  return undefined;
};

/** @throws AwsError NoSuchEntity */
function boundaryOf({ directory }: IamContext, params: Params): string {
  const arn = params.required('PermissionsBoundary');
  if (directory.policyCalled(arn) === undefined)
    throw missing(`Scope ARN: ${arn} does not exist or is not attachable.`);
  return arn;
}

export const tagRole = changing((_world, { tags }, params) => ({
  tags: checkIamTags({ ...tags, ...readTags(params) }),
}));

export const untagRole = changing((_world, { tags }, params) => ({ tags: withoutTags(tags, params) }));

export const listRoleTags: IamAction = (context, { params }) => ({
  IsTruncated: false,
  Tags: tagTree(roleOf(context, params).tags),
});

/** @throws AwsError NoSuchEntity */
export function roleOf({ directory }: Pick<IamContext, 'directory'>, params: Params): Role {
  const name = params.required('RoleName');
  const role = directory.roles.get(name);
  if (role === undefined) throw missing(`The role with name ${name} cannot be found.`);
  return role;
}

export const roleTree = ({ arns }: Pick<IamContext, 'arns'>, role: Role): XmlTree => ({
  Path: role.path,
  RoleName: role.name,
  RoleId: role.id,
  Arn: arns.iam(`role${role.path}${role.name}`),
  CreateDate: new Date(role.createdAt).toISOString(),
  AssumeRolePolicyDocument: encodeURIComponent(role.trust),
  Description: role.description,
  MaxSessionDuration: role.maxSessionSeconds,
  ...(role.boundary === undefined
    ? {}
    : { PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: role.boundary } }),
  ...(Object.keys(role.tags).length === 0 ? {} : { Tags: tagTree(role.tags) }),
});
