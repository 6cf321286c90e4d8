import { createColors } from 'picocolors';
import type { Terminal } from '../terminal';

/** Styles a text. Without colors, the text is unchanged. */
export type Style = (text: string) => string;

/** Weight and color by meaning, from the sixteen colors of every terminal theme. */
export interface Paint {
  readonly bold: Style;
  readonly dim: Style;
  readonly good: Style;
  readonly bad: Style;
  readonly caution: Style;
  readonly active: Style;
  readonly odd: Style;
}

/** The properties of the output. */
export interface Screen {
  readonly paint: Paint;
  /** False for a pipe or a file: lines without headers and marks, for programs. */
  readonly isScreen: boolean;
  /** The width for lines; undefined: nothing is shortened. */
  readonly columns?: number;
  /** The height for text; undefined: nothing is shortened. */
  readonly rows?: number;
}

export type StreamName = 'stdout' | 'stderr';

/** When to use colors: `--color`. */
export const colorChoices = ['auto', 'always', 'never'] as const;

export type ColorChoice = (typeof colorChoices)[number];

export function paintOf(colors: boolean): Paint {
  const { bold, cyan, dim, green, magenta, red, yellow } = createColors(colors);
  return { bold, dim, good: green, bad: red, caution: yellow, active: cyan, odd: magenta };
}

/** A pipe or a file. */
export const plainScreen: Screen = { paint: paintOf(false), isScreen: false };

/** The control sequences of `Paint`; all others are removed. */
export const paintSequence = new RegExp(`(${String.fromCharCode(0x1b)}\\[(?:1|2|22|3[1-6]|39)m)`);

/** `--color` decides, then NO_COLOR (no-color.org), then FORCE_COLOR; otherwise, a screen has colors unless its terminal is dumb. */
export function hasColors(terminal: Terminal, stream: StreamName): boolean {
  const { color, environment } = terminal;
  const { FORCE_COLOR, NO_COLOR, TERM } = environment;
  if (color !== 'auto') return color === 'always';
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined) return !/^(0|false)$/i.test(FORCE_COLOR);
  return isScreen(terminal, stream) && TERM !== 'dumb';
}

export function screenOf(terminal: Terminal, stream: StreamName = 'stdout'): Screen {
  const paint = paintOf(hasColors(terminal, stream));
  if (!isScreen(terminal, stream)) return { paint, isScreen: false };
  const columns = sizeOf(terminal[stream], 'columns') ?? usual.columns;
  const rows = sizeOf(terminal[stream], 'rows') ?? usual.rows;
  return { paint, isScreen: true, columns, rows };
}

/** Screen size for a program that `watch` runs in a pipe: it passes the size in variables. */
export function watchedScreenOf(terminal: Terminal): Screen {
  const screen = screenOf(terminal);
  const { COLUMNS, LINES } = terminal.environment;
  const [columns = Number.NaN, rows = Number.NaN] = [COLUMNS, LINES].map(Number);
  if (screen.isScreen || !(columns >= narrowest) || !(rows >= 1)) return screen;
  return { ...screen, isScreen: true, columns, rows };
}

/** The usual size of terminals since the VT100; also assumed for a pseudo-terminal without a size. */
const usual = { columns: 80, rows: 24 };
/** The minimum width for a layout. */
const narrowest = 20;

const isScreen = (terminal: Terminal, stream: StreamName): boolean =>
  stream === 'stdout' ? terminal.stdoutIsScreen : terminal.stderrIsScreen;

function sizeOf(stream: object, name: 'columns' | 'rows'): number | undefined {
  const size: unknown = Reflect.get(stream, name);
  if (typeof size !== 'number' || size < 1) return undefined;
  return name === 'columns' ? Math.max(narrowest, size) : size;
}
