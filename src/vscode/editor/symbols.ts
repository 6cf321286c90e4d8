import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { fromPosition, toEdit, toRange } from './convert';
import type { SweepDocuments } from './documents';
import { about } from './reading';

/** A parameter and its `$VAR` are one symbol: definition, references, highlights and rename go over keys, templates and scripts. */
export class Symbols
  implements
    vscode.DefinitionProvider,
    vscode.ReferenceProvider,
    vscode.DocumentHighlightProvider,
    vscode.RenameProvider
{
  constructor(private readonly files: SweepDocuments) {}

  provideDefinition(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ) {
    return about(this.files, document, token, ({ file, language }) =>
      language
        .definitionsOf(file, fromPosition(position))
        .map((range) => new vscode.Location(document.uri, toRange(range))),
    );
  }

  provideReferences(
    document: vscode.TextDocument,
    position: vscode.Position,
    _context: vscode.ReferenceContext,
    token: vscode.CancellationToken,
  ) {
    return about(this.files, document, token, ({ file, language }) =>
      language
        .referencesAt(file, fromPosition(position))
        .map((range) => new vscode.Location(document.uri, toRange(range))),
    );
  }

  provideDocumentHighlights(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ) {
    return about(this.files, document, token, ({ file, language }) => {
      const places = language.referencesAt(file, fromPosition(position));
      // Without any, VS Code marks equal words as it does everywhere.
      return places.length === 0
        ? undefined
        : places.map((range) => new vscode.DocumentHighlight(toRange(range)));
    });
  }

  async prepareRename(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ) {
    const target = await about(this.files, document, token, ({ file, language }) =>
      language.renameTarget(file, fromPosition(position)),
    );
    if (target === undefined)
      throw new Error(t('Only parameters, and the variables they become, can be renamed here.'));
    return { range: toRange(target.range), placeholder: target.text };
  }

  async provideRenameEdits(
    document: vscode.TextDocument,
    position: vscode.Position,
    newName: string,
    token: vscode.CancellationToken,
  ) {
    const outcome = await about(this.files, document, token, ({ file, language }) =>
      language.rename(file, fromPosition(position), newName),
    );
    if (outcome === undefined) return undefined;
    if (outcome.kind === 'refused') throw new Error(outcome.message);
    const edit = new vscode.WorkspaceEdit();
    edit.set(document.uri, outcome.edits.map(toEdit));
    return edit;
  }
}
