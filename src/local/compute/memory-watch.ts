import { readFile } from 'node:fs/promises';

const pageBytes = 4096;

/** Bytes of memory that a process and all below it hold; processes that end meanwhile count nothing. */
async function treeMemory(pid: number): Promise<number> {
  let sum = 0;
  const queue = [pid];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const [statm, children] = await Promise.all([
      read(`/proc/${next}/statm`),
      read(`/proc/${next}/task/${next}/children`),
    ]);
    const [, resident = '0', shared = '0'] = statm.split(' ');
    sum += (Number(resident) - Number(shared)) * pageBytes;
    queue.push(
      ...children
        .split(' ')
        .filter((id) => id !== '')
        .map(Number),
    );
  }
  return sum;
}

const read = async (file: string): Promise<string> => {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch {
    // Gone: it holds nothing any more.
    return '';
  }
};

/** Calls `over` once when a tree holds more than its limit; the returned function ends the watch. */
export function watchMemory(pid: number, limitBytes: number, over: () => void): () => void {
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async () => {
    if ((await treeMemory(pid)) > limitBytes) {
      ended = true;
      over();
    }
    if (!ended) again();
  };
  const again = () => {
    timer = setTimeout(() => {
      look().catch(() => undefined);
    }, 1000);
    timer.unref();
  };
  again();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}
