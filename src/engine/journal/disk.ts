import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import type { JournalDisk } from '../ports';
import { withStorageErrors } from '../record/storage-errors';

const extension = '.jsonl';

/** Journals as files, one per sweep, in a folder that only the user can read. The first append creates the folder. */
export function openJournal(folder: string): JournalDisk {
  const fileOf = (sweepId: string): string => path.join(folder, `${sweepId}${extension}`);
  return {
    create: (sweepId, line) => reported(folder, () => create(fileOf(sweepId), line)),
    remove: (sweepId) => reported(folder, () => fs.rm(fileOf(sweepId), { force: true })),
    append: (sweepId, line) => reported(folder, () => append(fileOf(sweepId), line)),
    read: (sweepId) => reported(folder, () => read(fileOf(sweepId))),
    sweeps: () => reported(folder, () => sweeps(folder)),
  };
}

async function create(file: string, line: string): Promise<boolean> {
  await fs.mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  let handle: fs.FileHandle;
  try {
    handle = await fs.open(file, 'ax', 0o600);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
  try {
    await handle.appendFile(`${line}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncFolder(path.dirname(file));
  return true;
}

async function append(file: string, line: string): Promise<void> {
  await fs.mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const handle = await fs.open(file, 'a+', 0o600);
  let isNew = false;
  try {
    const { size } = await handle.stat();
    const torn = await endsTorn(handle, size);
    // One write call, so that lines of two processes are never mixed; a leading newline ends a line that a crash left
    // incomplete.
    await handle.appendFile(`${torn ? '\n' : ''}${line}\n`);
    await handle.sync();
    isNew = size === 0;
  } finally {
    await handle.close();
  }
  if (isNew) await syncFolder(path.dirname(file));
}

/** A new file is only durable when its folder is, too. */
async function syncFolder(folder: string): Promise<void> {
  // Windows doesn't support this, and writes folders through by itself.
  if (process.platform === 'win32') return;
  const handle = await fs.open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function endsTorn(handle: fs.FileHandle, size: number): Promise<boolean> {
  if (size === 0) return false;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] !== 0x0a;
}

async function read(file: string): Promise<readonly string[]> {
  const text = await fs.readFile(file, 'utf8').catch(whenMissing(''));
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole.split('\n').filter((line) => line !== '');
}

async function sweeps(folder: string): Promise<readonly string[]> {
  const names = await fs.readdir(folder).catch(whenMissing<string[]>([]));
  return names
    .filter((name) => name.endsWith(extension))
    .map((name) => name.slice(0, -extension.length))
    .sort();
}

const whenMissing =
  <T>(value: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === 'ENOENT') return value;
    throw error;
  };

const reported = <T>(folder: string, work: () => Promise<T>): Promise<T> =>
  withStorageErrors(
    'JournalUnusable',
    (reason) =>
      t(
        "Spawn can't write its journal in {0} ({1}), and doesn't launch without it. Free some space or fix the permissions of that folder, then try again.",
        folder,
        reason,
      ),
    work,
  );
