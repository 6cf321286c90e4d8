import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { lock } from 'proper-lockfile';

/** Maximum milliseconds for building an entry on a slow connection. */
export const longestBuildMs = 30 * 60_000;

/** `$XDG_CACHE_HOME/spawn`: can be deleted while no local cloud is running. */
function cacheFolder(): string {
  const { XDG_CACHE_HOME: chosen = '' } = process.env;
  return path.join(path.isAbsolute(chosen) ? chosen : path.join(homedir(), '.cache'), 'spawn');
}

/**
 * A folder that is built once for all callers with the same `parts`. It is complete or doesn't exist.
 * @param make creates it at a path that doesn't exist yet; its parent folder can be used for temporary files
 */
export async function cached(
  kind: string,
  parts: unknown,
  make: (folder: string, workFolder: string) => Promise<void>,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  const folder = path.join(cacheFolder(), `${kind}-${hash.slice(0, 16)}`);
  await mkdir(cacheFolder(), { recursive: true });
  if (await isThere(folder)) return folder;
  const release = await lock(cacheFolder(), {
    lockfilePath: `${folder}.lock`,
    stale: 20_000,
    retries: { forever: true, minTimeout: 200, maxTimeout: 1000, maxRetryTime: longestBuildMs },
  });
  const aside = await mkdtemp(`${folder}.`);
  try {
    if (!(await isThere(folder))) {
      const made = path.join(aside, 'made');
      await make(made, aside);
      await rename(made, folder);
    }
    return folder;
  } finally {
    await rm(aside, { recursive: true, force: true });
    await release();
  }
}

const isThere = (folder: string): Promise<boolean> =>
  access(folder).then(
    () => true,
    () => false,
  );
