import { AwsError } from '../../failure';
import type { Ec2Action } from './context';
import { endDryRun } from './dry-run';
import { matchesAny, passesTagFilter, readFilters } from './filters';
import { paginate } from './paging';
import { ec2Timestamp, items, stateTree } from './render';
import { zonesOf } from './zones';

/** Maximum number of IDs in one DescribeInstanceStatus call. */
const maxStatusIds = 100;

export const describeInstanceStatus: Ec2Action = ({ fleet }, { params, region }) => {
  const ids = [...new Set(params.list('InstanceId'))];
  if (ids.length > maxStatusIds)
    throw new AwsError(
      'InvalidParameterValue',
      `At most ${maxStatusIds} instance IDs may be named in one request.`,
    );
  if (ids.length > 0 && params.text('MaxResults') !== undefined)
    throw new AwsError(
      'InvalidParameterCombination',
      'The parameter instancesSet cannot be used with the parameter maxResults',
    );
  const filters = readFilters(params);
  const every = params.flag('IncludeAllInstances');
  const found = (ids.length > 0 ? fleet.require(region, ids) : fleet.visible(region))
    .filter((instance) => every || instance.state === 'running')
    .filter((instance) =>
      filters.every(({ name, values }) => {
        if (name === 'instance-state-name') return matchesAny(values, [instance.state]);
        if (name === 'availability-zone') return matchesAny(values, [instance.zone]);
        throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
      }),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const page = paginate(found, ({ id }) => id, params, { min: 5, max: 1000 });
  return {
    instanceStatusSet: items(page.rows, (instance) => {
      const status = instance.state === 'running' ? 'ok' : 'not-applicable';
      return {
        instanceId: instance.id,
        availabilityZone: instance.zone,
        instanceState: stateTree(instance),
        systemStatus: { status },
        instanceStatus: { status },
      };
    }),
    nextToken: page.nextToken,
  };
};

export const describeTags: Ec2Action = ({ fleet }, { params, region }) => {
  const filters = readFilters(params);
  const rows = fleet.visible(region).flatMap((instance) => [
    ...Object.entries(instance.tags).map(([key, value]) => ({
      resourceId: instance.id,
      resourceType: 'instance',
      key,
      value,
    })),
    ...Object.entries(instance.volumeTags).map(([key, value]) => ({
      resourceId: instance.volumeId,
      resourceType: 'volume',
      key,
      value,
    })),
  ]);
  const found = rows
    .filter((row) =>
      filters.every(({ name, values }) => {
        const byTag = passesTagFilter(name, values, { [row.key]: row.value });
        if (byTag !== undefined) return byTag;
        if (name === 'resource-id') return matchesAny(values, [row.resourceId]);
        if (name === 'resource-type') return matchesAny(values, [row.resourceType]);
        if (name === 'key') return matchesAny(values, [row.key]);
        if (name === 'value') return matchesAny(values, [row.value]);
        throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
      }),
    )
    .sort((a, b) => (`${a.resourceId}/${a.key}` < `${b.resourceId}/${b.key}` ? -1 : 1));
  const page = paginate(found, (row) => `${row.resourceId}/${row.key}`, params, { min: 5, max: 1000 });
  return { tagSet: items(page.rows, (row) => ({ ...row })), nextToken: page.nextToken };
};

export const describeTypeOfferings: Ec2Action = ({ catalog }, { params, region }) => {
  const byZone = params.text('LocationType') === 'availability-zone';
  const filters = readFilters(params);
  const places = byZone ? zonesOf(region) : [region];
  const rows = [...catalog.values()].flatMap((type) =>
    places.map((location) => ({ instanceType: type.name, location })),
  );
  const found = rows.filter((row) =>
    filters.every(({ name, values }) => {
      if (name === 'instance-type') return matchesAny(values, [row.instanceType]);
      if (name === 'location') return matchesAny(values, [row.location]);
      throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
    }),
  );
  const page = paginate(found, (row) => `${row.instanceType}/${row.location}`, params, { min: 5, max: 1000 });
  return {
    instanceTypeOfferingSet: items(page.rows, (row) => ({
      ...row,
      locationType: byZone ? 'availability-zone' : 'region',
    })),
    nextToken: page.nextToken,
  };
};

/** Spot prices here are always 35 % of the On-Demand price. */
export const spotShare = 0.35;

export const describeSpotPriceHistory: Ec2Action = ({ catalog, clock }, { params, region }) => {
  const named = params.list('InstanceType');
  const filters = readFilters(params);
  const zone = params.text('AvailabilityZone');
  const zones = zonesOf(region).filter((one) => zone === undefined || zone === one);
  const rows = [...catalog.values()]
    .filter(
      (type) =>
        type.spot && type.usdPerHour !== undefined && (named.length === 0 || named.includes(type.name)),
    )
    .flatMap((type) => zones.map((at) => ({ type, at })))
    .filter(({ type, at }) =>
      filters.every(({ name, values }) => {
        if (name === 'instance-type') return matchesAny(values, [type.name]);
        if (name === 'availability-zone') return matchesAny(values, [at]);
        if (name === 'product-description') return matchesAny(values, ['Linux/UNIX']);
        throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
      }),
    );
  const page = paginate(rows, ({ type, at }) => `${type.name}/${at}`, params, { min: 1, max: 1000 });
  return {
    spotPriceHistorySet: items(page.rows, ({ type, at }) => ({
      instanceType: type.name,
      productDescription: 'Linux/UNIX',
      spotPrice: ((type.usdPerHour ?? 0) * spotShare).toFixed(6),
      timestamp: ec2Timestamp(Math.floor(clock.now() / 3_600_000) * 3_600_000),
      availabilityZone: at,
    })),
    nextToken: page.nextToken,
  };
};

export const rebootInstances: Ec2Action = ({ fleet }, { params, region }) => {
  const ids = [...new Set(params.list('InstanceId'))];
  if (ids.length === 0)
    throw new AwsError('MissingParameter', 'The request must contain the parameter InstanceId');
  const instances = fleet.require(region, ids);
  const wrong = instances.find((instance) => instance.state !== 'running');
  if (wrong !== undefined)
    throw new AwsError(
      'IncorrectInstanceState',
      `The instance '${wrong.id}' is not in a state from which it can be rebooted.`,
    );
  endDryRun(params);
  for (const instance of instances) fleet.suffer(instance.id, 'reboot');
  return { return: true };
};
