import type { Context } from '../iam/pattern';
import { resourceTags } from '../iam/question';
import type { Ec2World } from './context';
import type { Ec2Instance, Tags } from './instance';
import { defaultSecurityGroup, defaultVpc, zoneOfSubnet } from './places';

/** An EC2 resource for the evaluation of policies. */
export interface Resource {
  readonly arn: string;
  readonly conditions: Context;
}

type World = Pick<Ec2World, 'arns' | 'fleet' | 'keyPairs' | 'securityGroups'>;

/** The parts of an ARN. @param account false: AWS's own resources, such as public images */
export const arnOf = (
  { arns }: Pick<Ec2World, 'arns'>,
  region: string,
  resource: string,
  account = true,
): string => (account ? arns.of('ec2', region, resource) : arns.of('ec2', region, resource, ''));

/** Tags of an existing resource, and its region. */
const keysOf = (region: string, tags: Tags = {}): Context => ({
  'ec2:region': region,
  ...resourceTags(tags, 'ec2'),
});

export function instanceResource(world: World, region: string, id: string): Resource {
  const found = world.fleet.find(id);
  const instance = found?.region === region ? found : undefined;
  return {
    arn: arnOf(world, region, `instance/${id}`),
    conditions: {
      ...keysOf(region, instance?.tags),
      'ec2:instanceid': id,
      ...(instance === undefined ? {} : instanceKeys(world, instance)),
    },
  };
}

const instanceKeys = ({ arns }: World, instance: Ec2Instance): Context => ({
  'ec2:availabilityzone': instance.zone,
  'ec2:ebsoptimized': 'false',
  'ec2:instancemarkettype': instance.spot ? 'spot' : 'on-demand',
  'ec2:instancemetadatatags': instance.metadataTags ? 'enabled' : 'disabled',
  'ec2:instancetype': instance.type,
  'ec2:metadatahttpendpoint': 'enabled',
  'ec2:metadatahttpputresponsehoplimit': String(instance.hopLimit),
  'ec2:metadatahttptokens': instance.httpTokens,
  'ec2:rootdevicetype': 'ebs',
  'ec2:tenancy': 'default',
  ...(instance.profileName === undefined
    ? {}
    : { 'ec2:instanceprofile': arns.iam(`instance-profile/${instance.profileName}`) }),
});

export function volumeResource(world: World, region: string, id: string): Resource {
  const owner = world.fleet.all().find((instance) => instance.volumeId === id && instance.region === region);
  return {
    arn: arnOf(world, region, `volume/${id}`),
    conditions: {
      ...keysOf(region, owner?.volumeTags),
      'ec2:volumeid': id,
      ...(owner === undefined ? {} : { 'ec2:availabilityzone': owner.zone }),
    },
  };
}

export function groupResource(world: World, region: string, id: string): Resource {
  const group = world.securityGroups.get(id);
  return {
    arn: arnOf(world, region, `security-group/${id}`),
    conditions: {
      ...keysOf(region, group?.tags),
      'ec2:securitygroupid': id,
      'ec2:vpc': arnOf(world, region, `vpc/${group?.vpcId ?? defaultVpc(region)}`),
    },
  };
}

/** The ID of a security group with this name. */
export function groupCalled({ securityGroups }: World, region: string, name: string): string {
  if (name === 'default') return defaultSecurityGroup(region);
  const found = [...securityGroups.values()].find((group) => group.region === region && group.name === name);
  return found?.id ?? name;
}

export function subnetResource(world: World, region: string, id: string): Resource {
  const zone = zoneOfSubnet(region, id);
  return {
    arn: arnOf(world, region, `subnet/${id}`),
    conditions: {
      ...keysOf(region),
      'ec2:subnetid': id,
      'ec2:vpc': arnOf(world, region, `vpc/${defaultVpc(region)}`),
      ...(zone === undefined ? {} : { 'ec2:availabilityzone': zone }),
    },
  };
}

export const vpcResource = (world: World, region: string, id: string): Resource => ({
  arn: arnOf(world, region, `vpc/${id}`),
  conditions: { ...keysOf(region), 'ec2:vpcid': id, 'ec2:tenancy': 'default' },
});

export function keyPairResource(world: World, region: string, name: string): Resource {
  const pair = world.keyPairs.get(`${region}/${name}`);
  const type = pair?.publicKey.startsWith('ssh-rsa') ? 'rsa' : 'ed25519';
  return {
    arn: arnOf(world, region, `key-pair/${name}`),
    conditions: {
      ...keysOf(region, pair?.tags),
      'ec2:keypairname': name,
      ...(pair === undefined ? {} : { 'ec2:keypairtype': type }),
    },
  };
}

/** By the prefix of an ID; other resources have names. */
export function resourceCalled(world: World, region: string, id: string): Resource {
  if (id.startsWith('i-')) return instanceResource(world, region, id);
  if (id.startsWith('vol-')) return volumeResource(world, region, id);
  if (id.startsWith('sg-')) return groupResource(world, region, id);
  if (id.startsWith('subnet-')) return subnetResource(world, region, id);
  if (id.startsWith('vpc-')) return vpcResource(world, region, id);
  return { arn: arnOf(world, region, `*/${id}`), conditions: keysOf(region) };
}
