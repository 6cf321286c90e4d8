import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { checkOwner } from './owner';

/** The purpose of the proof, so that it can't be used for another one. */
const healthPurpose = 'spawn-local-health';

/** The entry of a running local cloud in `cloud.json`. */
export interface CloudFile {
  readonly pid: number;
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly compute: ComputeKind;
  /** Whether its instances may reach the Internet. */
  readonly network: boolean;
  /** Folders with the user's own programs that its instances can read. */
  readonly environments: readonly string[];
}

/** The kind of instances of the local cloud: sandboxed processes, or booted systems. */
export type ComputeKind = 'process' | 'container';

/**
 * Undefined if the file doesn't exist, is incomplete, or contains an address that isn't on this machine.
 * @throws Failure NotYourFolder: another user can write to the folder, and could enter their own process or cloud
 */
export async function readCloudFile(folder: string): Promise<CloudFile | undefined> {
  const file = join(folder, 'cloud.json');
  try {
    await checkOwner(folder);
    await checkOwner(file);
    return parseCloudFile(await readFile(file, 'utf8'));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

export function parseCloudFile(text: string): CloudFile | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // An incomplete file is from a cloud that crashed during the write, so there is no cloud.
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
  const environments = fields.get('environments');
  return {
    pid,
    ...file,
    compute: fields.get('compute') === 'containers' ? 'container' : 'process',
    network: fields.get('network') === true,
    environments: Array.isArray(environments) ? environments.map(String) : [],
  };
}

/** The secret is never sent to another machine. */
function isLoopback(endpoint: string): boolean {
  return URL.canParse(endpoint) && new URL(endpoint).hostname === '127.0.0.1';
}

/**
 * True if the process that wrote this file is the one that answers at its address. It proves that it knows the secret
 * without revealing it: after a cloud has ended, another user's process can get its port.
 */
export async function answers({ endpoint, pid, secretAccessKey }: CloudFile): Promise<boolean> {
  const nonce = randomBytes(32).toString('hex');
  const expected = createHmac('sha256', secretAccessKey).update(`${healthPurpose} ${pid} ${nonce}`).digest();
  try {
    // Every command calls this, and `fetch` would take longer to load.
    const address = `${endpoint}/_spawn/health?nonce=${nonce}`;
    const request = get(address, { signal: AbortSignal.timeout(2000) });
    const [response]: IncomingMessage[] = await once(request, 'response');
    const health = response === undefined ? undefined : await json(response);
    if (typeof health !== 'object' || health === null || !('proof' in health)) return false;
    const proof = Buffer.from(String(health.proof), 'hex');
    return proof.length === expected.length && timingSafeEqual(proof, expected);
  } catch {
    // Refused, unresponsive, or another program: the cloud isn't running, which is the answer.
    return false;
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
