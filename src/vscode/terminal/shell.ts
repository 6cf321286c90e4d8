import * as vscode from 'vscode';
import { isInstalled } from '../../engine/connect/run-program';
import { bySessionManager, openSession } from '../../engine/connect/session-manager';
import type { ShellCommand } from '../../engine/connect/shell-command';
import { sshArguments } from '../../engine/connect/ssh';
import type { InstanceTarget } from '../commands/targets';
import type { World } from '../world';
import { accessTo } from './access';

/** What opens a shell, and a sentence about what could not be prepared. */
export interface Shell extends ShellCommand {
  readonly note?: string;
}

/** Opens the way into an instance: by ssh, by Session Manager where it has no public address, or into the local cloud's own. */
export async function shellOn(world: World, target: InstanceTarget): Promise<Shell> {
  if (target.provider === 'local' || !bySessionManager(target.instance)) return sshOn(world, target);
  const { engine, profile } = await world.places.of(target.provider);
  const environment = profile === undefined ? process.env : { ...process.env, AWS_PROFILE: profile };
  return openSession(engine, target.instance, environment);
}

/** The same without Session Manager, whose sessions cannot be copied. @throws Failure NoPublicAddress */
export async function sshOn(world: World, target: InstanceTarget): Promise<Shell> {
  // Whoever has no ssh can still enter what runs on this machine.
  if (target.provider === 'local' && !(await isInstalled('ssh'))) {
    const [program = '', ...words] = await world.places.enterLocal(target.instance.id);
    return { program, words };
  }
  const { note, ssh } = await accessTo(world, target);
  return { program: 'ssh', words: sshArguments(ssh), ...(note === undefined ? {} : { note }) };
}

/** The terminal that runs it. */
export const terminalOf = (name: string, { environment, program, words }: Shell): vscode.TerminalOptions => ({
  name,
  shellPath: program,
  // Arguments go over as a list, and never through a shell.
  shellArgs: [...words],
  iconPath: new vscode.ThemeIcon('remote'),
  // What opens it holds for a minute: VS Code has nothing to open again after a restart.
  isTransient: true,
  ...(environment === undefined ? {} : { env: environment }),
});
