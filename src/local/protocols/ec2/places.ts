import { steadyId } from './ids';

/** Availability zones of a region: six in us-east-1 as on AWS, else three. */
export function zonesOf(region: string): readonly string[] {
  const letters = region === 'us-east-1' ? 'abcdef' : 'abc';
  return [...letters].map((letter) => region + letter);
}

export const defaultVpc = (region: string): string => steadyId('vpc', region);
export const defaultSecurityGroup = (region: string): string => steadyId('sg', `${region}/default`);
export const defaultSubnet = (zone: string): string => steadyId('subnet', zone);

/** The zone of a default subnet; undefined when there is no such subnet. */
export const zoneOfSubnet = (region: string, subnetId: string): string | undefined =>
  zonesOf(region).find((zone) => defaultSubnet(zone) === subnetId);
