import { screenOf } from './output/screen';
import { say, type Terminal } from './terminal';

/** What to type next, for people alone: a script that reads stderr is not told. */
export function hint(terminal: Terminal, text: string): void {
  if (terminal.stderrIsScreen) say(terminal, screenOf(terminal, 'stderr').paint.dim(text));
}
