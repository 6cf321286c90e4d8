import { setMaxListeners } from 'node:events';
import { version } from '../../package.json';
import { systemClock } from '../engine/system-clock';
import { run } from './run';
import type { Terminal } from './terminal';

const interruption = new AbortController();
// Every request of the SDK listens to it, and many are under way at once.
setMaxListeners(0, interruption.signal);
process.on('SIGINT', () => {
  // The second Ctrl-C is meant: whatever is under way is left as it is.
  if (interruption.signal.aborted) process.exit(130);
  interruption.abort(new Error('Interrupted.'));
});
process.on('SIGTERM', () => interruption.abort(new Error('Ended.')));

// `spawn list | head -1`: whoever stops reading has read enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const terminal: Terminal = {
  // Opened by those who read or ask: opening it takes as long as printing the help.
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  get stderr() {
    return process.stderr;
  },
  get interactive() {
    return process.stdin.isTTY === true && process.stderr.isTTY === true;
  },
  stdoutIsScreen: process.stdout.isTTY === true,
  get stderrIsScreen() {
    return process.stderr.isTTY === true;
  },
  environment: process.env,
  folder: process.cwd(),
  programFolder: __dirname,
  clock: systemClock,
  interrupted: interruption.signal,
  handOver() {
    process.removeAllListeners('SIGINT').on('SIGINT', () => undefined);
  },
};

void run(process.argv.slice(2), terminal, version).then((code) => {
  process.exitCode = code;
});
