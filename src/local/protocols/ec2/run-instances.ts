import { randomInt } from 'node:crypto';
import { AwsError } from '../../failure';
import { accountId } from '../../state/credentials';
import type { Params } from '../query';
import { burstableOf, type CreditOption } from './burstable';
import { grant } from './capacity';
import type { TypeRow } from './catalog';
import { withClientToken } from './client-token';
import type { Ec2Action, Ec2Call, Ec2Context } from './context';
import { endDryRun } from './dry-run';
import { newId, newIds } from './ids';
import { type Image, imageById } from './images';
import type { Ec2Instance, Reservation, Tags } from './instance';
import { instanceTree, items } from './render';
import { spotShare } from './status';
import { checkMetadataTagKeys, checkTagCount, readQueryTags } from './tags';
import { defaultSecurityGroup, defaultSubnet, defaultVpc, zoneOfSubnet, zonesOf } from './zones';

/** User data before base64 (docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html). */
const maxUserData = 16_384;

export const runInstances: Ec2Action = (context, call) => {
  const wanted = readLaunch(context, call);
  endDryRun(call.params);
  const launched = context.together(() =>
    withClientToken(context, call, wanted.zone, () => launch(context, call, wanted)),
  );
  const reservation = launched[0]?.reservationId ?? '';
  return {
    reservationId: reservation,
    ownerId: accountId,
    groupSet: {},
    instancesSet: items(launched, (instance) => instanceTree(context.arns, instance)),
  };
};

/** A validated RunInstances call. */
interface Launch {
  readonly minCount: number;
  readonly maxCount: number;
  readonly type: TypeRow;
  readonly image: Image;
  /** Set by zone or subnet; otherwise the cloud chooses one per call. */
  readonly zone: string | undefined;
  readonly userData: string | undefined;
  readonly instanceTags: Tags;
  readonly volumeTags: Tags;
  readonly spot: boolean;
  readonly profileName: string | undefined;
  readonly cpuCredits: CreditOption | undefined;
}

function readLaunch(context: Ec2Context, { params, region }: Ec2Call): Launch {
  const type = typeOf(context, params);
  const image = imageOf(region, params, type);
  const spot = params.text('InstanceMarketOptions.MarketType') === 'spot';
  if (spot) checkSpotPrice(params, type);
  checkNetwork(context, params, region);
  checkDisk(params, image);
  const metadataTags = params.text('MetadataOptions.InstanceMetadataTags') === 'enabled';
  const instanceTags = tagsFor(params, 'instance');
  if (metadataTags) checkMetadataTagKeys(instanceTags);
  return {
    ...countsOf(params),
    type,
    image,
    spot,
    zone: zoneOf(context, region, params, spot),
    userData: userDataOf(params),
    instanceTags,
    volumeTags: tagsFor(params, 'volume'),
    profileName: profileOf(context, params),
    cpuCredits: cpuCreditsOf(params, type),
  };
}

/** @throws AwsError if the type isn't burstable, or the mode doesn't exist */
function cpuCreditsOf(params: Params, type: TypeRow): CreditOption | undefined {
  const burstable = burstableOf(type.name);
  const wanted = params.text('CreditSpecification.CpuCredits');
  if (wanted === undefined) return burstable?.usual;
  if (wanted !== 'standard' && wanted !== 'unlimited')
    throw new AwsError('InvalidParameterValue', `Invalid value '${wanted}' for CreditSpecification.`);
  if (burstable === undefined)
    throw new AwsError(
      'InvalidParameterCombination',
      `The CPU credit option is not supported for the instance type ${type.name}.`,
    );
  return wanted;
}

function countsOf(params: Params): { minCount: number; maxCount: number } {
  params.required('MinCount');
  params.required('MaxCount');
  const minCount = params.integer('MinCount') ?? 0;
  const maxCount = params.integer('MaxCount') ?? 0;
  if (minCount < 1)
    throw new AwsError(
      'InvalidParameterValue',
      `Value (${minCount}) for parameter minCount is invalid. Must be at least 1.`,
    );
  if (minCount > maxCount)
    throw new AwsError(
      'InvalidParameterCombination',
      `maxCount (${maxCount}) may not be less than minCount (${minCount})`,
    );
  return { minCount, maxCount };
}

function typeOf(context: Ec2Context, params: Params): TypeRow {
  const name = params.text('InstanceType') ?? 'm1.small';
  const type = context.catalog.get(name);
  if (type === undefined)
    throw new AwsError('InvalidParameterValue', `Invalid value '${name}' for InstanceType.`);
  return type;
}

