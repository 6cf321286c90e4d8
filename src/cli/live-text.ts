import { Writable } from 'node:stream';
import { createLogUpdate } from 'log-update';
import { screenOf } from './output/screen';
import { harmless, type Terminal } from './terminal';

/** A text on stdout that is updated in place. */
export interface LiveText {
  draw(text: string): void;
  /** Leaves the last text on the screen, with the cursor below it. */
  end(): void;
}

/** Whether a text can be updated in place there. */
export const canRedraw = ({ environment, stdoutIsScreen }: Terminal): boolean =>
  stdoutIsScreen && environment['TERM'] !== 'dumb';

export function liveText(terminal: Terminal): LiveText {
  const update = createLogUpdate(streamOf(terminal));
  return {
    draw: (text) => update(harmless(terminal, 'stdout', text)),
    end: () => update.done(),
  };
}

/** A pseudo-terminal without a size has 0 rows, on which nothing could be drawn: the usual size is assumed. */
function streamOf(terminal: Terminal): NodeJS.WritableStream {
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, done) => {
      terminal.stdout.write(chunk);
      done();
    },
  });
  return Object.defineProperties(stream, {
    isTTY: { value: true },
    columns: { get: () => screenOf(terminal).columns },
    rows: { get: () => screenOf(terminal).rows },
  });
}
