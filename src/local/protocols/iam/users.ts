import type { XmlTree } from '../../server/xml';
import { newAccessKeyId, newSecret } from '../../state/credentials';
import type { Params } from '../query';
import { attachedTree, withAttached, withoutAttached } from './attached-policies';
import type { IamAction, IamCall, IamContext } from './context';
import type { AccessKey, User } from './directory';
import { conflict, exists, limit, missing } from './errors';
import { policyNames, policyTree, withoutPolicy, withPolicy } from './inline-policies';
import { pathOf, resourceNameOf, uniqueId } from './names';
import { checkIamTags, readTags, tagTree } from './tags';

/** Maximum number of access keys of one user. */
const mostKeys = 2;

export const createUser: IamAction = (context, { params }) => {
  const name = resourceNameOf(params, 'UserName');
  if (context.directory.users.has(name)) throw exists(`User with name ${name} already exists.`);
  const user: User = {
    name,
    id: uniqueId('AIDA'),
    path: pathOf(params),
    createdAt: context.clock.now(),
    policies: {},
    attached: [],
    tags: checkIamTags(readTags(params)),
  };
  context.directory.users.set(name, user);
  return { User: userTree(context, user) };
};

export const getUser: IamAction = (context, call) => ({ User: userTree(context, userOf(context, call)) });

export const listUsers: IamAction = (context) => ({
  IsTruncated: false,
  Users: {
    member: [...context.directory.users.values()]
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((user) => userTree(context, user)),
  },
});

export const deleteUser: IamAction = (context, call) => {
  const user = userOf(context, call);
  if (keysOf(context, user).length > 0)
    throw conflict('Cannot delete entity, must delete access keys first.');
  if (Object.keys(user.policies).length > 0)
    throw conflict('Cannot delete entity, must delete policies first.');
  if (user.attached.length > 0) throw conflict('Cannot delete entity, must detach all policies first.');
  context.directory.users.delete(user.name);
  return undefined;
};

/** An action that changes a user and has an empty answer. */
const changing =
  (change: (context: IamContext, user: User, params: Params) => Partial<User>): IamAction =>
  (context, call) => {
    const user = userOf(context, call);
    context.directory.users.set(user.name, { ...user, ...change(context, user, call.params) });
    return undefined;
  };

export const putUserPolicy = changing((context, user, params) => ({
  policies: withPolicy(context, 'user', user, params),
}));

export const deleteUserPolicy = changing((_world, user, params) => ({
  policies: withoutPolicy('user', user, params),
}));

export const getUserPolicy: IamAction = (context, call) =>
  policyTree('user', userOf(context, call), call.params);

export const listUserPolicies: IamAction = (context, call) => policyNames(userOf(context, call));

export const attachUserPolicy = changing((context, user, params) => ({
  attached: withAttached(context, user, params),
}));

export const detachUserPolicy = changing((_world, user, params) => ({
  attached: withoutAttached(user, params),
}));

export const listAttachedUserPolicies: IamAction = (context, call) => attachedTree(userOf(context, call));

export const createAccessKey: IamAction = (context, call) => {
  const user = userOf(context, call);
  if (keysOf(context, user).length >= mostKeys)
    throw limit(`Cannot exceed quota for AccessKeysPerUser: ${mostKeys}`);
  const key: AccessKey = {
    accessKeyId: newAccessKeyId('AKIA'),
    secretAccessKey: newSecret(),
    userName: user.name,
    createdAt: context.clock.now(),
  };
  context.directory.accessKeys.set(key.accessKeyId, key);
  return { AccessKey: { ...keyTree(key), SecretAccessKey: key.secretAccessKey } };
};

export const listAccessKeys: IamAction = (context, call) => ({
  IsTruncated: false,
  AccessKeyMetadata: { member: keysOf(context, userOf(context, call)).map(keyTree) },
});

export const deleteAccessKey: IamAction = (context, call) => {
  const user = userOf(context, call);
  const id = call.params.required('AccessKeyId');
  if (context.directory.accessKeys.get(id)?.userName !== user.name)
    throw missing(`The Access Key with id ${id} cannot be found.`);
  context.directory.accessKeys.delete(id);
  return undefined;
};

/** The user in the request, or the caller. @throws AwsError NoSuchEntity */
function userOf({ directory }: IamContext, { params, principal }: IamCall): User {
  const name = params.text('UserName') ?? (principal.kind === 'user' ? principal.userName : 'local');
  const user = directory.users.get(name);
  if (user === undefined) throw missing(`The user with name ${name} cannot be found.`);
  return user;
}

const keysOf = ({ directory }: IamContext, { name }: User): readonly AccessKey[] =>
  [...directory.accessKeys.values()].filter(({ userName }) => userName === name);

const keyTree = ({ accessKeyId, createdAt, userName }: AccessKey): XmlTree => ({
  UserName: userName,
  AccessKeyId: accessKeyId,
  Status: 'Active',
  CreateDate: new Date(createdAt).toISOString(),
});

const userTree = ({ arns }: IamContext, user: User): XmlTree => ({
  Path: user.path,
  UserName: user.name,
  UserId: user.id,
  Arn: arns.iam(`user${user.path}${user.name}`),
  CreateDate: new Date(user.createdAt).toISOString(),
  ...(Object.keys(user.tags).length === 0 ? {} : { Tags: tagTree(user.tags) }),
});
