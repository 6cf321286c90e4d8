import { AwsError } from '../../failure';
import type { Response } from '../../server/response';
import { queryResponse } from '../query-response';
import type { IamAction, IamCall, IamContext } from './context';
import { createPolicy, deletePolicy, getPolicy, getPolicyVersion, listPolicies } from './policies';
import {
  addRole,
  createInstanceProfile,
  deleteInstanceProfile,
  getInstanceProfile,
  listInstanceProfiles,
  listProfilesForRole,
  listProfileTags,
  removeRole,
  tagProfile,
  untagProfile,
} from './profiles';
import {
  attachRolePolicy,
  createRole,
  deleteBoundary,
  deleteRole,
  deleteRolePolicy,
  detachRolePolicy,
  getRole,
  getRolePolicy,
  listAttachedRolePolicies,
  listRolePolicies,
  listRoles,
  listRoleTags,
  putBoundary,
  putRolePolicy,
  tagRole,
  untagRole,
  updateTrust,
} from './roles';
import {
  attachUserPolicy,
  createAccessKey,
  createUser,
  deleteAccessKey,
  deleteUser,
  deleteUserPolicy,
  detachUserPolicy,
  getUser,
  getUserPolicy,
  listAccessKeys,
  listAttachedUserPolicies,
  listUserPolicies,
  listUsers,
  putUserPolicy,
} from './users';

const actions: Readonly<Record<string, IamAction>> = {
  CreateUser: createUser,
  GetUser: getUser,
  ListUsers: listUsers,
  DeleteUser: deleteUser,
  PutUserPolicy: putUserPolicy,
  GetUserPolicy: getUserPolicy,
  ListUserPolicies: listUserPolicies,
  DeleteUserPolicy: deleteUserPolicy,
  AttachUserPolicy: attachUserPolicy,
  DetachUserPolicy: detachUserPolicy,
  ListAttachedUserPolicies: listAttachedUserPolicies,
  CreateAccessKey: createAccessKey,
  ListAccessKeys: listAccessKeys,
  DeleteAccessKey: deleteAccessKey,
  CreatePolicy: createPolicy,
  GetPolicy: getPolicy,
  GetPolicyVersion: getPolicyVersion,
  ListPolicies: listPolicies,
  DeletePolicy: deletePolicy,
  CreateRole: createRole,
  GetRole: getRole,
  DeleteRole: deleteRole,
  ListRoles: listRoles,
  UpdateAssumeRolePolicy: updateTrust,
  PutRolePolicy: putRolePolicy,
  GetRolePolicy: getRolePolicy,
  ListRolePolicies: listRolePolicies,
  DeleteRolePolicy: deleteRolePolicy,
  AttachRolePolicy: attachRolePolicy,
  DetachRolePolicy: detachRolePolicy,
  ListAttachedRolePolicies: listAttachedRolePolicies,
  PutRolePermissionsBoundary: putBoundary,
  DeleteRolePermissionsBoundary: deleteBoundary,
  TagRole: tagRole,
  UntagRole: untagRole,
  ListRoleTags: listRoleTags,
  CreateInstanceProfile: createInstanceProfile,
  GetInstanceProfile: getInstanceProfile,
  ListInstanceProfiles: listInstanceProfiles,
  ListInstanceProfilesForRole: listProfilesForRole,
  TagInstanceProfile: tagProfile,
  UntagInstanceProfile: untagProfile,
  ListInstanceProfileTags: listProfileTags,
  DeleteInstanceProfile: deleteInstanceProfile,
  AddRoleToInstanceProfile: addRole,
  RemoveRoleFromInstanceProfile: removeRole,
};

export const iamActions: readonly string[] = Object.keys(actions);

/** Answers one IAM call. @throws AwsError */
export function answerIam(context: IamContext, call: IamCall, requestId: string): Response {
  const name = call.params.required('Action');
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action === undefined)
    throw new AwsError('InvalidAction', `Could not find operation ${name} for version 2010-05-08`);
  return queryResponse(name, action(context, call), requestId, 'https://iam.amazonaws.com/doc/2010-05-08/');
}
