import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { Disposables } from '../disposables';

const scheme = 'spawn-row';

/** The address that gives a row its mark. */
export const markAddress = vscode.Uri.from({ scheme, path: '/idle-instance' });

/** Marks at the end of rows: a run whose job has ended while its instance is still running. */
export class RowMarks extends Disposables implements vscode.FileDecorationProvider {
  constructor() {
    super();
    this.track(vscode.window.registerFileDecorationProvider(this));
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    return uri.scheme === scheme
      ? new vscode.FileDecoration('●', t('The job has ended, and its instance is still running'))
      : undefined;
  }
}
