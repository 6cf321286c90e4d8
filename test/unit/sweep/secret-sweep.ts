import type { ShellParser } from '../../../src/sweep/script/shell';
import { open, told } from './mark';
import { realShell } from './shell';

/** `${NAME}` */
export const reference = (name: string): string => `\${${name}}`;

/** A sweep file with these lines under `defaults`. */
export const sweepWith = (settings: string, script = 'go "$KEY"'): string =>
  `defaults:\n  ttl: 1h\n${settings}  user_data: ${script}\nparams:\n  - name: a\n`;

/** Reads sweep files whose scripts are understood. To be called in a `describe`. */
export function reader() {
  let shell: ShellParser;
  before(async () => {
    shell = await realShell();
  });
  const reading = (text: string) => open(text, { knowledge: { shell } });
  return { reading, problems: (text: string) => told(text, reading(text).problems()) };
}
