import { AwsError } from '../../failure';
import { accountId } from '../../state/credentials';
import type { Ec2Action } from './context';
import { checkIds, passesFields } from './fields';
import { readFilters } from './filters';
import { paginate } from './paging';
import { items } from './render';
import { defaultSubnet, defaultVpc, zonesOf } from './zones';

export const describeRegions: Ec2Action = ({ arns: { partition }, optedIn }, { params }) => {
  const named = params.list('RegionName');
  const filters = readFilters(params);
  const all = [
    ...partition.regions.map((name) => ({ name, status: 'opt-in-not-required' })),
    ...partition.optInRegions.map((name) => ({
      name,
      status: optedIn.includes(name) ? 'opted-in' : 'not-opted-in',
    })),
  ].map((region) => ({ ...region, endpoint: `ec2.${region.name}.${partition.domain}` }));
  checkIds(
    named,
    all.map(({ name }) => name),
    'InvalidParameterValue',
    'region',
  );
  const found = all.filter(
    ({ endpoint, name, status }) =>
      (named.length === 0 ? status !== 'not-opted-in' || params.flag('AllRegions') : named.includes(name)) &&
      passesFields(filters, { 'region-name': [name], 'opt-in-status': [status], endpoint: [endpoint] }),
  );
  return {
    regionInfo: items(found, ({ endpoint, name, status }) => ({
      regionName: name,
      regionEndpoint: endpoint,
      optInStatus: status,
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

export const describeSubnets: Ec2Action = ({ zonesWithoutSubnet }, { params, region }) => {
  const all = zonesOf(region)
    .map((zone, index) => ({ zone, id: defaultSubnet(zone), cidr: `172.31.${index * 16}.0/20` }))
    .filter(({ zone }) => !zonesWithoutSubnet.includes(zone));
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
  const page = paginate(found, ({ zone }) => zone, params, { min: 5, max: 1000 });
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