function imageOf(region: string, params: Params, type: TypeRow): Image {
  const id = params.required('ImageId');
  if (!/^ami-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id))
    throw new AwsError('InvalidAMIID.Malformed', `Invalid id: "${id}"`);
  const image = imageById(region, id);
  if (image === undefined)
    throw new AwsError('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`);
  if (!type.architectures.includes(image.architecture))
    throw new AwsError(
      'InvalidParameterValue',
      `The architecture '${type.architectures.join(',')}' of the specified instance type does not match the architecture '${image.architecture}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again.`,
    );
  return image;
}

function zoneOf(context: Ec2Context, region: string, params: Params, spot: boolean): string | undefined {
  const subnet = params.text('SubnetId') ?? params.text('NetworkInterface.1.SubnetId');
  const named = params.text('Placement.AvailabilityZone');
  if (subnet !== undefined) {
    const zone = zoneOfSubnet(region, subnet);
    if (zone === undefined || context.zonesWithoutSubnet.includes(zone))
      throw new AwsError('InvalidSubnetID.NotFound', `The subnet ID '${subnet}' does not exist`);
    return zone;
  }
  if (named !== undefined && !zonesOf(region).includes(named))
    throw new AwsError('InvalidParameterValue', `Invalid availability zone: [${named}]`);
  if (named !== undefined && context.zonesWithoutSubnet.includes(named))
    throw new AwsError(
      spot ? 'InvalidInput' : 'MissingInput',
      `No default subnet for availability zone: '${named}'.`,
    );
  return named;
}

function userDataOf(params: Params): string | undefined {
  const encoded = params.text('UserData');
  if (encoded === undefined) return undefined;
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(encoded))
    throw new AwsError('InvalidParameterValue', 'Invalid BASE64 encoding of user data.');
  if (Buffer.from(encoded, 'base64').length > maxUserData)
    throw new AwsError('InvalidParameterValue', 'User data is limited to 16384 bytes');
  return encoded;
}

function tagsFor(params: Params, resourceType: string): Tags {
  let tags: Tags = {};
  for (const specification of params.children('TagSpecification')) {
    const type = specification.required('ResourceType');
    if (!['instance', 'volume', 'network-interface', 'spot-instances-request'].includes(type))
      throw new AwsError(
        'InvalidParameterValue',
        `'${type}' is not a valid taggable resource type for this operation.`,
      );
    if (type === resourceType) tags = { ...tags, ...readQueryTags(specification) };
  }
  return checkTagCount(tags);
}

/** @throws AwsError SpotMaxPriceTooLow; InvalidParameterCombination if a Spot Instance can't be stopped as requested */
function checkSpotPrice(params: Params, type: TypeRow): void {
  if (!type.spot)
    throw new AwsError('InvalidParameterValue', `The instance type ${type.name} is not offered as Spot.`);
  if (params.text('InstanceInitiatedShutdownBehavior') === 'stop')
    throw new AwsError(
      'InvalidParameterCombination',
      "The parameter instanceInitiatedShutdownBehavior 'stop' cannot be used with one-time Spot Instances.",
    );
  const most = params.text('InstanceMarketOptions.SpotOptions.MaxPrice');
  const price = (type.usdPerHour ?? 0) * spotShare;
  if (most !== undefined && Number(most) < price)
    throw new AwsError(
      'SpotMaxPriceTooLow',
      `Your Spot request price of ${most} is lower than the minimum required Spot request fulfillment price of ${price.toFixed(6)}.`,
    );
}

/** @throws AwsError InvalidBlockDeviceMapping if the root volume is smaller than the image */
function checkDisk(params: Params, { diskGib, id, rootDevice }: Image): void {
  const root = params
    .children('BlockDeviceMapping')
    .find((mapping) => mapping.text('DeviceName') === rootDevice);
  const size = root?.integer('Ebs.VolumeSize');
  if (size !== undefined && size < diskGib)
    throw new AwsError(
      'InvalidBlockDeviceMapping',
      `Volume of size ${size}GB is smaller than snapshot '${id.replace('ami', 'snap')}', expect size >= ${diskGib}GB`,
    );
}

/** @throws AwsError InvalidKeyPair.NotFound or InvalidGroup.NotFound */
function checkNetwork(context: Ec2Context, params: Params, region: string): void {
  const keyName = params.text('KeyName');
  if (keyName !== undefined && !context.keyPairs.has(`${region}/${keyName}`))
    throw new AwsError('InvalidKeyPair.NotFound', `The key pair '${keyName}' does not exist`);
  const groups = [...params.list('SecurityGroupId'), ...params.list('NetworkInterface.1.SecurityGroupId')];
  const unknown = groups.find(
    (id) => id !== defaultSecurityGroup(region) && context.securityGroups.get(id)?.region !== region,
  );
  if (unknown !== undefined)
    throw new AwsError('InvalidGroup.NotFound', `The security group '${unknown}' does not exist`);
}

