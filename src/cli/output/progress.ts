import { SingleBar } from 'cli-progress';
import { say, type Terminal } from '../terminal';
import { plain } from './plain';

/** Shows how far a long job is: a bar on a terminal, a line per piece of news elsewhere. */
export interface Progress {
  update(done: number, total: number, message: string): void;
  end(): void;
}

export function showProgress(terminal: Terminal): Progress {
  return terminal.stderrIsScreen ? bar(terminal) : lines(terminal);
}

function bar(terminal: Terminal): Progress {
  const single = new SingleBar({
    stream: terminal.stderr as NodeJS.WritableStream,
    format: '{bar} {value}/{total} {message}',
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

function lines(terminal: Terminal): Progress {
  let last = '';
  return {
    update(done, total, message) {
      const line = `${done}/${total} ${plain(message)}`.trimEnd();
      if (line !== last) say(terminal, line);
      last = line;
    },
    end: () => undefined,
  };
}
