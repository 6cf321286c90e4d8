import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';

/** https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html */
const longestToken = 64;
const hashDigits = 24;

/**
 * At most 64 ASCII characters; the same for the same sweep, batch, and attempt, and different for any other. Readable
 * if it fits, so that a call can be found in CloudTrail; long or unusual names are distinguished by their hash.
 */
export function clientTokenOf(sweepId: string, batchId: string, attempt: number): string {
  const plain = `${sweepId}-${batchId}-${attempt}`;
  if (plain.length <= longestToken && /^[\w.-]+$/.test(plain) && /^[^-]+$/.test(batchId)) return plain;
  const hash = bytesToHex(sha256(utf8ToBytes([sweepId, batchId, attempt].join('\0')))).slice(0, hashDigits);
  const head = plain.replace(/[^\w.-]+/g, '-').slice(0, longestToken - hashDigits - 1);
  return `${head}.${hash}`;
}
