import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { Readable } from 'node:stream';
import { t } from '@vscode/l10n';
import { Failure } from '../failure';
import type { Store, StoredObject } from '../ports';
import { withStorageErrors } from './storage-errors';

/** Suffix of incomplete files; no key has it. */
const unfinished = '.spawn-part';

/** The local storage of sweeps without a bucket. */
export interface LocalStore extends Store {
  /** Moves a file into the store as an object with the file's date. It must be on the same disk. */
  adopt(key: string, file: string): Promise<void>;
  /** A folder on the same disk for incomplete files: new, empty, and removed by the caller. */
  workFolder(): Promise<string>;
  /** Sets the time of an object; milliseconds since the epoch. */
  date(key: string, at: number): Promise<void>;
}

/**
 * A folder that stores objects like S3: written completely or not at all. `ifNoneMatch` applies to all processes of
 * this machine. `ifMatch` checks before it writes: two concurrent writes can both succeed, and the later one is kept.
 */
export function openDiskStore(folder: string): LocalStore {
  const reported = <T>(work: () => Promise<T>): Promise<T> => reportErrors(folder, work);
  const fileOf = (key: string): string => path.join(folder, ...key.split('/').map(nameOf));
  const etagOf = async (key: string): Promise<string | undefined> => {
    const stat = await fs.stat(fileOf(key), { bigint: true }).catch(whenMissing);
    return stat === undefined ? undefined : etagFrom(stat);
  };
  return {
    list: (prefix, signal) => list(folder, prefix, signal),
    listFolders: (prefix, signal) => listFolders(folder, prefix, signal),
    readText: (key) => reported(() => fs.readFile(fileOf(key), 'utf8').catch(whenMissing)),
    readVersion: (key) =>
      reported(async () => {
        const handle = await fs.open(fileOf(key), 'r').catch(whenMissing);
        if (handle === undefined) return undefined;
        try {
          return { etag: etagFrom(await handle.stat({ bigint: true })), text: await handle.readFile('utf8') };
        } finally {
          await handle.close();
        }
      }),
    read: (key, { end, ifMatch, start } = {}) =>
      reported(async () => {
        const handle = await fs.open(fileOf(key), 'r').catch(whenMissing);
        if (handle === undefined) throw noSuchKey(key);
        if (ifMatch !== undefined && etagFrom(await handle.stat({ bigint: true })) !== ifMatch) {
          await handle.close();
          throw preconditionFailed(key);
        }
        const range = { start, end };
        return chunksOf(handle.createReadStream(range));
      }),
    write: (key, body, { ifMatch, ifNoneMatch } = {}) =>
      reported(async () => {
        if (ifMatch !== undefined && (await etagOf(key)) !== ifMatch) throw preconditionFailed(key);
        const target = fileOf(key);
        await fs.mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
        const temporary = `${target}.${process.pid}.${Math.random().toString(36).slice(2)}${unfinished}`;
        try {
          await writeThrough(temporary, body);
          // A link fails if the name exists, in one step; renaming would replace the file.
          if (ifNoneMatch === true) await fs.link(temporary, target).catch(whenTaken(key));
          else await fs.rename(temporary, target);
          return (await etagOf(key)) ?? '';
        } finally {
          await fs.rm(temporary, { force: true });
        }
      }),
    remove: (key) => reported(() => fs.rm(fileOf(key), { force: true })),
    adopt: (key, file) =>
      reported(async () => {
        await fs.mkdir(path.dirname(fileOf(key)), { recursive: true, mode: 0o700 });
        await fs.rename(file, fileOf(key));
      }),
    workFolder: () =>
      reported(async () => {
        await fs.mkdir(folder, { recursive: true, mode: 0o700 });
        return fs.mkdtemp(path.join(folder, '.work-'));
      }),
    date: (key, at) => reported(() => fs.utimes(fileOf(key), at / 1000, at / 1000)),
  };
}

