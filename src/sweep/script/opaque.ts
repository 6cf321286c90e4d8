import type { ScriptFacts } from './facts';
import { isPlainProgram } from './well-known';

/** Whether a script can use variables without naming them: it starts programs that can read their environment. */
export const isOpaque = ({ openEnded, broken, commands, functions }: ScriptFacts): boolean =>
  openEnded || broken || commands.some(({ name }) => !isPlainProgram(name) && !functions.has(name));
