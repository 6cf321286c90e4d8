import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { bySessionManager, openSession } from '../../engine/connect/session-manager';
import type { ShellCommand } from '../../engine/connect/shell-command';
import { shellWord } from '../../engine/connect/shell-word';
import { sshArguments } from '../../engine/connect/ssh';
import { accessTo } from '../terminal/access';
import type { World } from '../world';
import { type InstanceTarget, instanceTarget, instanceTargets } from './targets';

/** Opens a shell on an instance in a terminal; several that were chosen stand side by side. */
export async function connect(world: World, rows: readonly unknown[]): Promise<void> {
  const notes: string[] = [];
  const failures: unknown[] = [];
  let first: vscode.Terminal | undefined;
  for (const target of await instanceTargets(world, rows)) {
    try {
      const { environment, note, program, words } = await wayInto(world, target);
      const terminal = vscode.window.createTerminal({
        name: target.name,
        shellPath: program,
        // Arguments go over as a list, and never through a shell.
        shellArgs: [...words],
        iconPath: new vscode.ThemeIcon('remote'),
        // What opens it holds for a minute: VS Code has nothing to open again after a restart.
        isTransient: true,
        ...(environment === undefined ? {} : { env: environment }),
        ...(first === undefined ? {} : { location: { parentTerminal: first } }),
      });
      first ??= terminal;
      terminal.show();
      if (note !== undefined) notes.push(note);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  if (notes.length > 0) await vscode.window.showWarningMessage(notes.join('\n'));
}

export async function copySshCommand(world: World, argument: unknown): Promise<void> {
  const target = await instanceTarget(world, argument);
  if (target === undefined) return;
  const { note, program, words } = await wayBySsh(world, target);
  await vscode.env.clipboard.writeText([program, ...words].map(shellWord).join(' '));
  vscode.window.setStatusBarMessage(t('Copied the ssh command of {0}', target.name), 3000);
  if (note !== undefined) await vscode.window.showWarningMessage(note);
}

interface WayIn extends ShellCommand {
  readonly note?: string;
}

async function wayInto(world: World, target: InstanceTarget): Promise<WayIn> {
  if (target.provider === 'local' || !bySessionManager(target.instance)) return wayBySsh(world, target);
  const { engine, profile } = await world.places.of(target.provider);
  const environment = profile === undefined ? process.env : { ...process.env, AWS_PROFILE: profile };
  return openSession(engine, target.instance, environment);
}

async function wayBySsh(world: World, target: InstanceTarget): Promise<WayIn> {
  if (target.provider === 'local') {
    const [program = '', ...words] = await world.places.enterLocal(target.instance.id);
    return { program, words };
  }
  const { note, ssh } = await accessTo(world, target);
  return { program: 'ssh', words: sshArguments(ssh), ...(note === undefined ? {} : { note }) };
}
