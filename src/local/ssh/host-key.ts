import { generateKeyPairSync, type JsonWebKey, randomBytes } from 'node:crypto';
import type { HostKey } from '../compute/guest-files';

const type = 'ssh-ed25519';

/**
 * A new key for each instance, like cloud-init's at the first boot, in OpenSSH's own format (its PROTOCOL.key). ssh2
 * can also write one, but one in some hundred of them is invalid: those whose numbers begin with a zero.
 */
export function newHostKey(hostname: string): HostKey {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const [open, secret] = [bytesOf(jwk, 'x'), bytesOf(jwk, 'd')];
  const comment = `root@${hostname}`;
  const publicBlob = Buffer.concat([string(type), string(open)]);
  // The same number twice, so that a decryption can be verified.
  const check = randomBytes(4);
  const body = Buffer.concat([
    ...[check, check, publicBlob, string(Buffer.concat([secret, open])), string(comment)],
  ]);
  const padding = Buffer.from(Array.from({ length: (8 - (body.length % 8)) % 8 }, (_, index) => index + 1));
  const file = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...[string('none'), string('none'), string(''), number(1)],
    string(publicBlob),
    string(Buffer.concat([body, padding])),
  ]);
  const lines = file.toString('base64').match(/.{1,70}/g) ?? [];
  return {
    privateKey: `${['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----'].join('\n')}\n`,
    publicKey: `${type} ${publicBlob.toString('base64')} ${comment}`,
  };
}

const bytesOf = (key: JsonWebKey, name: 'd' | 'x'): Buffer => Buffer.from(key[name] ?? '', 'base64url');

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function string(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([number(bytes.length), bytes]);
}
