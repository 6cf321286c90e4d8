import { plain } from './plain';

/**
 * Prepares a log for a terminal, line by line: only the text after the last carriage return of each line, and no
 * control sequences. `open` keeps the end of the last line unchanged.
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

/** A growing log. An incomplete line is redrawn on a screen; otherwise, it waits until it is complete. */
export class GrowingLog {
  /** The text after the last carriage return of the incomplete line. */
  #open = '';
  #drawn = false;

  /** @param columns of the screen; undefined if there is none */
  constructor(private readonly columns: number | undefined) {}

  /** The output for new text. */
  take(fresh: string): string {
    const text = this.#open + fresh;
    const cut = text.lastIndexOf('\n') + 1;
    const finished = readableLog(text.slice(0, cut), true);
    this.#open = lastState(text.slice(cut));
    if (this.columns === undefined) return finished;
    const clear = this.#drawn ? '\r\u001B[2K' : '';
    this.#drawn = this.#open !== '';
    // A wrapped line could not be redrawn.
    return clear + finished + readableLine(this.#open).slice(0, this.columns - 1);
  }

  /** The output at the end of the log. */
  end(): string {
    const open = this.#open;
    this.#open = '';
    if (open === '') return '';
    return this.#drawn ? `\r\u001B[2K${readableLine(open)}\n` : `${readableLine(open)}\n`;
  }
}

/** A carriage return at the end hasn't replaced anything yet. */
const lastState = (line: string): string => line.slice(line.replace(/\r+$/, '').lastIndexOf('\r') + 1);

/** The last `count` lines. */
export function lastLines(text: string, count: number): string {
  const end = text.endsWith('\n') ? text.length - 1 : text.length;
  let from = end;
  for (let lines = 0; lines < count && from >= 0; lines += 1)
    from = from === 0 ? -1 : text.lastIndexOf('\n', from - 1);
  return text.slice(Math.max(0, from + 1));
}
