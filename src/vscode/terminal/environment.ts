import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import { readSettings } from '../settings';

const variable = 'SPAWN_PROVIDER';

/**
 * What terminals of this workspace find in their environment: the `spawn` command on the PATH, and the provider that the setting
 * `spawn.provider` names.
 */
export class TerminalEnvironment extends Disposables {
  /** @param commandFolder holds what starts `spawn` */
  constructor(
    private readonly variables: vscode.EnvironmentVariableCollection,
    commandFolder: string,
  ) {
    super();
    variables.description = t(
      'Adds the `spawn` command to the PATH. It uses the provider in the setting `spawn.provider`; `--provider` overrides it.',
    );
    this.#setPath(commandFolder);
    this.#follow();
    this.track(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('spawn.provider')) this.#follow();
      }),
    );
  }

  /** Again by the shell integration: a profile may set the PATH again. */
  #setPath(folder: string): void {
    const value = `${folder}${process.platform === 'win32' ? ';' : ':'}`;
    if (this.variables.get('PATH')?.value === value) return;
    this.variables.prepend('PATH', value, { applyAtProcessCreation: true, applyAtShellIntegration: true });
  }

  /** A terminal whose variables would change asks to be opened again: nothing is written that holds already. */
  #follow(): void {
    const wanted = isChosen() ? readSettings().provider : undefined;
    if (this.variables.get(variable)?.value === wanted) return;
    if (wanted === undefined) this.variables.delete(variable);
    else this.variables.replace(variable, wanted);
  }
}

/** If it isn't set, the shell's own variable applies. */
function isChosen(): boolean {
  const found = vscode.workspace.getConfiguration('spawn').inspect<string>('provider');
  return [found?.globalValue, found?.workspaceValue, found?.workspaceFolderValue].some(
    (value) => value !== undefined,
  );
}
