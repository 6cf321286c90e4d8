import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Engine } from '../engine';
import type { Instance } from '../ports';

/** The user that Amazon Linux has, and most images next to it. */
export const usualUser = 'ec2-user';

/** What may be a user's name, also one of a directory (`Jane.Doe@example.org`); nothing that ssh could take for an option. */
export const isUserName = (text: string): boolean => /^[A-Za-z0-9_][A-Za-z0-9._@-]{0,63}$/.test(text);

/**
 * Whom an instance lets log in: as its image tells, or as someone has said once for images that tell nothing; undefined
 * where neither is so.
 * @param folder of this user alone
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

/** Remembers what someone has said, for every instance of that image. */
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

/** By image. A file that cannot be read is none: the user is asked again. */
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
