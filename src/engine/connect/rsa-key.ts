import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';

/** Bits: the size that OpenSSH creates, and EC2 Instance Connect accepts. */
const modulusLength = 3072;

/** Writes a private key that only this user can read, and its public key to `<file>.pub`, like `ssh-keygen -t rsa`. */
export async function writeRsaKey(file: string): Promise<void> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  await writeFile(file, privateKey, { mode: 0o600 });
  const { e = '', n = '' } = createPublicKey(publicKey).export({ format: 'jwk' });
  const blob = Buffer.concat([string(Buffer.from('ssh-rsa')), integer(e), integer(n)]);
  await writeFile(`${file}.pub`, `ssh-rsa ${blob.toString('base64')} spawn\n`);
}

/** A positive number in the format of RFC 4251, from base64url: a leading zero keeps it positive. */
function integer(value: string): Buffer {
  const bytes = Buffer.from(value, 'base64url');
  return string((bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes);
}

function string(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
