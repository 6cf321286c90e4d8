import path from 'node:path';
import * as vscode from 'vscode';
import { isInstalled } from '../../engine/connect/run-program';
import { bySessionManager, openSession } from '../../engine/connect/session-manager';
import type { ShellCommand } from '../../engine/connect/shell-command';
import { sshArguments } from '../../engine/connect/ssh';
import { plainText } from '../../text/plain-text';
import type { InstanceTarget } from '../sidebar/targets';
import { accessTo } from './access';
import type { TerminalServices } from './services';

/** The command of a shell, and a sentence about what could not be prepared. */
export interface Shell extends ShellCommand {
  readonly note?: string;
}

/** Opens a shell on an instance: with ssh, or with Session Manager if it has no public address. */
export async function shellOn(services: TerminalServices, target: InstanceTarget): Promise<Shell> {
  const { engine, profile, region } = await services.clouds.of(target.provider);
  if (target.provider === 'local' || !bySessionManager(target.instance))
    return (await isInstalled('ssh')) ? sshOn(services, target) : bySpawn(target, region, profile);
  const environment = profile === undefined ? process.env : { ...process.env, AWS_PROFILE: profile };
  return openSession(engine, target.instance, environment);
}

/** The same without Session Manager, whose sessions can't be copied. @throws Failure NoPublicAddress */
export async function sshOn(services: TerminalServices, target: InstanceTarget): Promise<Shell> {
  const { note, ssh } = await accessTo(services, target);
  return { program: 'ssh', words: sshArguments(ssh), ...(note === undefined ? {} : { note }) };
}

/** If this machine has no ssh, the `spawn` command replaces it. */
const bySpawn = ({ instance, provider }: InstanceTarget, region: string, profile?: string): Shell => ({
  program: process.execPath,
  words: [
    ...[path.join(__dirname, 'cli.js'), 'connect', instance.id, '--provider', provider, '--region', region],
    ...(profile === undefined ? [] : ['--profile', profile]),
  ],
  // In VS Code, the program that runs this code is Electron.
  environment: { ELECTRON_RUN_AS_NODE: '1' },
});

/** The terminal for it. */
export const terminalOf = (name: string, { environment, program, words }: Shell): vscode.TerminalOptions => ({
  name: plainText(name),
  shellPath: program,
  // Arguments are passed as a list, and never through a shell.
  shellArgs: [...words],
  iconPath: new vscode.ThemeIcon('remote'),
  // The access is valid for a minute, so VS Code can't restore it after a restart.
  isTransient: true,
  ...(environment === undefined ? {} : { env: environment }),
});
