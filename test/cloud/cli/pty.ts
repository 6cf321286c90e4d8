import { Terminal } from '@xterm/headless';
import type { Machine } from './spawn';

/** What a terminal shows after a command line, and what the command wrote to it. */
export interface Shown {
  /** Line by line, as a reader sees it; what was drawn over is gone. */
  readonly screen: string;
  /** Lines that were wider than the terminal. */
  readonly broken: readonly string[];
  readonly written: string;
}

export interface PtyOptions {
  readonly columns: number;
  readonly rows?: number;
  /** Assignments before the command: `NO_COLOR=1`. */
  readonly environment?: string;
  /** What is typed meanwhile. */
  readonly typed?: string;
  /** The text after which it is typed; missing: at once. */
  readonly after?: string;
}

/** Types a command line into a pseudo-terminal of this size (util-linux's `script`), and reads the screen of a real emulator. */
export async function typeInto(
  machine: Machine,
  line: string,
  { after, columns, environment = 'TERM=xterm-256color', rows = 24, typed = '' }: PtyOptions,
): Promise<Shown> {
  const quoted = `export SPAWN_PROVIDER=local ${environment}; stty cols ${columns} rows ${rows}; ${line}`;
  const script = `SHELL=/bin/bash script -qefc ${shellQuoted(quoted)} /dev/null`;
  const { stdout } = await (after === undefined
    ? machine.bash(`printf %s ${shellQuoted(typed)} | ${script}`)
    : machine.bashUntil(after, typed, script));
  // The end of its input reaches the pseudo-terminal as ^D, which that echoes.
  const written = stdout.replace('^D\b\b', '');
  return { written, ...(await screenOf(written, columns, rows)) };
}

const shellQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

async function screenOf(written: string, cols: number, rows: number): Promise<Omit<Shown, 'written'>> {
  const terminal = new Terminal({ cols, rows, scrollback: 10_000, allowProposedApi: true });
  await new Promise<void>((resolve) => terminal.write(written, resolve));
  const { active } = terminal.buffer;
  const lines = Array.from({ length: active.length }, (_, y) => active.getLine(y));
  const texts = lines.map((line) => line?.translateToString(true) ?? '');
  const broken = texts.filter((_, y) => lines[y + 1]?.isWrapped === true);
  terminal.dispose();
  return { screen: texts.join('\n').trimEnd(), broken };
}

/** Ids, times and what grows with time, made alike. How much of an id fits into a table depends on the addresses in it. */
export const masked = (text: string): string =>
  text
    .replace(/(sweep-[a-z]+)-\d{8}-\d{6}(?:-\d+)?/g, '$1-DATE-TIME')
    .replace(
      /\bi-[0-9a-f]{4,17}(…?)/g,
      (id, cut: string) => `i-${'x'.repeat(id.length - 2 - cut.length)}${cut}`,
    )
    .replace(/(?:127|172)\.\d+\.\d+\.\d+/g, 'ADDRESS')
    .replace(/\((?:pending|running|launching|succeeded)\)/g, '(STATE)')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .split('\n')
    .map((line) => (growing.test(line) ? withoutFigures(line) : line))
    // How wide an address or a figure is decides where the columns beside it begin.
    .map((line) => (/^NAME +INSTANCE-ID|^SWEEP-ID|^\S+ +i-x/.test(line) ? spaced(line) : line))
    .join('\n');

const spaced = (line: string): string => line.replace(/ {2,}/g, '  ').replace(/i-x+…?/g, 'i-x');

/** Lines that tell how long something has run, and what it has cost. */
const growing = /^(?:\S+ +i-x|sweep-\S+ |TOTAL|test-\d +\d| {2}Current:| {2}Projected:|Uptime:|Cost:)/;

const withoutFigures = (line: string): string =>
  line.replace(/ +(?:\d+[smh](?:\d+m)?|(?:≤ )?\$\d+\.\d+(?: \(.*\))?)(?= ago|$| {2})/g, '  #');
