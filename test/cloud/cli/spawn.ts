import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** What a command said and how it ended. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A machine of its own: an empty folder as home, state and working directory, and the real `spawn` command. */
export interface Machine {
  readonly folder: string;
  spawn(...words: string[]): Promise<Outcome>;
  /** Runs lines of bash there; `spawn` is the command. */
  bash(lines: string): Promise<Outcome>;
  /** The same, with this text typed into it. */
  type(text: string, ...words: string[]): Promise<Outcome>;
  /** The same, with keys typed as soon as the lines have printed this text. */
  bashUntil(text: string, keys: string, lines: string): Promise<Outcome>;
  /** The same as `spawn`, ended by a signal as soon as it has printed this text. */
  spawnUntil(text: string, signal: NodeJS.Signals, ...words: string[]): Promise<Outcome>;
  write(name: string, text: string): Promise<void>;
  /** Ends its local cloud and deletes its folder. */
  dispose(): Promise<void>;
}

const program = resolve('dist/cli.js');
const bash = ['bash', '-c'];

/** @param more variables of its environment besides */
export async function newMachine(more: Readonly<Record<string, string>> = {}): Promise<Machine> {
  const folder = await mkdtemp(join(tmpdir(), 'spawn-cli-'));
  const { PATH } = process.env;
  const environment: NodeJS.ProcessEnv = {
    // What a test puts into `bin` comes before the programs of this computer.
    PATH: `${join(folder, 'bin')}:${PATH}`,
    HOME: folder,
    XDG_STATE_HOME: join(folder, 'state'),
    ...more,
  };
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'bin', 'spawn'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, {
    mode: 0o755,
  });
  const act = async (
    words: readonly string[],
    until?: { text: string; act: (child: ChildProcessWithoutNullStreams) => void },
    typed?: string,
    started = [process.execPath, program],
  ): Promise<Outcome> => {
    const [command = '', ...first] = started;
    const child = spawn(command, [...first, ...words], {
      cwd: folder,
      env: environment,
      stdio: 'pipe',
    });
    // A command that reads nothing may be gone before this is written.
    child.stdin.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
    if (typed !== undefined) child.stdin.end(typed);
    const said = { stdout: '', stderr: '' };
    let acted = until === undefined;
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        said[name] += text;
        if (acted || until === undefined || !said[name].includes(until.text)) return;
        acted = true;
        until.act(child);
      });
    await once(child, 'close');
    return { code: child.exitCode, ...said };
  };
  return {
    folder,
    spawn: (...words) => act(words, undefined, ''),
    bash: (lines) => act([lines], undefined, '', bash),
    bashUntil: (text, keys, lines) =>
      act([lines], { text, act: ({ stdin }) => stdin.write(keys) }, undefined, bash),
    type: (text, ...words) => act(words, undefined, text),
    spawnUntil: (text, signal, ...words) => act(words, { text, act: (child) => child.kill(signal) }, ''),
    write: (name, text) => writeFile(join(folder, name), text),
    async dispose() {
      await act(['local', 'stop', '--yes'], undefined, '');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The outcome of a command that has to succeed. */
export function done(outcome: Outcome): Outcome {
  if (outcome.code !== 0) {
    throw new Error(`Exit ${outcome.code}\n--- stdout\n${outcome.stdout}\n--- stderr\n${outcome.stderr}`);
  }
  return outcome;
}
