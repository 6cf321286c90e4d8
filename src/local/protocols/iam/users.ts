import type { XmlTree } from '../../server/xml';
import { newAccessKeyId, newSecret } from '../../state/credentials';
import type { Params } from '../query';
import { attachedTree, withAttached, withoutAttached } from './attached-policies';
import type { IamAction, IamCall, IamWorld } from './context';
import type { AccessKey, User } from './directory';
import { conflict, exists, limit, missing } from './errors';
import { policyNames, policyTree, withoutPolicy, withPolicy } from './inline-policies';
import { pathOf, resourceNameOf, uniqueId } from './names';
import { checkIamTags, readTags, tagTree } from './tags';

/** Maximum number of access keys of one user. */
const mostKeys = 2;

export const createUser: IamAction = (world, { params }) => {
  const name = resourceNameOf(params, 'UserName');
  if (world.directory.users.has(name)) throw exists(`User with name ${name} already exists.`);
  const user: User = {
    name,
    id: uniqueId('AIDA'),
    path: pathOf(params),
    createdAt: world.clock.now(),
    policies: {},
    attached: [],
    tags: checkIamTags(readTags(params)),
  };
  world.directory.users.set(name, user);
  return { User: userTree(world, user) };
};

export const getUser: IamAction = (world, call) => ({ User: userTree(world, userOf(world, call)) });

export const listUsers: IamAction = (world) => ({
  IsTruncated: false,
  Users: {
    member: [...world.directory.users.values()]
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((user) => userTree(world, user)),
  },
});

export const deleteUser: IamAction = (world, call) => {
  const user = userOf(world, call);
  if (keysOf(world, user).length > 0) throw conflict('Cannot delete entity, must delete access keys first.');
  if (Object.keys(user.policies).length > 0)
    throw conflict('Cannot delete entity, must delete policies first.');
  if (user.attached.length > 0) throw conflict('Cannot delete entity, must detach all policies first.');
  world.directory.users.delete(user.name);
  return undefined;
};

/** An action that changes a user and has an empty answer. */
const changing =
  (change: (world: IamWorld, user: User, params: Params) => Partial<User>): IamAction =>
  (world, call) => {
    const user = userOf(world, call);
    world.directory.users.set(user.name, { ...user, ...change(world, user, call.params) });
    return undefined;
  };

export const putUserPolicy = changing((world, user, params) => ({
  policies: withPolicy(world, 'user', user, params),
}));

export const deleteUserPolicy = changing((_world, user, params) => ({
  policies: withoutPolicy('user', user, params),
}));

export const getUserPolicy: IamAction = (world, call) => policyTree('user', userOf(world, call), call.params);

export const listUserPolicies: IamAction = (world, call) => policyNames(userOf(world, call));

export const attachUserPolicy = changing((world, user, params) => ({
  attached: withAttached(world, user, params),
}));

export const detachUserPolicy = changing((_world, user, params) => ({
  attached: withoutAttached(user, params),
}));

export const listAttachedUserPolicies: IamAction = (world, call) => attachedTree(userOf(world, call));

export const createAccessKey: IamAction = (world, call) => {
  const user = userOf(world, call);
  if (keysOf(world, user).length >= mostKeys)
    throw limit(`Cannot exceed quota for AccessKeysPerUser: ${mostKeys}`);
  const key: AccessKey = {
    accessKeyId: newAccessKeyId('AKIA'),
    secretAccessKey: newSecret(),
    userName: user.name,
    createdAt: world.clock.now(),
  };
  world.directory.accessKeys.set(key.accessKeyId, key);
  return { AccessKey: { ...keyTree(key), SecretAccessKey: key.secretAccessKey } };
};

export const listAccessKeys: IamAction = (world, call) => ({
  IsTruncated: false,
  AccessKeyMetadata: { member: keysOf(world, userOf(world, call)).map(keyTree) },
});

export const deleteAccessKey: IamAction = (world, call) => {
  const user = userOf(world, call);
  const id = call.params.required('AccessKeyId');
  if (world.directory.accessKeys.get(id)?.userName !== user.name)
    throw missing(`The Access Key with id ${id} cannot be found.`);
  world.directory.accessKeys.delete(id);
  return undefined;
};

/** The user in the request, or the caller. @throws AwsError NoSuchEntity */
function userOf({ directory }: IamWorld, { params, principal }: IamCall): User {
  const name = params.text('UserName') ?? (principal.kind === 'user' ? principal.userName : 'local');
  const user = directory.users.get(name);
  if (user === undefined) throw missing(`The user with name ${name} cannot be found.`);
  return user;
}

const keysOf = ({ directory }: IamWorld, { name }: User): readonly AccessKey[] =>
  [...directory.accessKeys.values()].filter(({ userName }) => userName === name);

const keyTree = ({ accessKeyId, createdAt, userName }: AccessKey): XmlTree => ({
  UserName: userName,
  AccessKeyId: accessKeyId,
  Status: 'Active',
  CreateDate: new Date(createdAt).toISOString(),
});

const userTree = ({ arns }: IamWorld, user: User): XmlTree => ({
  Path: user.path,
  UserName: user.name,
  UserId: user.id,
  Arn: arns.iam(`user${user.path}${user.name}`),
  CreateDate: new Date(user.createdAt).toISOString(),
  ...(Object.keys(user.tags).length === 0 ? {} : { Tags: tagTree(user.tags) }),
});
