import { plain } from './plain';

/**
 * A log for a terminal: line by line, of each what its last carriage return left standing, and nothing that a terminal would
 * obey. `open` keeps the end of the last line as it is.
 */
export function readableLog(text: string, open = false): string {
  const whole = open || !text.endsWith('\n') ? text : text.slice(0, -1);
  return whole.split('\n').map(readableLine).join('\n');
}

function readableLine(line: string): string {
  const written = line.replace(/\r+$/, '');
  return written
    .slice(written.lastIndexOf('\r') + 1)
    .split('\t')
    .map(plain)
    .join('\t');
}

/** A log as it grows. A line that is not finished is drawn again on a screen, and elsewhere waits until it is. */
export class GrowingLog {
  /** Of the line that is not finished, what its last carriage return left. */
  #open = '';
  #drawn = false;

  /** @param columns of the screen; undefined where there is none */
  constructor(private readonly columns: number | undefined) {}

  /** What to write for text that has come. */
  take(fresh: string): string {
    const text = this.#open + fresh;
    const cut = text.lastIndexOf('\n') + 1;
    const finished = readableLog(text.slice(0, cut), true);
    this.#open = lastState(text.slice(cut));
    if (this.columns === undefined) return finished;
    const clear = this.#drawn ? '\r\u001B[2K' : '';
    this.#drawn = this.#open !== '';
    // A line that is broken by the screen could not be taken back.
    return clear + finished + readableLine(this.#open).slice(0, this.columns - 1);
  }

  /** What to write when nothing comes any more. */
  end(): string {
    const open = this.#open;
    this.#open = '';
    if (open === '') return '';
    return this.#drawn ? `\r\u001B[2K${readableLine(open)}\n` : `${readableLine(open)}\n`;
  }
}

/** A carriage return at the end has not taken anything away yet. */
const lastState = (line: string): string => line.slice(line.replace(/\r+$/, '').lastIndexOf('\r') + 1);

/** The last `count` lines. */
export function lastLines(text: string, count: number): string {
  const end = text.endsWith('\n') ? text.length - 1 : text.length;
  let from = end;
  for (let lines = 0; lines < count && from >= 0; lines += 1)
    from = from === 0 ? -1 : text.lastIndexOf('\n', from - 1);
  return text.slice(Math.max(0, from + 1));
}
