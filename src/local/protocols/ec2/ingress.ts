import { BlockList } from 'node:net';
import type { SecurityGroup } from './network-security';

/** Whether one of these security groups allows a TCP connection from an IPv4 address to a port. */
export function allowsIngress(groups: readonly SecurityGroup[], address: string, port: number): boolean {
  return groups
    .flatMap(({ ingress }) => ingress)
    .some(({ cidrs, fromPort, protocol, toPort }) => {
      const any = protocol === '-1';
      const tcp = protocol === 'tcp' || protocol === '6';
      return (
        (any || (tcp && fromPort <= port && port <= toPort)) && cidrs.some((cidr) => holds(cidr, address))
      );
    });
}

function holds(cidr: string, address: string): boolean {
  const [network = '', bits = '32'] = cidr.split('/');
  const list = new BlockList();
  list.addSubnet(network, Number(bits), 'ipv4');
  return list.check(address, 'ipv4');
}
