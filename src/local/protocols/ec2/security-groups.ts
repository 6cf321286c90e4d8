import { AwsError } from '../../failure';
import type { XmlTree } from '../../server/xml';
import { accountId } from '../../state/credentials';
import type { Params } from '../query';
import type { Ec2Action } from './context';
import { endDryRun } from './dry-run';
import { checkIds, passesFields } from './fields';
import { readFilters } from './filters';
import { newId } from './ids';
import type { Tags } from './instance';
import type { Ingress, SecurityGroup } from './network-security';
import { paginate } from './paging';
import { items, tagSet } from './render';
import { readQueryTags } from './tags';
import { defaultSecurityGroup, defaultVpc } from './zones';

export const describeSecurityGroups: Ec2Action = (context, { params, region }) => {
  const all = [
    defaultGroup(region),
    ...[...context.securityGroups.values()].filter((group) => group.region === region),
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
  const page = paginate(found, ({ id }) => id, params, { min: 5, max: 1000 });
  return { securityGroupInfo: items(page.rows, groupTree), nextToken: page.nextToken };
};

export const createSecurityGroup: Ec2Action = (context, { params, region }) => {
  const name = params.required('GroupName');
  const description = params.required('GroupDescription');
  const vpcId = params.text('VpcId') ?? defaultVpc(region);
  if (vpcId !== defaultVpc(region))
    throw new AwsError('InvalidVpcID.NotFound', `The vpc ID '${vpcId}' does not exist`);
  if (name.startsWith('sg-') || name.length > 255)
    throw new AwsError('InvalidParameterValue', `Value (${name}) for parameter GroupName is invalid.`);
  const taken = [...context.securityGroups.values()].some(
    (group) => group.region === region && group.name === name,
  );
  if (taken || name === 'default')
    throw new AwsError(
      'InvalidGroup.Duplicate',
      `The security group '${name}' already exists for VPC '${vpcId}'`,
    );
  const tags: Tags = Object.assign({}, ...params.children('TagSpecification').map(readQueryTags));
  endDryRun(params);
  const group: SecurityGroup = { id: newId('sg'), region, name, description, vpcId, ingress: [], tags };
  context.securityGroups.set(group.id, group);
  return {
    groupId: group.id,
    return: true,
    ...(Object.keys(tags).length === 0 ? {} : { tagSet: tagSet(tags) }),
  };
};

export const authorizeIngress: Ec2Action = (context, { params, region }) => {
  const group = groupOf(params, region, context.securityGroups);
  const added = readRules(params);
  const known = new Set(group.ingress.map(ruleKey));
  if (added.some((rule) => known.has(ruleKey(rule))))
    throw new AwsError('InvalidPermission.Duplicate', 'the specified rule already exists');
  endDryRun(params);
  context.securityGroups.set(group.id, { ...group, ingress: [...group.ingress, ...added] });
  return { return: true };
};

export const revokeIngress: Ec2Action = (context, { params, region }) => {
  const group = groupOf(params, region, context.securityGroups);
  const gone = new Set(readRules(params).map(ruleKey));
  const known = new Set(group.ingress.map(ruleKey));
  if ([...gone].some((rule) => !known.has(rule)))
    throw new AwsError(
      'InvalidPermission.NotFound',
      'The specified rule does not exist in this security group.',
    );
  endDryRun(params);
  context.securityGroups.set(group.id, {
    ...group,
    ingress: group.ingress.filter((rule) => !gone.has(ruleKey(rule))),
  });
  return { return: true };
};

export const deleteSecurityGroup: Ec2Action = (context, { params, region }) => {
  const group = groupOf(params, region, context.securityGroups);
  const used = context.fleet
    .all()
    .some((one) => one.state !== 'terminated' && one.securityGroups.includes(group.id));
  if (used) throw new AwsError('DependencyViolation', `resource ${group.id} has a dependent object`);
  endDryRun(params);
  context.securityGroups.delete(group.id);
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

/** The rules of a request, one for each address range, as EC2 stores them. */
const readRules = (params: Params): readonly Ingress[] =>
  (params.has('IpPermissions') ? params.children('IpPermissions') : [params]).flatMap(readIngress);

/** Rules that differ only in their descriptions are the same rule. */
const ruleKey = ({ cidrs, fromPort, protocol, toPort }: Ingress): string =>
  JSON.stringify([protocol, fromPort, toPort, cidrs]);

function readIngress(params: Params): readonly Ingress[] {
  const ranges = params.has('IpRanges') ? params.children('IpRanges') : [params];
  return ranges.map((range) => {
    const cidr = range.required('CidrIp');
    if (!/^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/.test(cidr))
      throw new AwsError('InvalidParameterValue', `CIDR block ${cidr} is malformed`);
    const description = params.has('IpRanges') ? range.text('Description') : undefined;
    return {
      protocol: params.required('IpProtocol'),
      fromPort: params.integer('FromPort') ?? -1,
      toPort: params.integer('ToPort') ?? -1,
      cidrs: [cidr],
      ...(description === undefined ? {} : { description }),
    };
  });
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
    ipRanges: items(rule.cidrs, (cidrIp) => ({ cidrIp, description: rule.description })),
  })),
  ...(Object.keys(group.tags).length === 0 ? {} : { tagSet: tagSet(group.tags) }),
});
