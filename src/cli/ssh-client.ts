import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { Client, type ClientChannel } from 'ssh2';
import type { SshTarget } from '../engine/connect/ssh';
import { Failure } from '../engine/failure';
import type { Terminal } from './terminal';

const sshPort = 22;
/** Milliseconds in which an instance has to answer. */
const patience = 20_000;
/** As `ssh` ends where it does not get in, or loses the connection. */
const noConnection = 255;

/**
 * A shell on an instance for machines without OpenSSH's client: this terminal is the shell's, as with `ssh`. Only a host key
 * that the instance has published is accepted.
 * @returns the shell's exit code. @throws Failure NoHostKey, NoKey, Unreachable
 */
export async function openShell(target: SshTarget, terminal: Terminal): Promise<number> {
  const { host, identityFile, instanceId, knownHostsFile, port, user } = target;
  if (knownHostsFile === undefined)
    throw new Failure(
      'unavailable',
      'NoHostKey',
      `${instanceId} has not published its SSH host key yet, so nobody can tell whether it is the one that answers. Try again in a minute.`,
    );
  if (identityFile === undefined)
    throw new Failure('unavailable', 'NoKey', 'There is no key to log in with: name one with --identity.');
  const [privateKey, known] = await Promise.all([readFile(identityFile), knownKeys(knownHostsFile)]);
  const client = new Client();
  const failed = new Promise<never>((_, reject) => client.on('error', reject));
  failed.catch(() => undefined);
  client.connect({
    ...{ host, port: port ?? sshPort, username: user, privateKey, readyTimeout: patience },
    hostVerifier: (key: Buffer) => known.has(key.toString('base64')),
  });
  try {
    await Promise.race([once(client, 'ready'), failed]);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Failure('unavailable', 'Unreachable', `ssh to ${instanceId} failed: ${why}.`, { cause });
  }
  try {
    return await Promise.race([shellOn(client, terminal), failed.catch(() => noConnection)]);
  } finally {
    client.end();
  }
}

async function shellOn(client: Client, terminal: Terminal): Promise<number> {
  const screen = screenOf(terminal);
  const channel = await new Promise<ClientChannel>((resolve, reject) => {
    client.shell(screen?.window() ?? false, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  const ended = once(channel, 'exit').then(([code]) => (typeof code === 'number' ? code : noConnection));
  const closed = once(channel, 'close').then(() => noConnection);
  const restore = screen?.take(() => {
    const { cols, rows } = screen.window();
    channel.setWindow(rows, cols, 0, 0);
  });
  terminal.stdin.pipe(channel);
  channel.pipe(terminal.stdout, { end: false });
  channel.stderr.pipe(terminal.stderr, { end: false });
  try {
    const code = await Promise.race([ended, closed]);
    // What it said last is still to be shown.
    await closed;
    return code;
  } finally {
    terminal.stdin.unpipe(channel).pause();
    restore?.();
  }
}

interface Screen {
  window(): { readonly term: string; readonly cols: number; readonly rows: number };
  /** Hands keys over as they are typed, and tells of a new size. @returns gives the screen back */
  take(resized: () => void): () => void;
}

/** The screen and keyboard of this terminal; undefined where either is a pipe or a file. */
function screenOf({ environment }: Terminal): Screen | undefined {
  const { stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY) return undefined;
  return {
    window: () => ({ term: environment['TERM'] ?? 'vt100', cols: stdout.columns, rows: stdout.rows }),
    take(resized) {
      stdin.setRawMode(true);
      stdout.on('resize', resized);
      return () => {
        stdin.setRawMode(false);
        stdout.off('resize', resized);
      };
    },
  };
}

/** The keys of a known-hosts file that holds those of one instance, as base64. */
async function knownKeys(file: string): Promise<ReadonlySet<string>> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  return new Set(lines.flatMap((line) => line.split(' ')[2] ?? []));
}
