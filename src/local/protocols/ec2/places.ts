import { steadyId } from './ids';

/** Availability zones of a region: six in us-east-1 as on AWS, else three. */
export function zonesOf(region: string): readonly string[] {
  const letters = region === 'us-east-1' ? 'abcdef' : 'abc';
  return [...letters].map((letter) => region + letter);
}

/** Regions enabled in every account by default (docs.aws.amazon.com/global-infrastructure). */
export const regions: readonly string[] = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'sa-east-1',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'eu-north-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
];

export const defaultVpc = (region: string): string => steadyId('vpc', region);
export const defaultSecurityGroup = (region: string): string => steadyId('sg', `${region}/default`);
export const defaultSubnet = (zone: string): string => steadyId('subnet', zone);

/** The zone of a default subnet; undefined when there is no such subnet. */
export const zoneOfSubnet = (region: string, subnetId: string): string | undefined =>
  zonesOf(region).find((zone) => defaultSubnet(zone) === subnetId);
