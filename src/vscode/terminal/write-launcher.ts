import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type CommandParts, launcherFiles } from './launcher';

/** Writes what starts `spawn`, where it differs from what is there: after the first start, an update, or a move of VS Code. */
export async function writeLauncher(parts: CommandParts): Promise<void> {
  for (const { name, text } of launcherFiles(parts)) {
    const file = path.join(parts.folder, name);
    if ((await textOf(file)) === text) continue;
    await mkdir(parts.folder, { recursive: true });
    // Another window may write it at the same time, and a terminal may start it: it is complete at any time.
    const draft = `${file}.${randomUUID()}`;
    await writeFile(draft, text, { mode: 0o755 });
    await rename(draft, file);
  }
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