function profileOf(context: Ec2Context, params: Params): string | undefined {
  const arn = params.text('IamInstanceProfile.Arn');
  const name = params.text('IamInstanceProfile.Name') ?? arn?.split('/').pop();
  if (name === undefined) return undefined;
  if (!context.hasInstanceProfile(name))
    throw new AwsError(
      'InvalidParameterValue',
      `Value (${name}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name`,
    );
  return name;
}

/** Size of the root volume in the launch request. */
function volumeOf(params: Params): Pick<Ec2Instance, 'volumeGib'> {
  const [size] = params
    .children('BlockDeviceMapping')
    .flatMap((mapping) => mapping.integer('Ebs.VolumeSize') ?? []);
  return size === undefined ? {} : { volumeGib: size };
}

/** EC2 chooses a zone if the request names none. */
const shuffled = (zones: readonly string[]): string[] =>
  zones
    .map((zone) => ({ zone, rank: randomInt(2 ** 31) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ zone }) => zone);

/** @throws AwsError MissingInput if no zone has a default subnet */
function openZones(context: Ec2Context, region: string): string[] {
  const zones = zonesOf(region).filter((zone) => !context.zonesWithoutSubnet.includes(zone));
  if (zones.length > 0) return shuffled(zones);
  throw new AwsError(
    'MissingInput',
    `No subnets found for the default VPC '${defaultVpc(region)}'. Please specify a subnet.`,
  );
}

function launch(context: Ec2Context, { params, region }: Ec2Call, wanted: Launch): Ec2Instance[] {
  const zones = wanted.zone === undefined ? openZones(context, region) : [wanted.zone];
  const { zone, count } = grant(context, { ...wanted, region, zones });
  const now = context.clock.now();
  const keyName = params.text('KeyName');
  const publicKey = context.keyPairs.get(`${region}/${keyName ?? ''}`)?.publicKey;
  const reservation: Reservation = {
    id: newId('r'),
    region,
    ...(publicKey === undefined ? {} : { publicKey }),
    ...(wanted.userData === undefined ? {} : { userData: wanted.userData }),
  };
  const groups = params.list('SecurityGroupId');
  const shared = {
    reservationId: reservation.id,
    region,
    zone,
    type: wanted.type.name,
    imageId: wanted.image.id,
    architecture: wanted.image.architecture,
    state: 'pending',
    transitionReason: '',
    launchedAt: now,
    ...volumeOf(params),
    visibleAt: now + context.consistencyLagMs,
    tags: wanted.instanceTags,
    volumeTags: wanted.volumeTags,
    spot: wanted.spot,
    shutdownBehavior: params.text('InstanceInitiatedShutdownBehavior') === 'terminate' ? 'terminate' : 'stop',
    httpTokens: params.text('MetadataOptions.HttpTokens') === 'optional' ? 'optional' : 'required',
    hopLimit: params.integer('MetadataOptions.HttpPutResponseHopLimit') ?? 1,
    metadataTags: params.text('MetadataOptions.InstanceMetadataTags') === 'enabled',
    subnetId: params.text('SubnetId') ?? defaultSubnet(zone),
    vpcId: defaultVpc(region),
    securityGroups: groups.length > 0 ? groups : [defaultSecurityGroup(region)],
    clientToken: params.text('ClientToken') ?? '',
    ...(wanted.cpuCredits === undefined ? {} : { cpuCredits: wanted.cpuCredits }),
    ...(wanted.profileName === undefined ? {} : { profileName: wanted.profileName }),
    ...(keyName === undefined ? {} : { keyName }),
  } as const;
  const volumes = newIds('vol', count);
  const interfaces = newIds('eni', count);
  const instances = newIds('i', count).map((id, launchIndex): Ec2Instance => {
    const host = randomInt(4, 65_530);
    return {
      ...shared,
      id,
      launchIndex,
      volumeId: volumes[launchIndex] ?? '',
      networkInterfaceId: interfaces[launchIndex] ?? '',
      privateIp: `172.31.${host >> 8}.${host & 255}`,
      publicIp: context.publicAddress(),
      ...(wanted.spot ? { spotRequestId: `sir-${newId('').slice(2, 10)}` } : {}),
    };
  });
  if (wanted.spot) context.spotRole.make();
  context.fleet.add(instances, reservation);
  return instances;
}
