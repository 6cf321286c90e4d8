import * as path from 'node:path';
import { readRegular } from '../files/regular';
import { manifestName } from './safe-path';

/** Enough for a line for each of a million files. Bytes. */
const longest = 256 * 1024 * 1024;

/** The version of a collected file. */
export interface Collected {
  readonly etag: string;
  readonly size: number;
}

/** By path below the folder, with `/` between its parts. */
export type Manifest = ReadonlyMap<string, Collected>;

/** An unreadable manifest counts as empty: everything is downloaded again. */
export async function readManifest(folder: string, sweepId: string): Promise<Manifest> {
  const stored = await readStored(folder);
  if (stored?.sweep_id !== sweepId) return new Map();
  return new Map(stored.files.map(([file, etag, size]) => [file, { etag, size }]));
}

/** The sweep whose results are in this folder; undefined if none was collected to it. */
export async function collectedSweepId(folder: string): Promise<string | undefined> {
  return (await collectedBefore(folder))?.sweepId;
}

/** The sweep whose results are in this folder, with its files; undefined if none was collected to it. */
export async function collectedBefore(
  folder: string,
): Promise<{ readonly sweepId: string; readonly files: readonly string[] } | undefined> {
  const stored = await readStored(folder);
  if (stored === undefined) return undefined;
  return { sweepId: stored.sweep_id, files: stored.files.map(([file]) => file) };
}

async function readStored(folder: string): Promise<Stored | undefined> {
  try {
    const text = await readRegular(path.join(folder, manifestName), longest);
    if (typeof text === 'string') return undefined;
    const value: unknown = JSON.parse(text.toString('utf8'));
    return isStored(value) ? value : undefined;
  } catch (error) {
    if (
      error instanceof SyntaxError ||
      (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
    ) {
      return undefined;
    }
    throw error;
  }
}

export function formatManifest(sweepId: string, manifest: Manifest): string {
  const files = [...manifest].map(([file, { etag, size }]) => [file, etag, size]);
  return `${JSON.stringify({ sweep_id: sweepId, files }, undefined, 1)}\n`;
}

interface Stored {
  readonly sweep_id: string;
  readonly files: readonly (readonly [string, string, number])[];
}

const isStored = (value: unknown): value is Stored =>
  typeof value === 'object' &&
  value !== null &&
  'sweep_id' in value &&
  'files' in value &&
  Array.isArray(value.files) &&
  value.files.every(
    (row) =>
      Array.isArray(row) &&
      typeof row[0] === 'string' &&
      typeof row[1] === 'string' &&
      typeof row[2] === 'number',
  );
