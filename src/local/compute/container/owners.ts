import { chmod, lchown, lstat, readdir } from 'node:fs/promises';
import path from 'node:path';

/** Mode bits that a file loses when its owner changes. */
const specialBits = 0o6000;

/** Adds an offset to the owner and group of every file of a tree, as the user namespace of a container requires. */
export async function shiftOwners(file: string, by: number): Promise<void> {
  const stat = await lstat(file);
  const { gid, mode, uid } = stat;
  await lchown(file, uid + by, gid + by);
  if ((mode & specialBits) !== 0 && stat.isFile()) await chmod(file, mode & 0o7777);
  if (!stat.isDirectory()) return;
  for (const name of await readdir(file)) await shiftOwners(path.join(file, name), by);
}
