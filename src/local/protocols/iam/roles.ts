import { AwsError } from '../../failure';
import type { XmlTree } from '../../server/xml';
import { accountId, newAccessKeyId } from '../../state/credentials';
import type { Params } from '../query';
import type { IamAction, IamWorld } from './context';
import type { Role } from './directory';
import { checkTags, readTags, tagTree, withoutTags } from './tags';

export const createRole: IamAction = (world, { params }) => {
  const { clock, directory } = world;
  const name = nameOf(params, 'RoleName');
  const trust = checkDocument(params.required('AssumeRolePolicyDocument'));
  if (directory.roles.has(name)) throw exists(`Role with name ${name} already exists.`);
  const description = params.text('Description');
  const boundary = params.has('PermissionsBoundary') ? boundaryOf(world, params) : undefined;
  const role: Role = {
    name,
    id: `AROA${newAccessKeyId('AKIA').slice(4)}`,
    path: params.text('Path') ?? '/',
    createdAt: clock.now(),
    trust,
    policies: {},
    attached: [],
    tags: checkTags(readTags(params)),
    maxSessionSeconds: params.integer('MaxSessionDuration') ?? 3600,
    ...(description === undefined ? {} : { description }),
    ...(boundary === undefined ? {} : { boundary }),
  };
  directory.roles.set(name, role);
  return { Role: roleTree(role) };
};

export const getRole: IamAction = (world, { params }) => ({ Role: roleTree(roleOf(world, params)) });

export const deleteRole: IamAction = (world, { params }) => {
  const role = roleOf(world, params);
  const worn = [...world.directory.profiles.values()].some((profile) => profile.roles.includes(role.name));
  if (worn) throw conflict('Cannot delete entity, must remove roles from instance profile first.');
  if (Object.keys(role.policies).length > 0)
    throw conflict('Cannot delete entity, must delete policies first.');
  if (role.attached.length > 0) throw conflict('Cannot delete entity, must detach all policies first.');
  world.directory.roles.delete(role.name);
  return undefined;
};

export const listRoles: IamAction = ({ directory }, { params }) => {
  const prefix = params.text('PathPrefix') ?? '/';
  const roles = [...directory.roles.values()]
    .filter((role) => role.path.startsWith(prefix))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return { IsTruncated: false, Roles: { member: roles.map(roleTree) } };
};

export const updateTrust: IamAction = (world, { params }) => {
  const role = roleOf(world, params);
  world.directory.roles.set(role.name, { ...role, trust: checkDocument(params.required('PolicyDocument')) });
  return undefined;
};

export const putRolePolicy: IamAction = (world, { params }) => {
  const role = roleOf(world, params);
  const name = nameOf(params, 'PolicyName');
  const document = checkDocument(params.required('PolicyDocument'));
  world.directory.roles.set(role.name, { ...role, policies: { ...role.policies, [name]: document } });
  return undefined;
};

export const getRolePolicy: IamAction = (world, { params }) => {
  const role = roleOf(world, params);
  const name = params.required('PolicyName');
  const document = Object.hasOwn(role.policies, name) ? role.policies[name] : undefined;
  if (document === undefined) throw missing(`The role policy with name ${name} cannot be found.`);
  return { RoleName: role.name, PolicyName: name, PolicyDocument: encodeURIComponent(document) };
};

export const listRolePolicies: IamAction = (world, { params }) => ({
  IsTruncated: false,
  PolicyNames: { member: Object.keys(roleOf(world, params).policies).sort() },
});

export const deleteRolePolicy: IamAction = (world, { params }) => {
  const role = roleOf(world, params);
  const name = params.required('PolicyName');
  if (!Object.hasOwn(role.policies, name))
    throw missing(`The role policy with name ${name} cannot be found.`);
  const { [name]: _gone, ...policies } = role.policies;
  world.directory.roles.set(role.name, { ...role, policies });
  return undefined;
};

export const attachRolePolicy: IamAction = (world, { params }) => {
  const role = roleOf(world, params);
  const arn = params.required('PolicyArn');
  if (world.directory.policyOf(arn) === undefined)
    throw missing(`Policy ${arn} does not exist or is not attachable.`);
  world.directory.roles.set(role.name, { ...role, attached: [...new Set([...role.attached, arn])] });
  return undefined;
};

