import type { Engine } from '../engine/engine';
import { Failure } from '../engine/failure';
import type { SweepView } from '../engine/view';
import { readableLog } from './output/log';
import { failedRuns } from './output/trouble';

/** The size of a log's end that is searched for the last line. Bytes. */
const searched = 4096;

/**
 * The last log line of each of the first failed runs, by name. A log that can't be read doesn't prevent the status.
 * @param known lines that were read before: the log of a failed run doesn't change
 */
export async function lastLinesOf(
  { id, runs }: SweepView,
  engine: Pick<Engine, 'logEnd'>,
  signal: AbortSignal,
  known: ReadonlyMap<string, string> = new Map(),
): Promise<ReadonlyMap<string, string>> {
  const fresh = failedRuns(runs).filter(({ name }) => !known.has(name));
  const found = await Promise.all(
    fresh.map(async ({ name }) => {
      const text = await engine.logEnd(id, name, searched, signal).catch(whenUnreadable);
      const lines = readableLog(text ?? '').split('\n');
      const last = lines.findLast((line) => line.trim() !== '')?.trim();
      return last === undefined ? [] : [[name, last] as const];
    }),
  );
  return new Map([...known, ...found.flat()]);
}

function whenUnreadable(error: unknown): undefined {
  if (error instanceof Failure && error.kind !== 'cancelled') return undefined;
  throw error;
}
