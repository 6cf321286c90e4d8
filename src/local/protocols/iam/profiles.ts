import type { XmlTree } from '../../server/xml';
import type { Params } from '../query';
import type { IamAction, IamContext } from './context';
import type { InstanceProfile } from './directory';
import { conflict, exists, limit, missing } from './errors';
import { pathOf, resourceNameOf, uniqueId } from './names';
import { roleOf, roleTree } from './roles';
import { checkIamTags, readTags, tagTree, withoutTags } from './tags';

export const createInstanceProfile: IamAction = (context, { params }) => {
  const { clock, directory, propagationMs } = context;
  const name = resourceNameOf(params, 'InstanceProfileName');
  if (directory.profiles.has(name)) throw exists(`Instance Profile ${name} already exists.`);
  const now = clock.now();
  const profile: InstanceProfile = {
    name,
    id: uniqueId('AIPA'),
    path: pathOf(params),
    createdAt: now,
    roles: [],
    tags: readTags(params),
    usableAt: now + propagationMs,
  };
  directory.profiles.set(name, profile);
  return { InstanceProfile: profileTree(context, profile) };
};

export const getInstanceProfile: IamAction = (context, { params }) => ({
  InstanceProfile: profileTree(context, profileOf(context, params)),
});

export const listInstanceProfiles: IamAction = (context) => ({
  IsTruncated: false,
  InstanceProfiles: {
    member: [...context.directory.profiles.values()].map((profile) => profileTree(context, profile)),
  },
});

export const deleteInstanceProfile: IamAction = (context, { params }) => {
  const profile = profileOf(context, params);
  if (profile.roles.length > 0)
    throw conflict('Cannot delete entity, must remove roles from instance profile first.');
  context.directory.profiles.delete(profile.name);
  return undefined;
};

export const addRole: IamAction = (context, { params }) => {
  const profile = profileOf(context, params);
  const role = roleOf(context, params);
  if (profile.roles.length > 0) throw limit('Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1');
  context.directory.profiles.set(profile.name, {
    ...profile,
    roles: [role.name],
    usableAt: context.clock.now() + context.propagationMs,
  });
  return undefined;
};

export const removeRole: IamAction = (context, { params }) => {
  const profile = profileOf(context, params);
  const name = params.required('RoleName');
  if (!profile.roles.includes(name)) throw missing(`Role ${name} cannot be found in the instance profile.`);
  context.directory.profiles.set(profile.name, {
    ...profile,
    roles: profile.roles.filter((role) => role !== name),
  });
  return undefined;
};

export const listProfilesForRole: IamAction = (context, { params }) => {
  const role = roleOf(context, params);
  const profiles = [...context.directory.profiles.values()].filter(({ roles }) => roles.includes(role.name));
  return {
    IsTruncated: false,
    InstanceProfiles: { member: profiles.map((profile) => profileTree(context, profile)) },
  };
};

export const tagProfile: IamAction = (context, { params }) => {
  const profile = profileOf(context, params);
  const tags = checkIamTags({ ...profile.tags, ...readTags(params) });
  context.directory.profiles.set(profile.name, { ...profile, tags });
  return undefined;
};

export const untagProfile: IamAction = (context, { params }) => {
  const profile = profileOf(context, params);
  context.directory.profiles.set(profile.name, { ...profile, tags: withoutTags(profile.tags, params) });
  return undefined;
};

export const listProfileTags: IamAction = (context, { params }) => ({
  IsTruncated: false,
  Tags: tagTree(profileOf(context, params).tags),
});

function profileOf({ directory }: IamContext, params: Params): InstanceProfile {
  const name = params.required('InstanceProfileName');
  const profile = directory.profiles.get(name);
  if (profile === undefined) throw missing(`Instance Profile ${name} cannot be found.`);
  return profile;
}

const profileTree = (context: IamContext, profile: InstanceProfile): XmlTree => ({
  Path: profile.path,
  InstanceProfileName: profile.name,
  InstanceProfileId: profile.id,
  Arn: context.arns.iam(`instance-profile${profile.path}${profile.name}`),
  CreateDate: new Date(profile.createdAt).toISOString(),
  Roles: {
    member: profile.roles
      .map((name) => context.directory.roles.get(name))
      .filter((role) => role !== undefined)
      .map((role) => roleTree(context, role)),
  },
  ...(Object.keys(profile.tags).length === 0 ? {} : { Tags: tagTree(profile.tags) }),
});
