import type { XmlTree } from '../../server/xml';
import type { Params } from '../query';
import type { IamAction, IamWorld } from './context';
import type { InstanceProfile } from './directory';
import { conflict, exists, limit, missing } from './errors';
import { pathOf, resourceNameOf, uniqueId } from './names';
import { roleOf, roleTree } from './roles';
import { checkIamTags, readTags, tagTree, withoutTags } from './tags';

export const createInstanceProfile: IamAction = (world, { params }) => {
  const { clock, directory, propagationMs } = world;
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
  return { InstanceProfile: profileTree(world, profile) };
};

export const getInstanceProfile: IamAction = (world, { params }) => ({
  InstanceProfile: profileTree(world, profileOf(world, params)),
});

export const listInstanceProfiles: IamAction = (world) => ({
  IsTruncated: false,
  InstanceProfiles: {
    member: [...world.directory.profiles.values()].map((profile) => profileTree(world, profile)),
  },
});

export const deleteInstanceProfile: IamAction = (world, { params }) => {
  const profile = profileOf(world, params);
  if (profile.roles.length > 0)
    throw conflict('Cannot delete entity, must remove roles from instance profile first.');
  world.directory.profiles.delete(profile.name);
  return undefined;
};

export const addRole: IamAction = (world, { params }) => {
  const profile = profileOf(world, params);
  const role = roleOf(world, params);
  if (profile.roles.length > 0) throw limit('Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1');
  world.directory.profiles.set(profile.name, {
    ...profile,
    roles: [role.name],
    usableAt: world.clock.now() + world.propagationMs,
  });
  return undefined;
};

export const removeRole: IamAction = (world, { params }) => {
  const profile = profileOf(world, params);
  const name = params.required('RoleName');
  if (!profile.roles.includes(name)) throw missing(`Role ${name} cannot be found in the instance profile.`);
  world.directory.profiles.set(profile.name, {
    ...profile,
    roles: profile.roles.filter((role) => role !== name),
  });
  return undefined;
};

export const listProfilesForRole: IamAction = (world, { params }) => {
  const role = roleOf(world, params);
  const profiles = [...world.directory.profiles.values()].filter(({ roles }) => roles.includes(role.name));
  return {
    IsTruncated: false,
    InstanceProfiles: { member: profiles.map((profile) => profileTree(world, profile)) },
  };
};

export const tagProfile: IamAction = (world, { params }) => {
  const profile = profileOf(world, params);
  const tags = checkIamTags({ ...profile.tags, ...readTags(params) });
  world.directory.profiles.set(profile.name, { ...profile, tags });
  return undefined;
};

export const untagProfile: IamAction = (world, { params }) => {
  const profile = profileOf(world, params);
  world.directory.profiles.set(profile.name, { ...profile, tags: withoutTags(profile.tags, params) });
  return undefined;
};

export const listProfileTags: IamAction = (world, { params }) => ({
  IsTruncated: false,
  Tags: tagTree(profileOf(world, params).tags),
});

function profileOf({ directory }: IamWorld, params: Params): InstanceProfile {
  const name = params.required('InstanceProfileName');
  const profile = directory.profiles.get(name);
  if (profile === undefined) throw missing(`Instance Profile ${name} cannot be found.`);
  return profile;
}

const profileTree = (world: IamWorld, profile: InstanceProfile): XmlTree => ({
  Path: profile.path,
  InstanceProfileName: profile.name,
  InstanceProfileId: profile.id,
  Arn: world.arns.iam(`instance-profile${profile.path}${profile.name}`),
  CreateDate: new Date(profile.createdAt).toISOString(),
  Roles: {
    member: profile.roles
      .map((name) => world.directory.roles.get(name))
      .filter((role) => role !== undefined)
      .map((role) => roleTree(world, role)),
  },
  ...(Object.keys(profile.tags).length === 0 ? {} : { Tags: tagTree(profile.tags) }),
});
