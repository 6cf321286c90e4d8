import { randomInt } from 'node:crypto';

/** Assigns public addresses to instances. */
export type PublicAddresses = () => string;

/** 127.64.0.0/10: addresses that only this computer can reach, one for each instance, so that SSH can listen there. */
export function loopbackAddresses(first: number = randomInt(size)): PublicAddresses {
  let next = first;
  return () => {
    const at = next % size;
    next += 1;
    return `127.${64 + (at >> 16)}.${(at >> 8) & 255}.${at & 255}`;
  };
}

const size = 2 ** 22;

/** TEST-NET-3 (RFC 5737): unreachable addresses, for instances without processes. */
export const unreachableAddresses: PublicAddresses = () => `203.0.113.${randomInt(1, 255)}`;
