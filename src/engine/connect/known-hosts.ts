import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Engine } from '../engine';
import { whenNotFound } from '../failure';
import type { Instance } from '../ports';

const publicKey = /^((?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[A-Za-z0-9@.-]+) ([A-Za-z0-9+/]+={0,2})(?:\s|$)/;

/** Lines of a known-hosts file from `host-key.pub`, without comments and everything that isn't a public key. */
export function knownHostLines(instanceId: string, published: string): readonly string[] {
  return published.split('\n').flatMap((line) => {
    const [, type, key] = publicKey.exec(line.trim()) ?? [];
    return type === undefined || key === undefined ? [] : [`${instanceId} ${type} ${key}`];
  });
}

/** Lines of a known-hosts file for an instance; none before it has published its keys. */
export async function publishedKeys(
  engine: Pick<Engine, 'hostKeys'>,
  instance: Instance,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const { 'sweep:id': sweepId, Name: runName } = instance.tags;
  if (sweepId === undefined || runName === undefined || !isFolderName(sweepId)) return [];
  // A sweep without a record has no published keys.
  const published = await engine.hostKeys(sweepId, runName, signal).catch(whenNotFound(undefined));
  return published === undefined ? [] : knownHostLines(instance.id, published);
}

/** The file with the keys of an instance below `folder`, if it has published them; undefined if it belongs to no sweep. */
export function knownHostsPath(folder: string, { id, tags }: Instance): string | undefined {
  const { 'sweep:id': sweepId } = tags;
  return sweepId === undefined || !isFolderName(sweepId) ? undefined : path.join(folder, sweepId, id);
}

/** Writes these lines to a file of the instance's sweep, below `folder`; undefined: there are none. */
export async function keepKnownHosts(
  folder: string,
  instance: Instance,
  lines: readonly string[],
): Promise<string | undefined> {
  const file = knownHostsPath(folder, instance);
  if (lines.length === 0 || file === undefined) return undefined;
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  return file;
}

/** Anyone can write tags. */
const isFolderName = (text: string): boolean => /^[\w-][\w.-]*$/.test(text);
