import { resourceTags } from '../iam/authorization-request';
import type { Context } from '../iam/pattern';
import type { Ec2Context } from './context';
import type { Ec2Instance, Tags } from './instance';
import { defaultSecurityGroup, defaultVpc, zoneOfSubnet } from './zones';

/** An EC2 resource for the evaluation of policies. */
export interface Resource {
  readonly arn: string;
  readonly conditions: Context;
}

type World = Pick<Ec2Context, 'arns' | 'fleet' | 'keyPairs' | 'securityGroups'>;

/** The parts of an ARN. @param account false: AWS's own resources, such as public images */
export const arnOf = (
  { arns }: Pick<Ec2Context, 'arns'>,
  region: string,
  resource: string,
  account = true,
): string => (account ? arns.of('ec2', region, resource) : arns.of('ec2', region, resource, ''));

/** Tags of an existing resource, and its region. */
const keysOf = (region: string, tags: Tags = {}): Context => ({
  'ec2:region': region,
  ...resourceTags(tags, 'ec2'),
});

export function instanceResource(context: World, region: string, id: string): Resource {
  const found = context.fleet.find(id);
  const instance = found?.region === region ? found : undefined;
  return {
    arn: arnOf(context, region, `instance/${id}`),
    conditions: {
      ...keysOf(region, instance?.tags),
      'ec2:instanceid': id,
      ...(instance === undefined ? {} : instanceKeys(context, instance)),
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

export function volumeResource(context: World, region: string, id: string): Resource {
  const owner = context.fleet
    .all()
    .find((instance) => instance.volumeId === id && instance.region === region);
  return {
    arn: arnOf(context, region, `volume/${id}`),
    conditions: {
      ...keysOf(region, owner?.volumeTags),
      'ec2:volumeid': id,
      ...(owner === undefined ? {} : { 'ec2:availabilityzone': owner.zone }),
    },
  };
}

export function groupResource(context: World, region: string, id: string): Resource {
  const group = context.securityGroups.get(id);
  return {
    arn: arnOf(context, region, `security-group/${id}`),
    conditions: {
      ...keysOf(region, group?.tags),
      'ec2:securitygroupid': id,
      'ec2:vpc': arnOf(context, region, `vpc/${group?.vpcId ?? defaultVpc(region)}`),
    },
  };
}

/** The ID of a security group with this name. */
export function groupNamed({ securityGroups }: World, region: string, name: string): string {
  if (name === 'default') return defaultSecurityGroup(region);
  const found = [...securityGroups.values()].find((group) => group.region === region && group.name === name);
  return found?.id ?? name;
}

export function subnetResource(context: World, region: string, id: string): Resource {
  const zone = zoneOfSubnet(region, id);
  return {
    arn: arnOf(context, region, `subnet/${id}`),
    conditions: {
      ...keysOf(region),
      'ec2:subnetid': id,
      'ec2:vpc': arnOf(context, region, `vpc/${defaultVpc(region)}`),
      ...(zone === undefined ? {} : { 'ec2:availabilityzone': zone }),
    },
  };
}

export const vpcResource = (context: World, region: string, id: string): Resource => ({
  arn: arnOf(context, region, `vpc/${id}`),
  conditions: { ...keysOf(region), 'ec2:vpcid': id, 'ec2:tenancy': 'default' },
});

export function keyPairResource(context: World, region: string, name: string): Resource {
  const pair = context.keyPairs.get(`${region}/${name}`);
  const type = pair?.publicKey.startsWith('ssh-rsa') ? 'rsa' : 'ed25519';
  return {
    arn: arnOf(context, region, `key-pair/${name}`),
    conditions: {
      ...keysOf(region, pair?.tags),
      'ec2:keypairname': name,
      ...(pair === undefined ? {} : { 'ec2:keypairtype': type }),
    },
  };
}

/** By the prefix of an ID; other resources have names. */
export function resourceNamed(context: World, region: string, id: string): Resource {
  if (id.startsWith('i-')) return instanceResource(context, region, id);
  if (id.startsWith('vol-')) return volumeResource(context, region, id);
  if (id.startsWith('sg-')) return groupResource(context, region, id);
  if (id.startsWith('subnet-')) return subnetResource(context, region, id);
  if (id.startsWith('vpc-')) return vpcResource(context, region, id);
  return { arn: arnOf(context, region, `*/${id}`), conditions: keysOf(region) };
}
