import { hmac } from '@noble/hashes/hmac';
import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';

/** 64 bits: too many to guess. */
const digits = 16;

/**
 * A secret of a launch call that its instances receive in their table, and put into their status keys. It identifies an
 * instance whose ID was not recorded, and distinguishes it from instances of other calls and sweeps.
 *
 * @param secret of the sweep; it is in the record, which instances cannot read
 * @param call its name, `b0.2`
 */
export const proofOf = (secret: string, call: string): string =>
  bytesToHex(hmac(sha256, utf8ToBytes(secret), utf8ToBytes(call))).slice(0, digits);
