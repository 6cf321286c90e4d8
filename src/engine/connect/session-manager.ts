import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { t } from '@vscode/l10n';
import type { Engine } from '../engine';
import { Failure } from '../failure';
import type { Instance } from '../ports';
import type { ShellCommand } from './shell-command';

/** AWS's own program for sessions (github.com/aws/session-manager-plugin). */
const plugin = 'session-manager-plugin';

/** The folder of its installers, which isn't in every PATH. */
const installed = [
  '/usr/local/sessionmanagerplugin/bin',
  'C:\\Program Files\\Amazon\\SessionManagerPlugin\\bin',
];

/** The variable that AWS's CLI uses for the session; the plugin gets only its name, so that no argument contains a token. */
const variable = 'AWS_SSM_START_SESSION_RESPONSE';

/** True if ssh has no address to connect to. */
export const bySessionManager = ({ publicIp, state }: Instance): boolean =>
  publicIp === undefined && state === 'running';

/**
 * Opens a Session Manager session on an instance, which requires neither a public address nor an open port.
 * @throws Failure NoSessionManagerPlugin before anything is opened; TargetNotConnected
 */
export async function openSession(
  engine: Pick<Engine, 'startSession'>,
  instance: Instance,
  environment: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<ShellCommand> {
  const program = await findPlugin(environment);
  if (program === undefined) throw noPlugin(instance);
  const { endpoint, sessionId, streamUrl, token } = await engine.startSession(instance, signal);
  const answer = { SessionId: sessionId, StreamUrl: streamUrl, TokenValue: token };
  const request = JSON.stringify({ Target: instance.id });
  return {
    program,
    words: [variable, instance.region, 'StartSession', environment['AWS_PROFILE'] ?? '', request, endpoint],
    environment: { [variable]: JSON.stringify(answer) },
  };
}

async function findPlugin(environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const folders = (environment['PATH'] ?? environment['Path'] ?? '').split(path.delimiter);
  const name = process.platform === 'win32' ? `${plugin}.exe` : plugin;
  for (const folder of [...folders, ...installed]) {
    if (folder === '') continue;
    const file = path.join(folder, name);
    try {
      await access(file, constants.X_OK);
      return file;
    } catch {
      // It doesn't exist.
    }
  }
  return undefined;
}

const noPlugin = ({ id, tags }: Instance): Failure =>
  new Failure(
    'unavailable',
    'NoSessionManagerPlugin',
    t(
      "{0} has no public address, so SSH can't reach it. Session Manager can, with an AWS program that isn't installed on this machine: install {1} (https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html), then connect again.",
      tags['Name'] ?? id,
      plugin,
    ),
  );
