import { randomBytes } from 'node:crypto';

/** `i-0123456789abcdef0`: a resource ID in EC2's format. */
export const newId = (prefix: string): string => `${prefix}-0${randomBytes(8).toString('hex')}`;

/** Several IDs from one request for random bytes. */
export function newIds(prefix: string, count: number): string[] {
  const digits = randomBytes(8 * count).toString('hex');
  return Array.from(
    { length: count },
    (_, index) => `${prefix}-0${digits.slice(16 * index, 16 * (index + 1))}`,
  );
}

/** An ID that is always the same for the same name, for default networks and images. */
export function stableId(prefix: string, name: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(`${prefix}/${name}`))
    hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return `${prefix}-0${hash.toString(16).padStart(16, '0')}`;
}
