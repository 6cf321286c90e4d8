import { isInstalled } from '../../engine/connect/run-program';
import { bySessionManager, openSession } from '../../engine/connect/session-manager';
import type { ShellCommand } from '../../engine/connect/shell-command';
import { shellWord } from '../../engine/connect/shell-word';
import { type SshTarget, sshArguments } from '../../engine/connect/ssh';
import { openSshRoute } from '../../engine/connect/ssh-route';
import type { Engine } from '../../engine/engine';
import { Failure } from '../../engine/failure';
import type { Instance } from '../../engine/ports';
import { stateFolder } from '../../engine/state-folder';
import { type ExitCode, exitCodes, UsageError } from '../exit';
import { handOver } from '../hand-over';
import { loginUserFor } from '../login-user';
import type { GlobalOptions } from '../options';
import { findInstance, parseReference, resolveSweep, runOf } from '../reference';
import { type CliSession, withSession } from '../session';
import { print, printJson, say, type Terminal } from '../terminal';

export interface ConnectOptions extends GlobalOptions {
  readonly user?: string;
  readonly identity?: string;
  /** Only say which command would be run. */
  readonly print?: boolean;
}

/**
 * Opens a shell on an instance: by `ssh`, or by Spawn's own client where this machine has none, with the host key checked
 * against those that the instance published; by Session Manager where it has no public address.
 */
export async function connect(id: string, options: ConnectOptions, terminal: Terminal): Promise<ExitCode> {
  const way = await withSession(options, terminal, async (session) => {
    const instance = await instanceOf(id, session.engine, terminal.interrupted);
    return wayTo(instance, options, session, terminal);
  });
  const command = 'instanceId' in way ? { program: 'ssh', words: sshArguments(way) } : way;
  const line = [command.program, ...command.words];
  if (options.json) printJson(terminal, { command: line });
  else if (options.print) print(terminal, line.map(shellWord).join(' '));
  else if ('instanceId' in way && !(await isInstalled('ssh'))) {
    const { openShell } = await import('../ssh-client');
    terminal.handOver();
    return (await openShell(way, terminal)) === 0 ? exitCodes.done : exitCodes.failed;
  } else {
    const code = await handOver(command, terminal, (cause) => notInstalled(command.program, cause));
    return code === 0 ? exitCodes.done : exitCodes.failed;
  }
  return exitCodes.done;
}

/** @throws UsageError where only a sweep is named. Failure not-found */
async function instanceOf(id: string, engine: Engine, signal: AbortSignal): Promise<Instance> {
  const reference = parseReference(id);
  if (reference.kind === 'instance') return findInstance(engine, reference.instanceId, signal);
  const view = await engine.view(await resolveSweep(reference.sweep, engine, signal), signal);
  if (reference.run === undefined)
    throw new UsageError(
      `Name a run of the sweep: spawn connect ${id}/RUN. Its runs: spawn status ${view.id}`,
    );
  const { instance, name, state } = runOf(view, reference.run);
  if (instance !== undefined) return instance;
  throw new Failure('not-found', 'NoInstance', `${name} has no instance now (${state}).`);
}

async function wayTo(
  instance: Instance,
  options: ConnectOptions,
  { engine }: CliSession,
  terminal: Terminal,
): Promise<ShellCommand | SshTarget> {
  if (bySessionManager(instance)) {
    // What is printed must hold no token: this is how AWS's own CLI opens such a session.
    if (options.json || options.print) return awsCommand(instance, options);
    const { profile } = options;
    const environment = {
      ...terminal.environment,
      ...(profile === undefined ? {} : { AWS_PROFILE: profile }),
    };
    return openSession(engine, instance, environment, terminal.interrupted);
  }
  const { note, ssh } = await openSshRoute(
    engine,
    instance,
    {
      folder: stateFolder(terminal.environment),
      user: await loginUserFor(engine, instance, options, terminal),
      ...(options.identity === undefined ? {} : { identityFile: options.identity }),
    },
    terminal.interrupted,
  );
  if (note !== undefined) say(terminal, note);
  else if (options.print && options.identity === undefined)
    say(terminal, 'Its key is let in for a minute: run it until then, or ask for it anew.');
  if (ssh.knownHostsFile === undefined) {
    say(
      terminal,
      `${instance.id} has not published its SSH keys yet: ssh asks whether you trust the one it meets.`,
    );
  }
  return ssh;
}

const awsCommand = ({ id, region }: Instance, { profile }: GlobalOptions): ShellCommand => ({
  program: 'aws',
  words: [
    ...['ssm', 'start-session', '--target', id, '--region', region],
    ...(profile === undefined ? [] : ['--profile', profile]),
  ],
});

const notInstalled = (program: string, cause: unknown): Failure =>
  new Failure('unavailable', 'NoProgram', `"${program}" cannot be started: install it.`, { cause });
