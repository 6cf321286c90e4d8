import { treeOf } from './proc';
import { estimateMemory, exactMemory, type ProcessMemory, totalOf } from './process-memory';

/** Milliseconds between two checks: in this time, a process can allocate a gigabyte. */
const pauseMs = 250;

/** A process that was killed because its instance was out of memory. */
export interface KilledProcess extends ProcessMemory {
  /** Total memory of all processes of the instance, in bytes. */
  readonly usedBytes: number;
  readonly limitBytes: number;
}

export interface MemoryWatchOptions {
  /** PID of the instance's process 1 on the host. */
  readonly root: number;
  readonly limitBytes: number;
  /** The count of its control group, if it has one; undefined to count the processes. */
  readonly counted: (() => Promise<number | undefined>) | undefined;
  readonly ended: (process: KilledProcess) => void;
}

/** Behaves like Linux if the processes of an instance use more memory than it has: kills the largest one. @returns ends the watch */
export function watchMemory(options: MemoryWatchOptions): () => void {
  let over = false;
  let timer: NodeJS.Timeout | undefined;
  const again = () => {
    if (over) return;
    timer = setTimeout(() => {
      check(options).then(again, again);
    }, pauseMs);
    timer.unref();
  };
  again();
  return () => {
    over = true;
    clearTimeout(timer);
  };
}

async function check({ counted, ended, limitBytes, root }: MemoryWatchOptions): Promise<void> {
  const sum = await counted?.();
  if (sum !== undefined && sum <= limitBytes) return;
  const tree = await treeOf(root);
  const quick = (await Promise.all(tree.map(estimateMemory))).filter((held) => held !== undefined);
  if (sum === undefined && totalOf(quick) <= limitBytes) return;
  const held = await Promise.all(quick.map(exactMemory));
  const usedBytes = sum ?? totalOf(held);
  if (usedBytes <= limitBytes) return;
  const victim = biggestOf(held, root);
  if (victim === undefined) return;
  end(victim.pid);
  ended({ ...victim, usedBytes, limitBytes });
}

/** Never process 1, since everything ends with it. */
const biggestOf = (held: readonly ProcessMemory[], root: number): ProcessMemory | undefined =>
  held
    .filter(({ pid }) => pid !== root)
    .reduce<ProcessMemory | undefined>(
      (most, one) => (most === undefined || totalOf([one]) > totalOf([most]) ? one : most),
      undefined,
    );

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // Already ended.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
