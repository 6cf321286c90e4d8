import { screenOf } from './output/screen';
import { say, type Terminal } from './terminal';

/** Suggests the next command. Only for people: not written if stderr isn't a terminal. */
export function hint(terminal: Terminal, text: string): void {
  if (terminal.stderrIsScreen) say(terminal, screenOf(terminal, 'stderr').paint.dim(text));
}
