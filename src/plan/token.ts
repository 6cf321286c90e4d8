import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';

/** https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html */
const LONGEST_TOKEN = 64;
const HASH_DIGITS = 24;

/**
 * 64 ASCII characters at most; the same for the same sweep, batch and attempt, and different for any other.
 * Readable where it fits, so that a call can be found in CloudTrail; long or odd names are told apart by their hash.
 */
export function clientTokenOf(sweepId: string, batchId: string, attempt: number): string {
  const plain = `${sweepId}-${batchId}-${attempt}`;
  if (plain.length <= LONGEST_TOKEN && /^[\w.-]+$/.test(plain) && /^[^-]+$/.test(batchId)) return plain;
  const hash = bytesToHex(sha256(utf8ToBytes([sweepId, batchId, attempt].join('\0')))).slice(0, HASH_DIGITS);
  const head = plain.replace(/[^\w.-]+/g, '-').slice(0, LONGEST_TOKEN - HASH_DIGITS - 1);
  return `${head}.${hash}`;
}
