import type { Engine } from '../engine/engine';
import type { SweepView } from '../engine/view';
import { type ExitCode, exitCodes } from './exit';
import { GrowingLog, lastLines } from './output/log';
import { plain } from './output/plain';
import { hasEnded, stateOf } from './output/run-state';
import { say, type Terminal, whileReading } from './terminal';

/** Milliseconds between two reads of a log. */
const pause = 2000;

/**
 * Prints the log of a run until it has ended.
 * @param tail the number of existing lines to print; undefined: all
 */
export async function followLog(
  view: SweepView,
  name: string,
  tail: number | undefined,
  engine: Pick<Engine, 'log' | 'view'>,
  terminal: Terminal,
): Promise<ExitCode> {
  const signal = whileReading(terminal);
  let seen = '';
  const log = new GrowingLog(terminal.stdoutIsScreen ? columnsOf(terminal) : undefined);
  try {
    for (let now = view; ; now = await engine.view(view.id, signal)) {
      const run = now.runs.find((each) => each.name === name);
      // Requested before reading, so that the text contains everything up to the end of the run.
      const ended = run === undefined || hasEnded(run);
      const text = (await engine.log(view.id, name, signal)) ?? '';
      if (text !== seen) {
        const fresh = text.startsWith(seen) ? text.slice(seen.length) : text;
        const shown = seen === '' && tail !== undefined ? lastLines(fresh, tail) : fresh;
        terminal.stdout.write(log.take(shown));
        seen = text;
      }
      if (ended) {
        terminal.stdout.write(log.end());
        if (run !== undefined) say(terminal, `${plain(name)}: ${plain(stateOf(run))}`);
        return exitCodes.done;
      }
      await terminal.clock.sleep(pause, signal);
    }
  } finally {
    // The next output begins on its own line.
    terminal.stdout.write(log.end());
  }
}

const columnsOf = ({ stdout }: Terminal): number =>
  'columns' in stdout && typeof stdout.columns === 'number' ? Math.max(20, stdout.columns) : 80;
