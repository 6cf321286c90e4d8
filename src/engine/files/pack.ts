import { createHash } from 'node:crypto';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { t } from '@vscode/l10n';
import { pack as newTar } from 'tar-stream';
import { Failure } from '../failure';
import type { ChosenFile } from './choose';
import { readRegular } from './regular';

/** Larger data should be in the user's own bucket. Bytes. */
const largestPack = 512 * 1024 * 1024;

/** The files of some runs as one tar.gz. */
export interface FilesArchive {
  /** Of `bytes`, in hex. */
  readonly sha256: string;
  readonly bytes: Uint8Array;
  readonly files: readonly ChosenFile[];
}

/**
 * Packs files so that the same content gives the same bytes: without times and owners, in the given order.
 * @throws Failure if they are too large.
 */
export async function packFiles(folder: string, files: readonly ChosenFile[]): Promise<FilesArchive> {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  if (total > largestPack) throw tooLarge(total);
  const tar = newTar();
  const chunks: Buffer[] = [];
  const whole = (async () => {
    for await (const chunk of tar) if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  })();
  for (const { executable, path: name } of files) {
    // Read completely, since its size must match its header even if the file is being written to.
    const content = await readRegular(path.join(folder, name), largestPack).catch(
      (error: NodeJS.ErrnoException) => {
        throw unreadable(name, error.code ?? error.message, error);
      },
    );
    if (typeof content === 'string') throw unreadable(name, content);
    tar.entry({ name, mode: executable ? 0o755 : 0o644, mtime: new Date(0), size: content.length }, content);
  }
  tar.finalize();
  await whole;
  const bytes = await promisify(gzip)(Buffer.concat(chunks), { level: 9 });
  return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes, files };
}

const tooLarge = (total: number): Failure =>
  new Failure(
    'bad-input',
    'FilesTooLarge',
    t(
      'files total {0} MB, and the limit is {1} MB. Nothing was launched. Put large data in a bucket and download it in the script.',
      Math.ceil(total / 1024 / 1024),
      largestPack / 1024 / 1024,
    ),
  );

const unreadable = (name: string, why: string, cause?: Error): Failure =>
  new Failure(
    'bad-input',
    'FilesUnreadable',
    t(
      "files includes {0}, which can't be read ({1}). Nothing was launched. Check its permissions, or remove it from files.",
      name,
      why,
    ),
    { cause },
  );