async function* list(
  folder: string,
  prefix: string,
  signal: AbortSignal | undefined,
): AsyncIterable<StoredObject> {
  const base = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const root = path.join(folder, ...base.split('/').filter(Boolean).map(nameOf));
  const entries = await reportErrors(folder, () =>
    fs.readdir(root, { recursive: true, withFileTypes: true }).catch(whenMissing),
  );
  for (const entry of entries ?? []) {
    signal?.throwIfAborted();
    if (!entry.isFile() || entry.name.endsWith(unfinished)) continue;
    const file = path.join(entry.parentPath, entry.name);
    const key = `${base}${path.relative(root, file).split(path.sep).map(partOf).join('/')}`;
    if (!key.startsWith(prefix)) continue;
    const stat = await reportErrors(folder, () => fs.stat(file, { bigint: true }).catch(whenMissing));
    if (stat === undefined) continue;
    yield { key, size: Number(stat.size), etag: etagFrom(stat), modifiedAt: Number(stat.mtimeMs) };
  }
}

async function* listFolders(
  folder: string,
  prefix: string,
  signal: AbortSignal | undefined,
): AsyncIterable<string> {
  const cut = prefix.lastIndexOf('/') + 1;
  const [base, start] = [prefix.slice(0, cut), prefix.slice(cut)];
  const root = path.join(folder, ...base.split('/').filter(Boolean).map(nameOf));
  const entries = await reportErrors(folder, () =>
    fs.readdir(root, { withFileTypes: true }).catch(whenMissing),
  );
  for (const entry of entries ?? []) {
    signal?.throwIfAborted();
    const name = partOf(entry.name);
    if (entry.isDirectory() && name.startsWith(start)) yield name.slice(start.length);
  }
}

async function* chunksOf(stream: Readable): AsyncIterable<Uint8Array> {
  for await (const chunk of stream) if (chunk instanceof Uint8Array) yield chunk;
}

/** It must be durable before others rely on it. */
async function writeThrough(file: string, body: string | Uint8Array): Promise<void> {
  const handle = await fs.open(file, 'wx', 0o600);
  try {
    await handle.writeFile(body);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A part of a key as a file name: characters with a special meaning on some system are encoded. */
const nameOf = (part: string): string =>
  part === '' || part === '.' || part === '..'
    ? `%00${part.replaceAll('.', '%2E')}`
    : // biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are replaced
      part.replace(/[\u0000-\u001f%<>:"|?*\\]|[. ]$/g, codeOf);

const codeOf = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

const partOf = (name: string): string =>
  name
    .replace(/^%00/, '')
    .replace(/%([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** Every write creates a new file, so that the same content written twice has two versions. */
const etagFrom = ({
  ino,
  mtimeNs,
  size,
}: {
  readonly ino: bigint;
  readonly mtimeNs: bigint;
  readonly size: bigint;
}): string => `${ino.toString(36)}-${mtimeNs.toString(36)}-${size.toString(36)}`;

const whenMissing = (error: NodeJS.ErrnoException): undefined => {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
};

const whenTaken =
  (key: string) =>
  (error: NodeJS.ErrnoException): never => {
    throw error.code === 'EEXIST' ? preconditionFailed(key) : error;
  };

const preconditionFailed = (key: string): Failure =>
  new Failure('rejected', 'PreconditionFailed', t('Another process has written {0} in the meantime.', key));

const noSuchKey = (key: string): Failure =>
  new Failure('not-found', 'NoSuchKey', t("{0} isn't on this machine, or no longer is.", key));

const reportErrors = <T>(folder: string, work: () => Promise<T>): Promise<T> =>
  withStorageErrors(
    'RecordUnusable',
    (reason) =>
      t(
        "Spawn can't use its records in {0} ({1}). Free some space or fix the permissions of that folder, then try again.",
        folder,
        reason,
      ),
    work,
  );
