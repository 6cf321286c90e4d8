import { AwsError } from '../../failure';
import type { Response } from '../../server/response';
import { queryResponse } from '../query-response';
import type { IamAction, IamCall, IamWorld } from './context';
import { createPolicy, deletePolicy, getPolicy, getPolicyVersion } from './policies';
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

const actions: Readonly<Record<string, IamAction>> = {
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
  CreatePolicy: createPolicy,
  GetPolicy: getPolicy,
  GetPolicyVersion: getPolicyVersion,
  DeletePolicy: deletePolicy,
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

/** Answers one IAM call. @throws AwsError */
export function answerIam(world: IamWorld, call: IamCall, requestId: string): Response {
  const name = call.params.required('Action');
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action === undefined)
    throw new AwsError('InvalidAction', `Could not find operation ${name} for version 2010-05-08`);
  return queryResponse(name, action(world, call), requestId, 'https://iam.amazonaws.com/doc/2010-05-08/');
}
