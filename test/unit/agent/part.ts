import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Shell } from './sandbox';

/** What a script prints in a shell that has read these parts of the agent. `input` goes to its standard input. */
export function inPart(shell: Shell, parts: readonly string[], script: string, input = ''): string {
  const program = [...parts.map((part) => readFileSync(`src/agent/${part}`, 'utf8')), script].join('\n');
  const [command, ...args] = shell === 'busybox' ? ['busybox', 'sh'] : [shell];
  return execFileSync(command ?? shell, [...args, '-euc', program], {
    encoding: 'utf8',
    input,
    timeout: 20_000,
  });
}
