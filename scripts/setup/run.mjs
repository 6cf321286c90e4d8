// Runs a program to its end, its output in this terminal.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions & { quiet?: boolean }} [options] `quiet`: prints only when it fails
 * @returns {Promise<number>} exit code; 1 where a signal ended it
 */
export async function run(command, args, { quiet = false, ...options } = {}) {
  const child = spawn(command, args, { stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit', ...options });
  const output = [];
  child.stdout?.on('data', (chunk) => output.push(chunk));
  child.stderr?.on('data', (chunk) => output.push(chunk));
  const [code] = await once(child, 'close');
  if (quiet && code !== 0) process.stderr.write(Buffer.concat(output));
  return code ?? 1;
}

/** Like `run`, for what must succeed. @throws Error that names the command. */
export async function must(command, args, options) {
  const code = await run(command, args, options);
  if (code !== 0) throw new Error(`\`${command} ${args.join(' ')}\` failed (exit code ${code}).`);
}
