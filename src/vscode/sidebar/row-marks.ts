import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import type { RowAppearance } from './row-appearance';

const scheme = 'spawn-row';

type Mark = NonNullable<RowAppearance['mark']>;

/** The URI that gives a row its decoration. */
export const markAddress = (mark: Mark): vscode.Uri => vscode.Uri.from({ scheme, path: `/${mark}` });

/** Decorations of rows: a mark at the end for an ended job whose instance is still running, and gray for data that may be outdated. */
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
