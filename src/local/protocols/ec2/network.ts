import { AwsError } from '../../failure';
import type { XmlTree } from '../../server/xml';
import { accountId } from '../../state/credentials';
import type { Params } from '../query';
import type { Ec2Action } from './context';
import { endDryRun } from './dry-run';
import { type Filters, matchesAny, passesTagFilter, readFilters } from './filters';
import { newId } from './ids';
import type { Tags } from './instance';
import { pageOf } from './paging';
import { defaultSecurityGroup, defaultSubnet, defaultVpc, regions, zonesOf } from './places';
import { items, tagSet } from './render';
import { readTags } from './tags';

/** A rule of a security group that lets traffic in. */
export interface Ingress {
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
  readonly cidrs: readonly string[];
}

export interface SecurityGroup {
  readonly id: string;
  readonly region: string;
  readonly name: string;
  readonly description: string;
  readonly vpcId: string;
  readonly ingress: readonly Ingress[];
  readonly tags: Tags;
}

type Fields = Readonly<Record<string, readonly string[]>>;

/** Whether a row passes filters over the fields it has. @throws AwsError InvalidParameterValue for an unknown filter */
function passesFields(filters: Filters, fields: Fields, tags: Tags = {}): boolean {
  return filters.every(({ name, values }) => {
    const byTag = passesTagFilter(name, values, tags);
    if (byTag !== undefined) return byTag;
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
    return matchesAny(values, field);
  });
}

export const describeRegions: Ec2Action = (_world, { params }) => {
  const named = params.list('RegionName');
  const filters = readFilters(params);
  const found = regions.filter(
    (region) =>
      (named.length === 0 || named.includes(region)) &&
      passesFields(filters, {
        'region-name': [region],
        'opt-in-status': ['opt-in-not-required'],
        endpoint: [`ec2.${region}.amazonaws.com`],
      }),
  );
  return {
    regionInfo: items(found, (regionName) => ({
      regionName,
      regionEndpoint: `ec2.${regionName}.amazonaws.com`,
      optInStatus: 'opt-in-not-required',
    })),
  };
};

export const describeAvailabilityZones: Ec2Action = (_world, { params, region }) => {
  const named = params.list('ZoneName');
  const unknown = named.find((zone) => !zonesOf(region).includes(zone));
  if (unknown !== undefined)
    throw new AwsError('InvalidParameterValue', `Invalid availability zone: [${unknown}]`);
  const filters = readFilters(params);
  const found = zonesOf(region).filter(
    (zone) =>
      (named.length === 0 || named.includes(zone)) &&
      passesFields(filters, {
        'zone-name': [zone],
        'region-name': [region],
        state: ['available'],
        'zone-type': ['availability-zone'],
        'opt-in-status': ['opt-in-not-required'],
      }),
  );
  return {
    availabilityZoneInfo: items(found, (zoneName) => ({
      zoneName,
      zoneId: `${region.replace(/[a-z]*-/g, (part) => part[0] ?? '')}az${zoneName.charCodeAt(zoneName.length - 1) - 96}`,
      regionName: region,
      zoneState: 'available',
      zoneType: 'availability-zone',
      optInStatus: 'opt-in-not-required',
      groupName: region,
    })),
  };
};

export const describeVpcs: Ec2Action = (_world, { params, region }) => {
  const vpcId = defaultVpc(region);
  checkIds(params.list('VpcId'), [vpcId], 'InvalidVpcID.NotFound', 'vpc ID');
  const fits = passesFields(readFilters(params), {
    'vpc-id': [vpcId],
    isDefault: ['true'],
    'is-default': ['true'],
    state: ['available'],
    cidr: ['172.31.0.0/16'],
  });
  return {
    vpcSet: items(fits ? [vpcId] : [], (id) => ({
      vpcId: id,
      ownerId: accountId,
      state: 'available',
      cidrBlock: '172.31.0.0/16',
      isDefault: true,
      instanceTenancy: 'default',
    })),
  };
};

export const describeSubnets: Ec2Action = (_world, { params, region }) => {
  const all = zonesOf(region).map((zone, index) => ({
    zone,
    id: defaultSubnet(zone),
    cidr: `172.31.${index * 16}.0/20`,
  }));
  const named = params.list('SubnetId');
  checkIds(
    named,
    all.map(({ id }) => id),
    'InvalidSubnetID.NotFound',
    'subnet ID',
  );
  const filters = readFilters(params);
  const vpcId = defaultVpc(region);
  const found = all.filter(
    ({ id, zone, cidr }) =>
      (named.length === 0 || named.includes(id)) &&
      passesFields(filters, {
        'subnet-id': [id],
        'vpc-id': [vpcId],
        'availability-zone': [zone],
        availabilityZone: [zone],
        'default-for-az': ['true'],
        defaultForAz: ['true'],
        'map-public-ip-on-launch': ['true'],
        'cidr-block': [cidr],
        state: ['available'],
      }),
  );
  const page = pageOf(found, ({ zone }) => zone, params, { min: 5, max: 1000 });
  return {
    subnetSet: items(page.rows, ({ id, zone, cidr }) => ({
      subnetId: id,
      state: 'available',
      vpcId,
      ownerId: accountId,
      cidrBlock: cidr,
      availableIpAddressCount: 4091,
      availabilityZone: zone,
      defaultForAz: true,
      mapPublicIpOnLaunch: true,
    })),
    nextToken: page.nextToken,
  };
};

