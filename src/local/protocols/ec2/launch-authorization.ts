import { AwsError } from '../../failure';
import { type AuthorizationRequest, requestTags } from '../iam/authorization-request';
import type { Context } from '../iam/pattern';
import type { Params } from '../query';
import type { Ec2Call, Ec2Context } from './context';
import { imageById } from './images';
import type { Tags } from './instance';
import { arnOf, groupResource, keyPairResource, type Resource, subnetResource } from './resources';
import { readQueryTags } from './tags';
import { defaultSecurityGroup, defaultSubnet, zoneOfSubnet, zonesOf } from './zones';

/**
 * The authorization requests of a launch, for everything that it creates and uses
 * (docs.aws.amazon.com/AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html#iam-example-runinstances).
 */
export function launchAuthorizationRequests(
  context: Ec2Context,
  call: Ec2Call,
): readonly AuthorizationRequest[] {
  const { params } = call;
  return [
    ...resourcesOf(context, call).map(
      ({ arn, conditions }): AuthorizationRequest => ({
        action: 'ec2:RunInstances',
        resource: arn,
        conditions,
      }),
    ),
    ...tagAuthorizationRequests(context, call, 'RunInstances'),
    ...context.rolesToPass(profileIn(params)),
    ...(params.text('InstanceMarketOptions.MarketType') === 'spot' && !context.spotRole.isThere()
      ? [{ ...context.spotRole.authorization, refusal: noSpotRole() }]
      : []),
  ];
}

/** For the tags that a call adds to the resources that it creates. */
export function tagAuthorizationRequests(
  context: Ec2Context,
  { params, region }: Ec2Call,
  action: string,
): readonly AuthorizationRequest[] {
  const types = new Set(params.children('TagSpecification').map((one) => one.text('ResourceType') ?? ''));
  return [...types].map((type) => ({
    action: 'ec2:CreateTags',
    resource: arnOf(context, region, `${type}/*`),
    conditions: { 'ec2:region': region, 'ec2:createaction': action, ...requestTags(tagsFor(params, type)) },
  }));
}

/** Tags of one type of resource in a call that creates it. */
export function tagsFor(params: Params, type: string): Tags {
  const specifications = params
    .children('TagSpecification')
    .filter((one) => one.text('ResourceType') === type);
  return Object.assign({}, ...specifications.map(readQueryTags));
}

function resourcesOf(context: Ec2Context, { params, region }: Ec2Call): readonly Resource[] {
  const subnet = subnetIn(params, region);
  const groups = [...params.list('SecurityGroupId'), ...params.list('NetworkInterface.1.SecurityGroupId')];
  const zone = zoneOfSubnet(region, subnet);
  const keyName = params.text('KeyName');
  const place: Context = {
    'ec2:region': region,
    ...(zone === undefined ? {} : { 'ec2:availabilityzone': zone }),
  };
  const made = (type: string, conditions: Context): Resource => ({
    arn: arnOf(context, region, `${type}/*`),
    conditions: { ...place, ...requestTags(tagsFor(params, type)), ...conditions },
  });
  return [
    made('instance', instanceKeys(context, params)),
    made('volume', volumeKeys(params)),
    made('network-interface', { 'ec2:subnet': arnOf(context, region, `subnet/${subnet}`) }),
    imageResource(context, region, params.text('ImageId') ?? ''),
    subnetResource(context, region, subnet),
    ...(groups.length === 0 ? [defaultSecurityGroup(region)] : groups).map((id) =>
      groupResource(context, region, id),
    ),
    ...(keyName === undefined ? [] : [keyPairResource(context, region, keyName)]),
    // A Spot request needs authorization only if it has its own tags.
    ...(Object.keys(tagsFor(params, 'spot-instances-request')).length === 0
      ? []
      : [made('spot-instances-request', {})]),
  ];
}

function imageResource(context: Ec2Context, region: string, id: string): Resource {
  const image = imageById(region, id);
  return {
    arn: arnOf(context, region, `image/${id}`, false),
    conditions: {
      'ec2:region': region,
      'ec2:imageid': id,
      ...(image === undefined
        ? {}
        : {
            'ec2:imagetype': 'machine',
            'ec2:owner': image.ownerAlias ?? image.ownerId,
            'ec2:public': 'true',
            'ec2:rootdevicetype': 'ebs',
          }),
    },
  };
}

function instanceKeys({ arns }: Ec2Context, params: Params): Context {
  const profile = profileIn(params);
  return {
    'ec2:ebsoptimized': String(params.flag('EbsOptimized')),
    'ec2:instancemarkettype': params.text('InstanceMarketOptions.MarketType') ?? 'on-demand',
    'ec2:instancemetadatatags': params.text('MetadataOptions.InstanceMetadataTags') ?? 'disabled',
    'ec2:instancetype': params.text('InstanceType') ?? 'm1.small',
    'ec2:metadatahttpendpoint': params.text('MetadataOptions.HttpEndpoint') ?? 'enabled',
    'ec2:metadatahttpputresponsehoplimit': params.text('MetadataOptions.HttpPutResponseHopLimit') ?? '1',
    'ec2:metadatahttptokens': params.text('MetadataOptions.HttpTokens') ?? 'required',
    'ec2:rootdevicetype': 'ebs',
    'ec2:tenancy': params.text('Placement.Tenancy') ?? 'default',
    ...(profile === undefined ? {} : { 'ec2:instanceprofile': arns.iam(`instance-profile/${profile}`) }),
  };
}

function volumeKeys(params: Params): Context {
  const [disk] = params.children('BlockDeviceMapping').map((mapping) => mapping.child('Ebs'));
  const size = disk?.text('VolumeSize');
  const type = disk?.text('VolumeType');
  return {
    'ec2:encrypted': String(disk?.flag('Encrypted') ?? false),
    ...(size === undefined ? {} : { 'ec2:volumesize': size }),
    ...(type === undefined ? {} : { 'ec2:volumetype': type }),
  };
}

/** The subnet in the request, otherwise that of the zone, otherwise the first one. */
function subnetIn(params: Params, region: string): string {
  const named = params.text('SubnetId') ?? params.text('NetworkInterface.1.SubnetId');
  if (named !== undefined) return named;
  return defaultSubnet(params.text('Placement.AvailabilityZone') ?? zonesOf(region)[0] ?? region);
}

const profileIn = (params: Params): string | undefined =>
  params.text('IamInstanceProfile.Name') ?? params.text('IamInstanceProfile.Arn')?.split('/').pop();

const noSpotRole = (): AwsError =>
  new AwsError(
    'AuthFailure.ServiceLinkedRoleCreationNotPermitted',
    'The provided credentials do not have permission to create the service-linked role for EC2 Spot Instances.',
    403,
  );
