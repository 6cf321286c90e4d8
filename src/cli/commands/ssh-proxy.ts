import { once } from 'node:events';
import { connect } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { t } from '@vscode/l10n';
import { openSshRoute } from '../../engine/connect/ssh-route';
import { Failure } from '../../engine/failure';
import { stateFolder } from '../../engine/state-folder';
import { type ExitCode, exitCodes } from '../exit';
import type { GlobalOptions } from '../options';
import { findInstance } from '../reference';
import { withSession } from '../session';
import { say, type Terminal } from '../terminal';

export interface SshProxyOptions extends GlobalOptions {
  readonly user?: string;
}

const sshPort = 22;

/**
 * Forwards an ssh connection to an instance: allows this machine's address, and Spawn's key for a minute, stores the
 * host keys that the instance has published where ssh looks for them, and then passes bytes in both directions.
 * @throws Failure NotRunning, NoPublicAddress, NoHostKey, Unreachable
 */
export async function sshProxy(id: string, options: SshProxyOptions, terminal: Terminal): Promise<ExitCode> {
  const { note, ssh } = await withSession(options, terminal, async ({ engine }) => {
    const instance = await findInstance(engine, id, terminal.interrupted);
    const login = {
      folder: stateFolder(terminal.environment),
      user: options.user,
    };
    return openSshRoute(engine, instance, login, terminal.interrupted);
  });
  if (note !== undefined) say(terminal, note);
  if (ssh.knownHostsFile === undefined)
    throw new Failure(
      'unavailable',
      'NoHostKey',
      t(
        "{0} has not published its SSH host key yet, so its identity can't be verified. Try again in a minute.",
        id,
      ),
    );
  const socket = connect(ssh.port ?? sshPort, ssh.host);
  try {
    await once(socket, 'connect');
  } catch (cause) {
    throw new Failure('unavailable', 'Unreachable', t('{0} does not answer ssh at {1}.', id, ssh.host), {
      cause,
    });
  }
  terminal.handOver();
  // Either side can end first; the connection ends with the instance's side.
  pipeline(terminal.stdin, socket).catch(() => socket.destroy());
  await pipeline(socket, terminal.stdout, { end: false }).catch(() => undefined);
  return exitCodes.done;
}
