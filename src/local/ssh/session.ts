import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { ServerChannel, Session } from 'ssh2';
import type { GuestProgram, ProgramRequest, PseudoTerminal, RunInGuest } from '../compute/guest-programs';
import { serveFiles } from './sftp';

export interface SshSessionParts {
  readonly run: RunInGuest;
  readonly user: string;
  readonly connection: string;
}

/** The callbacks of ssh2 for a session's requests: undefined if the client wants no answer. */
type Answer = (() => void) | undefined;

/** Serves one session of an SSH connection: a shell, a command, or SFTP, each as a program inside the instance. */
export function serveSession(session: Session, { run, user, connection }: SshSessionParts): void {
  let terminal: PseudoTerminal | undefined;
  let program: Promise<GuestProgram> | undefined;
  const start = (what: Pick<ProgramRequest, 'kind' | 'command'>): Promise<GuestProgram> => {
    const started = run({ ...what, user, connection, ...(terminal === undefined ? {} : { terminal }) });
    program = started;
    return started;
  };
  const tell = (say: (running: GuestProgram) => void) => {
    program?.then(say, () => undefined);
  };
  session.on('pty', (accept: Answer, _reject, { cols, rows, ...info }) => {
    const type = 'term' in info && typeof info.term === 'string' ? info.term : '';
    terminal = { type, rows, columns: cols };
    accept?.();
  });
  session.on('window-change', (accept: Answer, _reject, { cols, rows }) => {
    tell((running) => running.resize(rows, cols));
    accept?.();
  });
  session.on('signal', (accept: Answer, _reject, { name }) => {
    tell((running) => running.signal(name));
    accept?.();
  });
  // Like sshd, which accepts only a few variables and doesn't report which.
  session.on('env', (accept: Answer) => accept?.());
  session.on('shell', (accept) => serve(accept(), start({ kind: 'login' }), join));
  session.on('exec', (accept, _reject, { command }) =>
    serve(accept(), start({ kind: 'command', command }), join),
  );
  session.on('subsystem', (accept, reject, { name }) => {
    if (name === 'sftp') serve(accept(), start({ kind: 'files' }), serveFiles);
    else reject();
  });
}

/** @param act connects the channel to the program until both have ended. @returns the exit code */
function serve(
  channel: ServerChannel,
  starting: Promise<GuestProgram>,
  act: (channel: ServerChannel, program: GuestProgram) => Promise<number>,
): void {
  channel.on('error', () => undefined);
  const served = starting.then((program) => {
    channel.on('close', () => program.hangUp());
    program.stdin.on('error', () => undefined);
    return act(channel, program).finally(() => program.hangUp());
  });
  const end = (code: number) => {
    channel.exit(code);
    channel.end();
  };
  served.then(end, (error: unknown) => {
    channel.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    end(255);
  });
}

/** A program with the streams of the channel. */
async function join(channel: ServerChannel, program: GuestProgram): Promise<number> {
  const gone = new Promise<undefined>((resolve) => channel.on('close', () => resolve(undefined)));
  channel.pipe(program.stdin);
  const said = [pass(program.stdout, channel)];
  if (program.stderr !== undefined) said.push(pass(program.stderr, channel.stderr));
  await Promise.race([gone, Promise.all(said)]);
  return (await Promise.race([gone, program.exit])) ?? 255;
}

/** Copies everything; resolves when the last byte has been accepted. `to` stays open. */
async function pass(from: Readable, to: Writable): Promise<void> {
  from.on('error', () => undefined);
  from.pipe(to, { end: false });
  await finished(from, { writable: false }).catch(() => undefined);
}
