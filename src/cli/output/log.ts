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

/** The last `count` lines. */
export function lastLines(text: string, count: number): string {
  const end = text.endsWith('\n') ? text.length - 1 : text.length;
  let from = end;
  for (let lines = 0; lines < count && from >= 0; lines += 1)
    from = from === 0 ? -1 : text.lastIndexOf('\n', from - 1);
  return text.slice(Math.max(0, from + 1));
}