export const detachRolePolicy: IamAction = (world, { params }) => {
  const role = roleOf(world, params);
  const arn = params.required('PolicyArn');
  if (!role.attached.includes(arn)) throw missing(`Policy ${arn} was not found.`);
  world.directory.roles.set(role.name, { ...role, attached: role.attached.filter((other) => other !== arn) });
  return undefined;
};

export const listAttachedRolePolicies: IamAction = (world, { params }) => ({
  IsTruncated: false,
  AttachedPolicies: {
    member: roleOf(world, params).attached.map((arn) => ({
      PolicyName: arn.split('/').pop(),
      PolicyArn: arn,
    })),
  },
});

export const putBoundary: IamAction = (world, { params }) => {
  const role = roleOf(world, params);
  world.directory.roles.set(role.name, { ...role, boundary: boundaryOf(world, params) });
  return undefined;
};

export const deleteBoundary: IamAction = (world, { params }) => {
  const { boundary: _gone, ...role } = roleOf(world, params);
  world.directory.roles.set(role.name, role);
  return undefined;
};

/** @throws AwsError NoSuchEntity */
function boundaryOf({ directory }: IamWorld, params: Params): string {
  const arn = params.required('PermissionsBoundary');
  if (directory.policyOf(arn) === undefined)
    throw missing(`Scope ARN: ${arn} does not exist or is not attachable.`);
  return arn;
}

export const tagRole: IamAction = (world, { params }) => {
  const role = roleOf(world, params);
  const tags = checkTags({ ...role.tags, ...readTags(params) });
  world.directory.roles.set(role.name, { ...role, tags });
  return undefined;
};

export const untagRole: IamAction = (world, { params }) => {
  const role = roleOf(world, params);
  world.directory.roles.set(role.name, { ...role, tags: withoutTags(role.tags, params) });
  return undefined;
};

export const listRoleTags: IamAction = (world, { params }) => ({
  IsTruncated: false,
  Tags: tagTree(roleOf(world, params).tags),
});

/** @throws AwsError NoSuchEntity */
export function roleOf({ directory }: IamWorld, params: Params): Role {
  const name = params.required('RoleName');
  const role = directory.roles.get(name);
  if (role === undefined) throw missing(`The role with name ${name} cannot be found.`);
  return role;
}

export const roleTree = (role: Role): XmlTree => ({
  Path: role.path,
  RoleName: role.name,
  RoleId: role.id,
  Arn: `arn:aws:iam::${accountId}:role${role.path}${role.name}`,
  CreateDate: new Date(role.createdAt).toISOString(),
  AssumeRolePolicyDocument: encodeURIComponent(role.trust),
  Description: role.description,
  MaxSessionDuration: role.maxSessionSeconds,
  ...(role.boundary === undefined
    ? {}
    : { PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: role.boundary } }),
  ...(Object.keys(role.tags).length === 0 ? {} : { Tags: tagTree(role.tags) }),
});

/** IAM's rule for names of roles, policies and profiles. @throws AwsError ValidationError */
export function nameOf(params: Params, parameter: string): string {
  const name = params.required(parameter);
  const longest = parameter === 'RoleName' ? 64 : 128;
  if (!/^[\w+=,.@-]+$/.test(name) || name.length > longest)
    throw new AwsError(
      'ValidationError',
      `The specified value for ${parameter} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_- and be at most ${longest} characters long`,
    );
  return name;
}

/** @throws AwsError MalformedPolicyDocument */
export function checkDocument(document: string): string {
  let policy: unknown;
  try {
    policy = JSON.parse(document);
  } catch {
    policy = undefined;
  }
  if (typeof policy !== 'object' || policy === null || !('Statement' in policy))
    throw new AwsError('MalformedPolicyDocument', 'Syntax errors in policy.');
  return document;
}

export const missing = (message: string) => new AwsError('NoSuchEntity', message, 404);
export const exists = (message: string) => new AwsError('EntityAlreadyExists', message, 409);
export const conflict = (message: string) => new AwsError('DeleteConflict', message, 409);
