import { logFile } from '../../agent/record';
import { joiningLogs, type LogSource } from '../record/log-parts';

/** The last bytes of the log in the folder of one writer, regardless of its length; undefined if it doesn't exist. Bytes. */
export async function logEnd(
  store: LogSource,
  folder: string,
  bytes: number,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const logs = joiningLogs(store);
  const key = `${folder}${logFile}`;
  for await (const object of logs.list(key, signal)) {
    if (object.key !== key) continue;
    const start = Math.max(0, object.size - bytes);
    if (object.size === 0) return '';
    const chunks: Uint8Array[] = [];
    for await (const chunk of await logs.read(key, {
      start,
      end: object.size - 1,
      ifMatch: object.etag,
      signal,
    }))
      chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    // The first character can be incomplete.
    return start === 0 ? text : text.replace(/^\ufffd+/, '');
  }
  return undefined;
}
