import type { Params } from '../query';
import { type AuthorizationRequest, onAnything, requestTags, resourceTags } from './authorization-request';
import type { IamCall, IamContext } from './context';
import type { Entity } from './directory';
import type { Context } from './pattern';
import { readTags } from './tags';

type World = Pick<IamContext, 'arns' | 'directory'>;

/**
 * The resource of each action; other actions have none
 * (docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html).
 */
const resources: Readonly<Record<string, (context: World, call: IamCall) => Subject>> = {
  ...each('role', [
    'CreateRole',
    'GetRole',
    'DeleteRole',
    'UpdateAssumeRolePolicy',
    'PutRolePolicy',
    'GetRolePolicy',
    'ListRolePolicies',
    'DeleteRolePolicy',
    'AttachRolePolicy',
    'DetachRolePolicy',
    'ListAttachedRolePolicies',
    'PutRolePermissionsBoundary',
    'DeleteRolePermissionsBoundary',
    'TagRole',
    'UntagRole',
    'ListRoleTags',
    'ListInstanceProfilesForRole',
  ]),
  ...each('instance-profile', [
    'CreateInstanceProfile',
    'GetInstanceProfile',
    'DeleteInstanceProfile',
    'AddRoleToInstanceProfile',
    'RemoveRoleFromInstanceProfile',
    'TagInstanceProfile',
    'UntagInstanceProfile',
    'ListInstanceProfileTags',
  ]),
  ...each('user', [
    'CreateUser',
    'GetUser',
    'DeleteUser',
    'PutUserPolicy',
    'GetUserPolicy',
    'ListUserPolicies',
    'DeleteUserPolicy',
    'AttachUserPolicy',
    'DetachUserPolicy',
    'ListAttachedUserPolicies',
    'CreateAccessKey',
    'ListAccessKeys',
    'DeleteAccessKey',
  ]),
  ...each('policy', ['CreatePolicy', 'GetPolicy', 'GetPolicyVersion', 'DeletePolicy']),
};

interface Subject {
  readonly arn: string;
  /** For an existing resource. */
  readonly tags: Readonly<Record<string, string>>;
  readonly boundary?: string | undefined;
}

type Kind = 'role' | 'instance-profile' | 'user' | 'policy';

function each(kind: Kind, actions: readonly string[]): typeof resources {
  return Object.fromEntries(
    actions.map((action) => [action, (context, call) => subjectOf(kind, context, call)]),
  );
}

function subjectOf(kind: Kind, { arns, directory }: World, { params, principal }: IamCall): Subject {
  const found = (
    name: string,
    table: { get(name: string): Pick<Entity, 'boundary' | 'path' | 'tags'> | undefined },
  ): Subject => {
    const { boundary, path = params.text('Path') ?? '/', tags = {} } = table.get(name) ?? {};
    return { arn: arns.iam(`${kind}${path}${name}`), tags, boundary };
  };
  switch (kind) {
    case 'role':
      return found(params.text('RoleName') ?? '', directory.roles);
    case 'instance-profile':
      return found(params.text('InstanceProfileName') ?? '*', directory.profiles);
    case 'user': {
      const own = principal.kind === 'user' ? principal.userName : 'local';
      return found(params.text('UserName') ?? own, directory.users);
    }
    case 'policy': {
      const named = `policy${params.text('Path') ?? '/'}${params.text('PolicyName') ?? ''}`;
      return { arn: params.text('PolicyArn') ?? arns.iam(named), tags: {} };
    }
  }
}

/** Additional requests of an action that creates a resource with tags. */
const tagging: Readonly<Record<string, string>> = {
  CreateRole: 'iam:TagRole',
  CreateInstanceProfile: 'iam:TagInstanceProfile',
  CreateUser: 'iam:TagUser',
};

/** The authorization requests of an IAM call. */
export function iamAuthorizationRequests(context: World, call: IamCall): readonly AuthorizationRequest[] {
  const action = call.params.text('Action') ?? '';
  const resource = Object.hasOwn(resources, action) ? resources[action]?.(context, call) : undefined;
  if (resource === undefined) return [onAnything(`iam:${action}`)];
  const { arn, tags } = resource;
  const brought = /^Tag|^Create(Role|InstanceProfile|User|Policy)$/.test(action)
    ? requestTags(readTags(call.params))
    : {};
  const conditions = {
    ...resourceTags(tags, ...(arn.includes(':instance-profile/') ? [] : ['iam'])),
    ...brought,
    ...conditionsOf(action, call.params, resource),
  };
  const tag = tagging[action];
  return [
    { action: `iam:${action}`, resource: arn, conditions },
    ...(tag === undefined || Object.keys(brought).length === 0
      ? []
      : [{ action: tag, resource: arn, conditions: brought }]),
    ...(action === 'AddRoleToInstanceProfile' ? [passRole(context, call.params.text('RoleName') ?? '')] : []),
  ];
}

/** Actions that can be allowed only for users and roles with a certain permissions boundary. */
const boundedActions =
  /^(Attach|Detach)(Role|User)Policy$|^(Put|Delete)(Role|User)(Policy|PermissionsBoundary)$|^(Create|Get|Delete)Role$|^CreateUser$|^UpdateAssumeRolePolicy$/;

const policyArnActions = /^(Attach|Detach)(Role|User)Policy$/;

function conditionsOf(action: string, params: Params, resource: Subject): Context {
  const arn = params.text('PolicyArn');
  const boundary = params.text('PermissionsBoundary') ?? resource.boundary;
  const keys = action.startsWith('Untag') ? params.list('TagKeys.member') : [];
  return {
    ...(arn === undefined || !policyArnActions.test(action) ? {} : { 'iam:policyarn': arn }),
    ...(keys.length === 0 ? {} : { 'aws:tagkeys': keys }),
    ...(boundary === undefined || !boundedActions.test(action)
      ? {}
      : { 'iam:permissionsboundary': boundary }),
  };
}

/** Whether a role can be passed to EC2. */
export function passRole({ arns, directory }: World, roleName: string): AuthorizationRequest {
  const { path = '/' } = directory.roles.get(roleName) ?? {};
  return {
    action: 'iam:PassRole',
    resource: arns.iam(`role${path}${roleName}`),
    conditions: { 'iam:passedtoservice': arns.partition.ec2Principal },
  };
}
