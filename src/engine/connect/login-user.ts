import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Engine } from '../engine';
import type { Instance } from '../ports';

/** The login user of Amazon Linux, and of most other images. */
export const usualUser = 'ec2-user';

/** Valid user names, including those of a directory (`Jane.Doe@example.org`), without anything that ssh could parse as an option. */
export const isUserName = (text: string): boolean => /^[A-Za-z0-9_][A-Za-z0-9._@-]{0,63}$/.test(text);

/**
 * The login user of an instance: according to its image, or as the user has once specified for images without that
 * information; undefined if neither is known.
 * @param folder that only this user can read
 */
export async function loginUserOf(
  engine: Pick<Engine, 'loginUser'>,
  instance: Instance,
  folder: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const told = await engine.loginUser(instance, signal);
  return (
    told ?? (instance.imageId === undefined ? undefined : (await readUsers(folder)).get(instance.imageId))
  );
}

/** Stores the user's answer for every instance of that image. */
export async function rememberLoginUser(folder: string, { imageId }: Instance, user: string): Promise<void> {
  if (imageId === undefined || !isUserName(user)) return;
  const users = new Map(await readUsers(folder)).set(imageId, user);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = fileIn(folder);
  const next = `${file}.${process.pid}`;
  await writeFile(next, `${JSON.stringify(Object.fromEntries(users), undefined, 2)}\n`, { mode: 0o600 });
  await rename(next, file);
}

const fileIn = (folder: string): string => path.join(folder, 'login-users.json');

/** By image. An unreadable file counts as empty: the user is asked again. */
async function readUsers(folder: string): Promise<ReadonlyMap<string, string>> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(fileIn(folder), 'utf8'));
  } catch {
    return new Map();
  }
  if (typeof value !== 'object' || value === null) return new Map();
  return new Map(
    Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && isUserName(entry[1]),
    ),
  );
}
