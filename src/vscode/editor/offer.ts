import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { looksLikeSweep } from '../../sweep/looks';
import { Disposables } from '../disposables';
import type { SweepDocuments } from './documents';
import { isEditable } from './editable';

const declinedKey = 'spawn.noSweepFiles';

/** Offers, above a file that is clearly a sweep by its content but not by its name, to treat it as one, until the user declines. */
export class SweepOffer extends Disposables implements vscode.CodeLensProvider {
  readonly #changed = this.track(new vscode.EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(
    private readonly files: Pick<SweepDocuments, 'isSweep' | 'onDidSettle' | 'onDidLeave'>,
    private readonly memory: vscode.Memento,
  ) {
    super();
    this.track(files.onDidSettle(() => this.#changed.fire()));
    this.track(files.onDidLeave(() => this.#changed.fire()));
    this.track(
      vscode.commands.registerCommand('spawn.declineSweepFile', (file: unknown) =>
        this.#decline(String(file)),
      ),
    );
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const { languageId, uri } = document;
    const file = uri.toString();
    if (!isEditable(uri) || this.files.isSweep(document) || this.#declined.includes(file)) return [];
    if (!looksLikeSweep(document.getText(), languageId === 'yaml' ? 'yaml' : 'json')) return [];
    const top = new vscode.Range(0, 0, 0, 0);
    return [
      new vscode.CodeLens(top, {
        title: t('This looks like a sweep: treat as sweep file'),
        command: 'spawn.treatAsSweepFile',
        arguments: [file],
        tooltip: t('Mark the file as a sweep file so that you can check and launch it'),
      }),
      new vscode.CodeLens(top, {
        title: t('Not now'),
        command: 'spawn.declineSweepFile',
        arguments: [file],
        tooltip: t('Do not offer again for this file. “Spawn: Treat as Sweep File” remains available.'),
      }),
    ];
  }

  get #declined(): readonly string[] {
    return this.memory.get<readonly string[]>(declinedKey, []);
  }

  async #decline(file: string): Promise<void> {
    await this.memory.update(declinedKey, [...new Set([...this.#declined, file])]);
    this.#changed.fire();
  }
}
