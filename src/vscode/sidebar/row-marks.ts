import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import type { RowAppearance } from './row-appearance';

const scheme = 'spawn-row';

type Mark = NonNullable<RowAppearance['mark']>;

/** The address that gives a row its mark. */
export const markAddress = (mark: Mark): vscode.Uri => vscode.Uri.from({ scheme, path: `/${mark}` });

/** Marks of rows: a sign at the end for a job whose instance is still running, and gray for what may have changed since. */
export class RowMarks extends Disposables implements vscode.FileDecorationProvider {
  constructor() {
    super();
    this.track(vscode.window.registerFileDecorationProvider(this));
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== scheme) return undefined;
    return uri.path === '/stale'
      ? new vscode.FileDecoration(
          undefined,
          t('The cloud cannot be reached'),
          new vscode.ThemeColor('disabledForeground'),
        )
      : new vscode.FileDecoration('●', t('The job has ended, and its instance is still running'));
  }
}
