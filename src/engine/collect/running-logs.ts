import { logFile } from '../../agent/record';
import { type LogSource, partsOf } from '../record/log-parts';

/** Maximum number of logs in the cache: those that are shown. */
const mostLogs = 4;

interface Part {
  readonly etag: string;
  readonly bytes: Uint8Array;
}

/** The text of logs. While a script is running, only new parts of its log are downloaded: complete parts never change. */
export class RunningLogs {
  readonly #logs = new Map<string, ReadonlyMap<string, Part>>();

  /** The log in the folder of one writer: the complete log if it exists, otherwise its parts; undefined if there is neither. */
  async read(store: LogSource, folder: string, signal: AbortSignal | undefined): Promise<string | undefined> {
    const whole = await store.readText(`${folder}${logFile}`, signal);
    const parts = whole === undefined ? await this.#partsOf(store, folder, signal) : new Map<string, Part>();
    this.#logs.delete(folder);
    if (parts.size === 0) return whole;
    this.#logs.set(folder, parts);
    const [oldest] = this.#logs.keys();
    if (this.#logs.size > mostLogs && oldest !== undefined) this.#logs.delete(oldest);
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    // The last character may be incomplete: it is kept until the rest arrives.
    return [...parts.values()].map(({ bytes }) => decoder.decode(bytes, { stream: true })).join('');
  }

  async #partsOf(
    store: LogSource,
    folder: string,
    signal: AbortSignal | undefined,
  ): Promise<ReadonlyMap<string, Part>> {
    const parts = new Map<string, Part>();
    for (const { etag, key } of await partsOf(store, folder, signal)) {
      const known = this.#logs.get(folder)?.get(key);
      parts.set(key, known?.etag === etag ? known : { etag, bytes: await bytesOf(store, key, signal) });
    }
    return parts;
  }
}

async function bytesOf(store: LogSource, key: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await store.read(key, { signal })) chunks.push(chunk);
  return Buffer.concat(chunks);
}
