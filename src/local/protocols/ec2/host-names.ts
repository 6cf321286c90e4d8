import type { Ec2Instance } from './instance';

/**
 * `ip-172-31-0-1.ec2.internal`; outside us-east-1, it contains the region
 * (docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html).
 */
export const privateHostName = ({ privateIp, region }: Pick<Ec2Instance, 'privateIp' | 'region'>): string =>
  `ip-${dashed(privateIp)}.${region === 'us-east-1' ? 'ec2' : `${region}.compute`}.internal`;

/** @param domain of the partition */
export const publicHostName = (address: string, region: string, domain: string): string =>
  `ec2-${dashed(address)}.${region === 'us-east-1' ? 'compute-1' : `${region}.compute`}.${domain}`;

const dashed = (address: string): string => address.replaceAll('.', '-');
