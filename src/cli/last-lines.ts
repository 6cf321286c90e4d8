import type { Engine } from '../engine/engine';
import { Failure } from '../engine/failure';
import type { SweepView } from '../engine/view';
import { readableLog } from './output/log';
import { failedRuns } from './output/trouble';

/** The last line is looked for in so much of a log's end. Bytes. */
const searched = 4096;

/**
 * The last line that each of the first failed runs has written, by their names. A log that cannot be read hides no status.
 * @param known lines that were read before: a run that has failed writes no more
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
