import { SingleBar } from 'cli-progress';
import { say, type Terminal } from '../terminal';
import { plain } from './plain';

/** Shows the progress of a long job: a bar on a terminal, otherwise lines. */
export interface Progress {
  /** `message` already contains the progress. */
  update(done: number, total: number, message: string): void;
  end(): void;
}

/** `pause`: minimum milliseconds between two lines, for jobs with frequent updates; the first and the last one are always shown. */
export function showProgress(terminal: Terminal, pause = 0): Progress {
  return terminal.stderrIsScreen ? bar(terminal) : lines(terminal, pause);
}

function bar(terminal: Terminal): Progress {
  const single = new SingleBar({
    stream: terminal.stderr as NodeJS.WritableStream,
    format: '{bar} {message}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
  });
  let started = false;
  return {
    update(done, total, message) {
      const payload = { message: plain(message) };
      if (started) {
        single.setTotal(total);
        single.update(done, payload);
      } else {
        single.start(total, done, payload);
        started = true;
      }
    },
    end: () => {
      if (started) single.stop();
    },
  };
}

function lines(terminal: Terminal, pause: number): Progress {
  let said = '';
  let saidAt = Number.NEGATIVE_INFINITY;
  return {
    update(done, total, message) {
      const now = terminal.clock.now();
      if (message === said || (done < total && now - saidAt < pause)) return;
      say(terminal, plain(message));
      said = message;
      saidAt = now;
    },
    end: () => undefined,
  };
}
