import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { t } from '@vscode/l10n';
import * as z from 'zod';
import { UsageError } from '../exit';
import type { Terminal } from '../terminal';

export const sweepInput = z
  .string()
  .regex(/^(?:latest|sweep-[\w.-]+)$/)
  .describe('A sweep ID such as sweep-lr-20260127-101500, or "latest" for the sweep that was launched last.');

export const runInput = z.string().min(1).max(255).describe('The name of a run.');

export const fileInput = z
  .string()
  .min(1)
  .max(4096)
  .describe('The path of a sweep file in the working directory, such as lr-sweep.yaml.');

/**
 * An absolute path of a file below the working directory, links included: an assistant reads what its user works on.
 * @throws UsageError
 */
export async function fileBelow({ folder }: Terminal, file: string): Promise<string> {
  const root = await realpath(folder);
  const wanted = path.resolve(root, file);
  const found = await realpath(wanted).catch(() => wanted);
  if (found !== root && found.startsWith(root + path.sep)) return found;
  throw new UsageError(t('{0} is not in the working directory {1}, so it was not read.', file, root));
}
