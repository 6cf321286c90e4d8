import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { knownHostLines, sshArguments } from '../../engine/connect/ssh';
import type { Engine } from '../../engine/engine';
import { Failure } from '../../engine/failure';
import type { Instance } from '../../engine/ports';
import { enterCommand } from '../../provider/enter';
import { startLocalCloud } from '../../provider/local';
import { type ExitCode, exitCodes } from '../exit';
import type { GlobalOptions } from '../options';
import { nameOfInstance, sweepIdOfInstance } from '../output/instance';
import { type Session, withSession } from '../session';
import { print, printJson, say, type Terminal } from '../terminal';
import { findInstance } from './status';

export interface ConnectOptions extends GlobalOptions {
  readonly user: string;
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
  if (instance.state !== 'running' || instance.publicIp === undefined) throw unreachable(instance);
  const knownHostsFile = await publishedKeys(instance, session.engine, terminal);
  if (knownHostsFile === undefined) {
    say(
      terminal,
      `${instance.id} has not published its SSH keys yet: ssh asks whether you trust the one it meets.`,
    );
  }
  const target = {
    instanceId: instance.id,
    host: instance.publicIp,
    user: options.user,
    ...(options.identity === undefined ? {} : { identityFile: options.identity }),
    ...(knownHostsFile === undefined ? {} : { knownHostsFile }),
  };
  return ['ssh', ...sshArguments(target)];
}

/** A known-hosts file for this instance's sweep; undefined when it has published no key. */
async function publishedKeys(
  instance: Instance,
  engine: Engine,
  terminal: Terminal,
): Promise<string | undefined> {
  const [sweepId, name] = [sweepIdOfInstance(instance), nameOfInstance(instance)];
  if (sweepId === undefined || name === undefined || !/^[\w.-]+$/.test(sweepId)) return undefined;
  const published = await engine.hostKeys(sweepId, name, terminal.interrupted);
  const lines = published === undefined ? [] : knownHostLines(instance.id, published);
  if (lines.length === 0) return undefined;
  const { XDG_STATE_HOME } = terminal.environment;
  const folder = join(XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'spawn', 'known-hosts', sweepId);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, instance.id);
  await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  return file;
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

const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

function unreachable(instance: Instance): Failure {
  return instance.state === 'running'
    ? new Failure(
        'unavailable',
        'NoPublicAddress',
        `${instance.id} has no public address, so ssh cannot reach it. Use Session Manager in the AWS console.`,
      )
    : new Failure(
        'unavailable',
        'NotRunning',
        `${instance.id} is ${instance.state}, so nobody can connect to it. Its log and results are in S3: spawn collect-results.`,
      );
}

const notInstalled = (program: string, cause: unknown): Failure =>
  new Failure(
    'unavailable',
    'NoProgram',
    `"${program}" cannot be started: install it (OpenSSH's client, or util-linux for the local cloud).`,
    { cause },
  );
