import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';

/** What a local cloud that runs says of itself in `cloud.json`. */
export interface CloudFile {
  readonly pid: number;
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Undefined when there is none, or none that can be trusted: torn, or pointing away from this machine. */
export async function readCloudFile(folder: string): Promise<CloudFile | undefined> {
  let text: string;
  try {
    text = await readFile(join(folder, 'cloud.json'), 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  return parseCloudFile(text);
}

export function parseCloudFile(text: string): CloudFile | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // A torn file is a cloud that died while it wrote: the same as none.
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(value));
  const textOf = (key: string): string => {
    const field = fields.get(key);
    return typeof field === 'string' ? field : '';
  };
  const pid = fields.get('pid');
  const file = {
    endpoint: textOf('endpoint'),
    region: textOf('region'),
    accessKeyId: textOf('accessKeyId'),
    secretAccessKey: textOf('secretAccessKey'),
  };
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 1) return undefined;
  if (Object.values(file).includes('') || !isLoopback(file.endpoint)) return undefined;
  return { pid, ...file };
}

/** A secret is sent nowhere but to this machine. */
function isLoopback(endpoint: string): boolean {
  return URL.canParse(endpoint) && new URL(endpoint).hostname === '127.0.0.1';
}

/** True when the process that wrote this file is the one that answers at its address. */
export async function answers(cloud: CloudFile): Promise<boolean> {
  try {
    // Every command asks this, and Node would read its whole fetch for it.
    const request = get(`${cloud.endpoint}/_spawn/health`, { signal: AbortSignal.timeout(2000) });
    const [response]: IncomingMessage[] = await once(request, 'response');
    const health = response === undefined ? undefined : await json(response);
    return typeof health === 'object' && health !== null && 'pid' in health && health.pid === cloud.pid;
  } catch {
    // Refused, silent or not ours: nobody is there, which is the answer.
    return false;
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
