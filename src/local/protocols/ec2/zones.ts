import { stableId } from './ids';

/** Availability Zones of a region: six in us-east-1 as on AWS, otherwise three. */
export function zonesOf(region: string): readonly string[] {
  const letters = region === 'us-east-1' ? 'abcdef' : 'abc';
  return [...letters].map((letter) => region + letter);
}

export const defaultVpc = (region: string): string => stableId('vpc', region);
export const defaultSecurityGroup = (region: string): string => stableId('sg', `${region}/default`);
export const defaultSubnet = (zone: string): string => stableId('subnet', zone);

/** The zone of a default subnet; undefined if the subnet doesn't exist. */
export const zoneOfSubnet = (region: string, subnetId: string): string | undefined =>
  zonesOf(region).find((zone) => defaultSubnet(zone) === subnetId);
