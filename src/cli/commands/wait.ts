import { Failure } from '../../engine/failure';
import type { SweepView } from '../../engine/view';
import { Interruption } from '../interruption';
import { plain } from '../output/plain';
import { showProgress } from '../output/progress';
import { hasEnded, progressOf } from '../output/sweep';
import type { Session } from '../session';
import { say, type Terminal } from '../terminal';

/** Milliseconds between two looks at a sweep that runs. */
const pause = 2000;
/** Looks at a sweep without a bucket between two that ask its instances, over ssh. */
const looksPerFetch = 8;

/** Looks at a sweep until every job has ended; tells each end as it is seen. Ctrl-C stops looking, and nothing else. */
export async function waitForEnd(
  { engine, flags }: Pick<Session, 'engine' | 'flags'>,
  launched: SweepView,
  terminal: Terminal,
): Promise<SweepView> {
  const told = new Set<number>();
  const progress = showProgress(terminal);
  let view = launched;
  let failures = 0;
  try {
    for (let looks = 1; ; looks += 1) {
      const ended = view.runs.filter(hasEnded);
      progress.update(ended.length, view.runs.length, progressOf(view.runs));
      for (const run of ended.filter(({ index }) => !told.has(index))) {
        told.add(run.index);
        if (!terminal.stderrIsScreen) say(terminal, `${plain(run.name)}: ${plain(run.state)}`);
      }
      if (view.finished) return view;
      await terminal.clock.sleep(pause * 2 ** failures, terminal.interrupted);
      try {
        const fetches = view.bucket === undefined && looks % looksPerFetch === 0;
        view = await engine[fetches ? 'fetchKept' : 'view'](view.id, terminal.interrupted);
        failures = 0;
      } catch (error) {
        if (!passes(error) || failures >= 5) throw error;
        failures += 1;
      }
    }
  } catch (error) {
    if (!terminal.interrupted.aborted) throw error;
    throw new Interruption(`The sweep continues. Show how it does: spawn status ${view.id}${flags}`, {
      cause: error,
    });
  } finally {
    progress.end();
  }
}

/** What is gone by itself a moment later. */
const passes = (error: unknown): boolean =>
  error instanceof Failure && ['network', 'throttled', 'unavailable'].includes(error.kind);
