import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';

/** Bits: what OpenSSH makes, and EC2 Instance Connect takes. */
const modulusLength = 3072;

/** Writes a key of this user alone, and its public half to `<file>.pub`, as `ssh-keygen -t rsa` does where there is one. */
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
