import { AwsError } from '../../failure';
import type { Ec2Action } from './context';
import { matchesAny, passes, readFilters } from './filters';
import { imageById, imagesIn } from './images';
import type { Ec2Instance } from './instance';
import { paginate } from './paging';
import { ec2Timestamp, items, reservationSet } from './render';

export const describeInstances: Ec2Action = ({ arns, fleet }, { params, region }) => {
  const ids = params.list('InstanceId');
  if (ids.length > 0 && params.text('MaxResults') !== undefined)
    throw new AwsError(
      'InvalidParameterCombination',
      'The parameter instancesSet cannot be used with the parameter maxResults',
    );
  const filters = readFilters(params);
  const from = ids.length > 0 ? fleet.require(region, [...new Set(ids)]) : fleet.visible(region);
  const found = from.filter((instance) => passes(filters, instance)).sort(byReservation);
  const page = paginate(found, sortKey, params, { min: 5, max: 1000 });
  return { reservationSet: reservationSet(arns, page.rows), nextToken: page.nextToken };
};

const sortKey = (instance: Ec2Instance): string => `${instance.reservationId}/${instance.id}`;
const byReservation = (a: Ec2Instance, b: Ec2Instance): number => (sortKey(a) < sortKey(b) ? -1 : 1);

export const getConsoleOutput: Ec2Action = async ({ fleet, compute, clock }, { params, region }) => {
  const [instance] = fleet.require(region, [params.required('InstanceId')]);
  const output = instance === undefined ? '' : await compute.console(instance.id);
  return {
    instanceId: instance?.id,
    timestamp: ec2Timestamp(clock.now()),
    output: Buffer.from(output).toString('base64'),
  };
};

export const describeInstanceTypes: Ec2Action = ({ catalog }, { params }) => {
  const named = params.list('InstanceType');
  const unknown = named.filter((name) => !catalog.has(name));
  if (unknown.length > 0)
    throw new AwsError(
      'InvalidInstanceType',
      `The following supplied instance types do not exist: [${unknown.join(', ')}]`,
    );
  const filters = readFilters(params);
  const rows = [...catalog.values()].filter(
    (row) =>
      (named.length === 0 || named.includes(row.name)) &&
      filters.every(({ name, values }) => {
        if (name === 'instance-type') return matchesAny(values, [row.name]);
        if (name === 'processor-info.supported-architecture') return matchesAny(values, row.architectures);
        if (name === 'current-generation') return matchesAny(values, [String(row.currentGeneration)]);
        if (name === 'supported-usage-class')
          return matchesAny(values, row.spot ? ['on-demand', 'spot'] : ['on-demand']);
        throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
      }),
  );
  const page = paginate(rows, (row) => row.name, params, { min: 5, max: 100 });
  return {
    instanceTypeSet: items(page.rows, (row) => ({
      instanceType: row.name,
      currentGeneration: row.currentGeneration,
      freeTierEligible: row.name === 't3.micro',
      supportedUsageClasses: items(row.spot ? ['on-demand', 'spot'] : ['on-demand'], (usage) => usage),
      supportedRootDeviceTypes: items(['ebs'], (device) => device),
      bareMetal: row.name.includes('.metal'),
      processorInfo: { supportedArchitectures: items(row.architectures, (architecture) => architecture) },
      vCpuInfo: { defaultVCpus: row.vcpus },
      memoryInfo: { sizeInMiB: row.memoryMib },
      hibernationSupported: row.hibernation,
    })),
    nextToken: page.nextToken,
  };
};

export const describeImages: Ec2Action = (_world, { params, region }) => {
  const ids = params.list('ImageId');
  const unknown = ids.find((id) => imageById(region, id) === undefined);
  if (unknown !== undefined)
    throw new AwsError('InvalidAMIID.NotFound', `The image id '[${unknown}]' does not exist`);
  const filters = readFilters(params);
  const found = imagesIn(region).filter(
    (image) =>
      (ids.length === 0 || ids.includes(image.id)) &&
      filters.every(({ name, values }) => {
        if (name === 'architecture') return matchesAny(values, [image.architecture]);
        if (name === 'name') return matchesAny(values, [image.name]);
        if (name === 'image-id') return matchesAny(values, [image.id]);
        if (name === 'state') return matchesAny(values, ['available']);
        if (name === 'owner-alias') return matchesAny(values, [image.ownerAlias ?? '']);
        if (name === 'owner-id') return matchesAny(values, [image.ownerId]);
        throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
      }),
  );
  return {
    imagesSet: items(found, (image) => ({
      imageId: image.id,
      imageLocation: `${image.ownerAlias ?? image.ownerId}/${image.name}`,
      imageState: 'available',
      imageOwnerId: image.ownerId,
      imageOwnerAlias: image.ownerAlias,
      isPublic: true,
      architecture: image.architecture,
      imageType: 'machine',
      name: image.name,
      description: image.description,
      rootDeviceType: 'ebs',
      rootDeviceName: image.rootDevice,
      virtualizationType: 'hvm',
      enaSupport: true,
      imdsSupport: 'v2.0',
      blockDeviceMapping: items([image.diskGib], (volumeSize) => ({
        deviceName: image.rootDevice,
        ebs: { deleteOnTermination: true, volumeSize, volumeType: 'gp3', encrypted: false },
      })),
    })),
  };
};
