// Runs a program to its end, its output in this terminal.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions & { quiet?: boolean }} [options] `quiet`: prints only when it fails;
 *   `timeout`: milliseconds after which it is ended, with every process it started
 * @returns {Promise<number>} exit code; 1 where a signal ended it
 */
export async function run(command, args, { quiet = false, timeout, ...options } = {}) {
  const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit';
  const child = spawn(command, args, { stdio, detached: timeout !== undefined, ...options });
  const output = [];
  child.stdout?.on('data', (chunk) => output.push(chunk));
  child.stderr?.on('data', (chunk) => output.push(chunk));
  const release = timeout === undefined ? () => undefined : endGroup(child, timeout);
  const [code] = await once(child, 'close');
  release();
  if (quiet && code !== 0) process.stderr.write(Buffer.concat(output));
  return code ?? 1;
}

const interruptions = ['SIGINT', 'SIGTERM'];

/** Ends a process group after a time, or with this process when that is interrupted. @returns what takes that back */
function endGroup(child, milliseconds) {
  const kill = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  };
  const timer = setTimeout(kill, milliseconds, 'SIGKILL');
  const stop = (signal) => {
    kill(signal);
    process.exit(130);
  };
  for (const signal of interruptions) process.on(signal, stop);
  return () => {
    clearTimeout(timer);
    for (const signal of interruptions) process.off(signal, stop);
  };
}

/** Like `run`, for what must succeed. @throws Error that names the command. */
export async function must(command, args, options) {
  const code = await run(command, args, options);
  if (code !== 0) throw new Error(`\`${command} ${args.join(' ')}\` failed (exit code ${code}).`);
}