export const describeSecurityGroups: Ec2Action = (world, { params, region }) => {
  const all = [
    defaultGroup(region),
    ...[...world.securityGroups.values()].filter((group) => group.region === region),
  ];
  const ids = params.list('GroupId');
  const names = params.list('GroupName');
  checkIds(
    ids,
    all.map(({ id }) => id),
    'InvalidGroup.NotFound',
    'security group',
  );
  checkIds(
    names,
    all.map(({ name }) => name),
    'InvalidGroup.NotFound',
    'security group',
  );
  const filters = readFilters(params);
  const found = all.filter(
    (group) =>
      (ids.length === 0 || ids.includes(group.id)) &&
      (names.length === 0 || names.includes(group.name)) &&
      passesFields(
        filters,
        {
          'group-id': [group.id],
          'group-name': [group.name],
          'vpc-id': [group.vpcId],
          description: [group.description],
        },
        group.tags,
      ),
  );
  const page = pageOf(found, ({ id }) => id, params, { min: 5, max: 1000 });
  return { securityGroupInfo: items(page.rows, groupTree), nextToken: page.nextToken };
};

export const createSecurityGroup: Ec2Action = (world, { params, region }) => {
  const name = params.required('GroupName');
  const description = params.required('GroupDescription');
  const vpcId = params.text('VpcId') ?? defaultVpc(region);
  if (vpcId !== defaultVpc(region))
    throw new AwsError('InvalidVpcID.NotFound', `The vpc ID '${vpcId}' does not exist`);
  if (name.startsWith('sg-') || name.length > 255)
    throw new AwsError('InvalidParameterValue', `Value (${name}) for parameter GroupName is invalid.`);
  const taken = [...world.securityGroups.values()].some(
    (group) => group.region === region && group.name === name,
  );
  if (taken || name === 'default')
    throw new AwsError(
      'InvalidGroup.Duplicate',
      `The security group '${name}' already exists for VPC '${vpcId}'`,
    );
  const tags = params
    .children('TagSpecification')
    .reduce<Tags>((all, one) => ({ ...all, ...readTags(one) }), {});
  endDryRun(params);
  const group: SecurityGroup = { id: newId('sg'), region, name, description, vpcId, ingress: [], tags };
  world.securityGroups.set(group.id, group);
  return {
    groupId: group.id,
    return: true,
    ...(Object.keys(tags).length === 0 ? {} : { tagSet: tagSet(tags) }),
  };
};

export const authorizeIngress: Ec2Action = (world, { params, region }) => {
  const group = groupOf(params, region, world.securityGroups);
  const added = params.has('IpPermissions')
    ? params.children('IpPermissions').map(readIngress)
    : [readIngress(params)];
  const known = new Set(group.ingress.map((rule) => JSON.stringify(rule)));
  if (added.some((rule) => known.has(JSON.stringify(rule))))
    throw new AwsError('InvalidPermission.Duplicate', 'the specified rule already exists');
  endDryRun(params);
  world.securityGroups.set(group.id, { ...group, ingress: [...group.ingress, ...added] });
  return { return: true };
};

export const deleteSecurityGroup: Ec2Action = (world, { params, region }) => {
  const group = groupOf(params, region, world.securityGroups);
  const used = world.fleet
    .all()
    .some((one) => one.state !== 'terminated' && one.securityGroups.includes(group.id));
  if (used) throw new AwsError('DependencyViolation', `resource ${group.id} has a dependent object`);
  endDryRun(params);
  world.securityGroups.delete(group.id);
  return { return: true, groupId: group.id };
};

function groupOf(
  params: Params,
  region: string,
  groups: { get(id: string): SecurityGroup | undefined; values(): Iterable<SecurityGroup> },
): SecurityGroup {
  const id = params.text('GroupId');
  const name = params.text('GroupName');
  const group = id === undefined ? [...groups.values()].find((one) => one.name === name) : groups.get(id);
  if (group === undefined || group.region !== region)
    throw new AwsError('InvalidGroup.NotFound', `The security group '${id ?? name ?? ''}' does not exist`);
  return group;
}

function readIngress(params: Params): Ingress {
  const cidrs = params.has('IpRanges')
    ? params.children('IpRanges').map((range) => range.required('CidrIp'))
    : [params.required('CidrIp')];
  for (const cidr of cidrs)
    if (!/^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/.test(cidr))
      throw new AwsError('InvalidParameterValue', `CIDR block ${cidr} is malformed`);
  return {
    protocol: params.required('IpProtocol'),
    fromPort: params.integer('FromPort') ?? -1,
    toPort: params.integer('ToPort') ?? -1,
    cidrs,
  };
}

const defaultGroup = (region: string): SecurityGroup => ({
  id: defaultSecurityGroup(region),
  region,
  name: 'default',
  description: 'default VPC security group',
  vpcId: defaultVpc(region),
  ingress: [],
  tags: {},
});

const groupTree = (group: SecurityGroup): XmlTree => ({
  groupId: group.id,
  groupName: group.name,
  groupDescription: group.description,
  ownerId: accountId,
  vpcId: group.vpcId,
  ipPermissions: items(group.ingress, (rule) => ({
    ipProtocol: rule.protocol,
    fromPort: rule.fromPort,
    toPort: rule.toPort,
    ipRanges: items(rule.cidrs, (cidrIp) => ({ cidrIp })),
  })),
  ...(Object.keys(group.tags).length === 0 ? {} : { tagSet: tagSet(group.tags) }),
});

function checkIds(wanted: readonly string[], known: readonly string[], code: string, what: string): void {
  const unknown = wanted.find((id) => !known.includes(id));
  if (unknown !== undefined) throw new AwsError(code, `The ${what} '${unknown}' does not exist`);
}
