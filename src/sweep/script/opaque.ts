import type { ScriptFacts } from './facts';
import { isPlainProgram } from './well-known';

/** Whether a script can use variables that it does not name: it starts programs that may read their environment. */
export const isOpaque = ({ openEnded, broken, commands, functions }: ScriptFacts): boolean =>
  openEnded || broken || commands.some(({ name }) => !isPlainProgram(name) && !functions.has(name));
