import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { World } from '../world';

/** The sweep file a command is about: the one it names, or the one in the editor. Undefined, and told, where there is none. */
export async function sweepDocument(
  world: World,
  argument: unknown,
): Promise<vscode.TextDocument | undefined> {
  const named = argument instanceof vscode.Uri ? argument : uriIn(argument);
  const document =
    named === undefined
      ? vscode.window.activeTextEditor?.document
      : await vscode.workspace.openTextDocument(named);
  if (document !== undefined && world.sweepFiles.isSweep(document)) return document;
  const create = t('New Sweep File');
  const chosen = await vscode.window.showInformationMessage(
    t(
      'Open a sweep file first: one called sweep.yaml or *-sweep.yaml, or with “# spawn: sweep” as its first line.',
    ),
    create,
  );
  if (chosen === create) await vscode.commands.executeCommand('spawn.newSweepFile');
  return undefined;
}

/** Lenses hand over the address as text, since their arguments may cross a process. */
function uriIn(argument: unknown): vscode.Uri | undefined {
  if (typeof argument !== 'string' || !/^[\w+.-]+:/.test(argument)) return undefined;
  return vscode.Uri.parse(argument, true);
}
