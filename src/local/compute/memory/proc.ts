import { readdir, readFile } from 'node:fs/promises';

const kibibyte = 1024;

/** A file of /proc; empty if the process has ended. */
export const readProc = (file: string): Promise<string> => readFile(`/proc/${file}`, 'utf8').catch(() => '');

/** The bytes in a line such as `RssAnon:   208336 kB`; 0 if it is missing. */
export function procFieldBytes(text: string, field: string): number {
  const [, kilobytes = '0'] = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(text) ?? [];
  return Number(kilobytes) * kibibyte;
}

/** A process and all of its descendants, whichever of their threads started them. */
export async function treeOf(root: number): Promise<readonly number[]> {
  const found: number[] = [];
  const queue = [root];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    found.push(next);
    const threads = await readdir(`/proc/${next}/task`).catch(() => []);
    const children = await Promise.all(threads.map((thread) => readProc(`${next}/task/${thread}/children`)));
    queue.push(
      ...children.flatMap((list) =>
        list
          .split(' ')
          .filter((id) => id.trim() !== '')
          .map(Number),
      ),
    );
  }
  return found;
}
