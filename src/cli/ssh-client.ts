import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { t } from '@vscode/l10n';
import { Client, type ClientChannel } from 'ssh2';
import type { SshTarget } from '../engine/connect/ssh';
import { Failure } from '../engine/failure';
import type { Terminal } from './terminal';

const sshPort = 22;
/** Milliseconds in which an instance has to answer. */
const patience = 20_000;
/** The exit code of `ssh` if it can't log in, or loses the connection. */
const noConnection = 255;

/**
 * A shell on an instance, or a command, for machines without OpenSSH's client. As with `ssh`, this terminal is
 * connected to the remote shell. Accepts only a host key that the instance has published.
 * @returns the shell's exit code. @throws Failure NoHostKey, NoKey, Unreachable
 */
export async function openShell(
  target: SshTarget,
  remote: string | undefined,
  terminal: Terminal,
): Promise<number> {
  const { host, identityFile, instanceId, knownHostsFile, port, user } = target;
  if (knownHostsFile === undefined)
    throw new Failure(
      'unavailable',
      'NoHostKey',
      t(
        "{0} has not published its SSH host key yet, so its identity can't be verified. Try again in a minute.",
        instanceId,
      ),
    );
  if (identityFile === undefined)
    throw new Failure('unavailable', 'NoKey', t('There is no key to log in with. Name one with --identity.'));
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
    throw new Failure('unavailable', 'Unreachable', t('ssh to {0} failed: {1}.', instanceId, why), { cause });
  }
  try {
    return await Promise.race([shellOn(client, remote, terminal), failed.catch(() => noConnection)]);
  } finally {
    client.end();
  }
}

async function shellOn(client: Client, remote: string | undefined, terminal: Terminal): Promise<number> {
  // As with `ssh`, a command gets no terminal.
  const screen = remote === undefined ? screenOf(terminal) : undefined;
  const channel = await new Promise<ClientChannel>((resolve, reject) => {
    const opened = (error: Error | undefined, opened: ClientChannel): void =>
      error ? reject(error) : resolve(opened);
    if (remote === undefined) client.shell(screen?.window() ?? false, opened);
    else client.exec(remote, opened);
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
    // The last output hasn't been written yet.
    await closed;
    return code;
  } finally {
    terminal.stdin.unpipe(channel).pause();
    restore?.();
  }
}

interface Screen {
  window(): { readonly term: string; readonly cols: number; readonly rows: number };
  /** Forwards keys as they are typed, and changes of the size. @returns restores the screen */
  take(resized: () => void): () => void;
}

/** The screen and keyboard of this terminal; undefined if either is a pipe or a file. */
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

/** The keys in a known-hosts file of one instance, as base64. */
async function knownKeys(file: string): Promise<ReadonlySet<string>> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  return new Set(lines.flatMap((line) => line.split(' ')[2] ?? []));
}
