import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The account's own key pair. */
export interface AccountKey {
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** An account ID that no AWS account has. */
export const accountId = '000000000000';

/** Reads the key of this state folder, or creates one in a file that only its owner can read. */
export async function accountKeyIn(folder: string): Promise<AccountKey> {
  const file = path.join(folder, 'key.json');
  const known = await readKey(file);
  if (known !== undefined) return known;
  const key = { accountId, accessKeyId: newAccessKeyId('AKIA'), secretAccessKey: newSecret() };
  await writeFile(`${file}.new`, JSON.stringify(key), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return key;
}

async function readKey(file: string): Promise<AccountKey | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const { accessKeyId, secretAccessKey } = JSON.parse(text);
  if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string')
    throw new Error(`${file} is damaged: delete it, and the local cloud makes a new key when it starts.`);
  return { accountId, accessKeyId, secretAccessKey };
}

/** `AKIA…` for a long-term key, `ASIA…` for a temporary one. */
export function newAccessKeyId(prefix: 'AKIA' | 'ASIA'): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return prefix + Array.from(randomBytes(16), (byte) => letters[byte % 32]).join('');
}

export const newSecret = (): string => randomBytes(30).toString('base64');
