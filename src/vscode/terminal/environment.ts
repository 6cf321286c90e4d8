import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import { readSettings } from '../settings';

const variable = 'SPAWN_PROVIDER';

/** What `spawn` takes its provider from, in step with the setting `spawn.provider`, for terminals of this workspace. */
export class TerminalEnvironment extends Disposables {
  constructor(private readonly variables: vscode.EnvironmentVariableCollection) {
    super();
    this.#follow();
    this.track(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('spawn.provider')) this.#follow();
      }),
    );
  }

  /** A terminal whose variables would change asks to be opened again: nothing is written that holds already. */
  #follow(): void {
    const wanted = isChosen() ? readSettings().provider : undefined;
    if (this.variables.get(variable)?.value === wanted) return;
    if (wanted === undefined) this.variables.delete(variable);
    else {
      this.variables.description = t(
        'The `spawn` command uses the provider in the setting `spawn.provider`. `--provider` overrides it.',
      );
      this.variables.replace(variable, wanted);
    }
  }
}

/** If it isn't set, the shell's own variable applies. */
function isChosen(): boolean {
  const found = vscode.workspace.getConfiguration('spawn').inspect<string>('provider');
  return [found?.globalValue, found?.workspaceValue, found?.workspaceFolderValue].some(
    (value) => value !== undefined,
  );
}
