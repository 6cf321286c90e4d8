import { createHash } from 'node:crypto';
import { folderOfLog, logFile, logPartsFolder, parseLogPartKey } from '../../agent/record';
import { Failure } from '../failure';
import type { Store, StoredObject } from '../ports';

/** The store operations that collecting needs. */
export type LogSource = Pick<Store, 'list' | 'read' | 'readText'>;

/** The parts of a log from its beginning, in order and without a gap. */
export async function partsOf(
  store: Pick<Store, 'list'>,
  folder: string,
  signal?: AbortSignal,
): Promise<readonly StoredObject[]> {
  const parts: StoredObject[] = [];
  for await (const object of store.list(`${folder}${logPartsFolder}`, signal)) {
    if (parseLogPartKey(object.key)?.folder === folder) parts.push(object);
  }
  return fitting(parts);
}

/**
 * A store in which the log of a running script is one object, `output.log`, as after the end of the script: its parts
 * are joined if the complete log doesn't exist. The parts themselves aren't listed.
 */
export const joiningLogs = (store: LogSource): LogSource => ({
  list: (prefix, signal) => list(store, prefix, signal),

  async readText(key, signal) {
    const text = await store.readText(key, signal);
    const folder = folderOfLog(key);
    if (text !== undefined || folder === undefined) return text;
    const parts = await partsOf(store, folder, signal);
    if (parts.length === 0) return undefined;
    const chunks: Uint8Array[] = [];
    for await (const chunk of streamOf(store, parts, { signal })) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
  },

  async read(key, options = {}) {
    try {
      return await store.read(key, options);
    } catch (error) {
      const folder = folderOfLog(key);
      if (folder === undefined || !(error instanceof Failure) || error.kind !== 'not-found') throw error;
      const parts = await partsOf(store, folder, options.signal);
      if (parts.length === 0) throw error;
      if (options.ifMatch !== undefined && options.ifMatch !== joined(folder, parts).etag)
        throw new Failure('rejected', 'PreconditionFailed', error.message);
      return streamOf(store, parts, options);
    }
  },
});

async function* list(
  store: LogSource,
  prefix: string,
  signal: AbortSignal | undefined,
): AsyncIterable<StoredObject> {
  const whole = new Set<string>();
  const parts = new Map<string, StoredObject[]>();
  for await (const object of store.list(prefix, signal)) {
    const part = parseLogPartKey(object.key);
    if (part === undefined) {
      whole.add(folderOfLog(object.key) ?? '');
      yield object;
    } else {
      const others = parts.get(part.folder);
      if (others === undefined) parts.set(part.folder, [object]);
      else others.push(object);
    }
  }
  // The key of one log isn't a prefix of another log's parts.
  const asked = folderOfLog(prefix);
  if (asked !== undefined) parts.set(asked, [...(await partsOf(store, asked, signal))]);
  for (const [folder, all] of parts) {
    const from = whole.has(folder) ? [] : fitting(all);
    if (from.length > 0) yield joined(folder, from);
  }
}

/** Consecutive parts: those after a gap don't belong to the beginning of this log. */
function fitting(parts: readonly StoredObject[]): readonly StoredObject[] {
  const at = new Map(parts.map((part) => [parseLogPartKey(part.key)?.offset, part]));
  const found: StoredObject[] = [];
  let end = 0;
  for (let part = at.get(0); part !== undefined && part.size > 0; part = at.get(end)) {
    found.push(part);
    end += part.size;
  }
  return found;
}

const joined = (folder: string, parts: readonly StoredObject[]): StoredObject => ({
  key: `${folder}${logFile}`,
  size: parts.reduce((sum, { size }) => sum + size, 0),
  etag: createHash('sha256')
    .update(parts.map(({ etag }) => etag).join('\n'))
    .digest('hex'),
  modifiedAt: Math.max(...parts.map(({ modifiedAt }) => modifiedAt)),
});

/** The bytes from `start` to `end` of all parts together; each part must be the listed version, or the stream fails. */
async function* streamOf(
  store: LogSource,
  parts: readonly StoredObject[],
  { end = Number.POSITIVE_INFINITY, signal, start = 0 }: NonNullable<Parameters<Store['read']>[1]>,
): AsyncIterable<Uint8Array> {
  let offset = 0;
  for (const { etag, key, size } of parts) {
    const [first, last] = [Math.max(start - offset, 0), Math.min(end - offset, size - 1)];
    offset += size;
    if (first > last) continue;
    yield* await store.read(key, { start: first, end: last, ifMatch: etag, signal });
  }
}
