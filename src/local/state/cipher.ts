import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** Encrypts and decrypts secrets of users, so that the state file doesn't contain them in plain text. */
export interface Cipher {
  encrypt(text: string): string;
  /** @throws Error if this account's key didn't encrypt it */
  decrypt(encrypted: string): string;
}

/** AES-256-GCM with a key that is derived from the account's secret. */
export function cipherOf(secret: string): Cipher {
  const key = createHash('sha256').update(`seal ${secret}`).digest();
  return {
    encrypt(text) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
    },
    decrypt(encrypted) {
      const bytes = Buffer.from(encrypted, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    },
  };
}
