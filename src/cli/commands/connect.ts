import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { shellWord } from '../../engine/connect/shell-word';
import { sshArguments } from '../../engine/connect/ssh';
import { openSshWay } from '../../engine/connect/way';
import { Failure } from '../../engine/failure';
import type { Instance } from '../../engine/ports';
import { enterCommand } from '../../provider/enter';
import { stateFolder } from '../../provider/folder';
import { startLocalCloud } from '../../provider/local';
import { type ExitCode, exitCodes } from '../exit';
import type { GlobalOptions } from '../options';
import { type Session, withSession } from '../session';
import { print, printJson, say, type Terminal } from '../terminal';
import { findInstance } from './status';

export interface ConnectOptions extends GlobalOptions {
  readonly user?: string;
  readonly identity?: string;
  /** Only say which command would be run. */
  readonly print?: boolean;
}

/** Opens a shell on an instance: by `ssh`, whose keys are checked against those that the instance published, or inside the local cloud. */
export async function connect(id: string, options: ConnectOptions, terminal: Terminal): Promise<ExitCode> {
  const command = await withSession(options, terminal, async (session) => {
    const instance = await findInstance(session.engine, id, terminal.interrupted);
    return commandFor(instance, options, session, terminal);
  });
  if (options.json) printJson(terminal, { command });
  else if (options.print) print(terminal, command.map(shellWord).join(' '));
  else return follow(command);
  return exitCodes.done;
}

async function commandFor(
  instance: Instance,
  options: ConnectOptions,
  session: Session,
  terminal: Terminal,
): Promise<readonly string[]> {
  if (session.local) return enterCommand(await startLocalCloud(), instance.id);
  const { note, ssh } = await openSshWay(
    session.engine,
    instance,
    {
      folder: stateFolder(terminal.environment),
      ...(options.user === undefined ? {} : { user: options.user }),
      ...(options.identity === undefined ? {} : { identityFile: options.identity }),
    },
    terminal.interrupted,
  );
  if (note !== undefined) say(terminal, note);
  if (ssh.knownHostsFile === undefined) {
    say(
      terminal,
      `${instance.id} has not published its SSH keys yet: ssh asks whether you trust the one it meets.`,
    );
  }
  return ['ssh', ...sshArguments(ssh)];
}

/** Runs a command in this terminal until it ends; its exit code is not ours to interpret. */
async function follow([program = '', ...words]: readonly string[]): Promise<ExitCode> {
  const child = spawn(program, words, { stdio: 'inherit' });
  const [code] = await Promise.race([
    once(child, 'exit'),
    once(child, 'error').then(([error]) => Promise.reject(notInstalled(program, error))),
  ]);
  return code === 0 ? exitCodes.done : exitCodes.failed;
}

const notInstalled = (program: string, cause: unknown): Failure =>
  new Failure(
    'unavailable',
    'NoProgram',
    `"${program}" cannot be started: install it (OpenSSH's client, or util-linux for the local cloud).`,
    { cause },
  );
