import { chmod, lchown, lstat, readdir } from 'node:fs/promises';
import path from 'node:path';

/** Bits that a file loses when it gets another owner. */
const specialBits = 0o6000;

/** Gives every file of a tree to an owner and a group that are so many numbers higher, as containers number them. */
export async function shiftOwners(file: string, by: number): Promise<void> {
  const stat = await lstat(file);
  const { gid, mode, uid } = stat;
  await lchown(file, uid + by, gid + by);
  if ((mode & specialBits) !== 0 && stat.isFile()) await chmod(file, mode & 0o7777);
  if (!stat.isDirectory()) return;
  for (const name of await readdir(file)) await shiftOwners(path.join(file, name), by);
}
