import { t } from '@vscode/l10n';
import { isInstalled } from '../../engine/connect/run-program';
import { bySessionManager, openSession } from '../../engine/connect/session-manager';
import type { ShellCommand } from '../../engine/connect/shell-command';
import { shellWord } from '../../engine/connect/shell-word';
import { type SshTarget, sshArguments } from '../../engine/connect/ssh';
import { openSshRoute } from '../../engine/connect/ssh-route';
import { Failure } from '../../engine/failure';
import type { Instance } from '../../engine/ports';
import { stateFolder } from '../../engine/state-folder';
import { type ExitCode, exitCodes, UsageError } from '../exit';
import { handOver } from '../hand-over';
import { interruptible } from '../interruption';
import { loginUserFor } from '../login-user';
import type { GlobalOptions } from '../options';
import { reachableInstance } from '../reachable-instance';
import { type CliSession, withSession } from '../session';
import { print, printJson, say, type Terminal } from '../terminal';

export interface ConnectOptions extends GlobalOptions {
  readonly user?: string;
  readonly identity?: string;
  /** Print the command without running it. */
  readonly print?: boolean;
}

/**
 * Opens a shell on an instance, or runs a command there: with `ssh`, or with Spawn's own client if this machine has
 * none, and with the host keys that the instance published; with Session Manager if it has no public address.
 * @param words the arguments after `--`: one word is a command line for the remote shell, several are a program and its
 * arguments
 * @returns the exit code of the command
 */
export async function connect(
  id: string,
  words: readonly string[],
  options: ConnectOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const route = await interruptible(
    terminal,
    () => t('Nothing was changed on the instance.'),
    () =>
      withSession(options, terminal, async (session) =>
        routeTo(await reachableInstance(id, session, terminal), words, options, session, terminal),
      ),
  );
  const remote = remoteLine(words);
  const command =
    'instanceId' in route
      ? { program: 'ssh', words: [...sshArguments(route), ...(remote === undefined ? [] : [remote])] }
      : route;
  const line = [command.program, ...command.words];
  if (options.json) printJson(terminal, { command: line });
  else if (options.print) print(terminal, line.map(shellWord).join(' '));
  else {
    const code =
      'instanceId' in route && !(await isInstalled('ssh'))
        ? await ownShell(route, remote, terminal)
        : await handOver(command, terminal, (cause) => notInstalled(command.program, cause));
    if (remote !== undefined) return code;
    return code === 0 ? exitCodes.done : exitCodes.failed;
  }
  return exitCodes.done;
}

/** A shell on the instance parses it. */
function remoteLine(words: readonly string[]): string | undefined {
  const [only] = words;
  if (only === undefined) return undefined;
  return words.length === 1 ? only : words.map(shellWord).join(' ');
}

async function ownShell(target: SshTarget, remote: string | undefined, terminal: Terminal): Promise<number> {
  const { openShell } = await import('../ssh-client');
  terminal.handOver();
  return openShell(target, remote, terminal);
}

async function routeTo(
  instance: Instance,
  words: readonly string[],
  options: ConnectOptions,
  { engine }: CliSession,
  terminal: Terminal,
): Promise<ShellCommand | SshTarget> {
  if (bySessionManager(instance)) {
    if (words.length > 0)
      throw new UsageError(
        t(
          '{0} has no public address, so the connection is by Session Manager, which opens a shell and runs no command. Leave out what follows --.',
          instance.id,
        ),
      );
    // The output must not contain a token: this is how AWS's own CLI opens such a session.
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
    say(terminal, t('The key is valid for one minute. After that, run this command again for a new one.'));
  if (ssh.knownHostsFile === undefined) {
    say(
      terminal,
      t(
        '{0} has not published its SSH host keys yet, so ssh asks whether you trust the key it finds.',
        instance.id,
      ),
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
  new Failure(
    'unavailable',
    'NoProgram',
    t('"{0}" could not be started. Install it, then try again.', program),
    {
      cause,
    },
  );
