import path from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { isEditable } from '../editor/editable';
import { tell } from '../shown';
import { markAsSweep } from './mark-as-sweep';
import type { Services } from './services';

/** The sweep file of a command: the one that it names, or the one in the editor. Undefined if there is none, which is shown. */
export async function sweepDocument(
  services: Services,
  argument: unknown,
): Promise<vscode.TextDocument | undefined> {
  const document = await documentNamed(argument);
  if (document !== undefined && services.sweepFiles.isSweep(document)) return document;
  if (document !== undefined && /^(?:yaml|jsonc?)$/.test(document.languageId) && isEditable(document.uri)) {
    const treat = t('Treat as Sweep File');
    const name = path.posix.basename(document.uri.path);
    const chosen = await tell.information(
      t(
        '{0} is not recognized as a sweep file. A sweep file is named sweep.yaml or *-sweep.yaml, has “# spawn: sweep” as its first line, or is listed in the setting spawn.files.',
        name,
      ),
      treat,
    );
    if (chosen !== treat) return undefined;
    await markAsSweep(document);
    return services.sweepFiles.isSweep(document) ? document : undefined;
  }
  const create = t('New Sweep File');
  const chosen = await tell.information(
    t(
      'Open a sweep file first: one named sweep.yaml or *-sweep.yaml, or with “# spawn: sweep” as its first line.',
    ),
    create,
  );
  if (chosen === create) await vscode.commands.executeCommand('spawn.newSweepFile');
  return undefined;
}

/** The document that a command names, or the one in the editor. */
export async function documentNamed(argument: unknown): Promise<vscode.TextDocument | undefined> {
  const named = argument instanceof vscode.Uri ? argument : uriIn(argument);
  return named === undefined
    ? vscode.window.activeTextEditor?.document
    : vscode.workspace.openTextDocument(named);
}

/** CodeLenses pass the URI as text, since their arguments can cross a process boundary. */
function uriIn(argument: unknown): vscode.Uri | undefined {
  if (typeof argument !== 'string' || !/^[\w+.-]+:/.test(argument)) return undefined;
  return vscode.Uri.parse(argument, true);
}
