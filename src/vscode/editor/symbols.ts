import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ScriptFileEdits } from '../../language/rename';
import type { Range } from '../../sweep/text';
import { shownError } from '../shown';
import { fromPosition, toRange } from './convert';
import type { OpenSweep, SweepDocuments } from './documents';
import { about } from './reading';

/** A parameter and its `$VAR` are one symbol: definition, references, highlights, and rename include keys, templates, and scripts. */
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
    return this.#locations(document, token, ({ file, language }) =>
      language.definitionsOf(file, fromPosition(position)),
    );
  }

  provideReferences(
    document: vscode.TextDocument,
    position: vscode.Position,
    _context: vscode.ReferenceContext,
    token: vscode.CancellationToken,
  ) {
    return this.#locations(document, token, ({ file, language }) =>
      language.referencesAt(file, fromPosition(position)),
    );
  }

  #locations(
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
    rangesIn: (open: OpenSweep) => readonly Range[],
  ) {
    return about(this.files, document, token, (open) =>
      rangesIn(open).map((range) => new vscode.Location(document.uri, toRange(range))),
    );
  }

  provideDocumentHighlights(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ) {
    return about(this.files, document, token, ({ file, language }) => {
      const places = language.referencesAt(file, fromPosition(position));
      // Without any, VS Code highlights equal words as usual.
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
      throw shownError(t('Only parameters and their environment variables can be renamed here.'));
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
    if (outcome.kind === 'refused') throw shownError(outcome.message);
    const edit = new vscode.WorkspaceEdit();
    const labels = labelsOf(outcome.variable);
    for (const each of outcome.edits)
      edit.replace(document.uri, toRange(each.range), each.newText, labels(each.certain));
    for (const file of outcome.files) await addFile(edit, file, document.uri, labels);
    return edit;
  }
}

type Labels = (certain: boolean) => vscode.WorkspaceEditEntryMetadata;

/** Certain changes are applied; VS Code asks about other mentions of the word in its refactor preview. */
function labelsOf(variable: string): Labels {
  const own = { needsConfirmation: false, label: t('The parameter, and its variable {0}', variable) };
  const mention = {
    needsConfirmation: true,
    label: t('Other mentions of {0}', variable),
    description: t('Spawn cannot determine whether these refer to the parameter'),
  };
  return (certain) => (certain ? own : mention);
}

/** Adds the changes to a script in a separate file. */
async function addFile(
  edit: vscode.WorkspaceEdit,
  { path, text, edits }: ScriptFileEdits,
  sweepFile: vscode.Uri,
  labels: Labels,
): Promise<void> {
  const uri = vscode.Uri.joinPath(sweepFile, '..', path);
  const file = await vscode.workspace.openTextDocument(uri);
  // VS Code keeps a byte order mark out of the text.
  const mark = text.startsWith('\ufeff') ? 1 : 0;
  if (file.getText() !== text.slice(mark))
    throw shownError(t('{0} has changed since it was read. Save it, and rename again.', path));
  for (const { start, end, newText, certain } of edits) {
    const range = new vscode.Range(file.positionAt(start - mark), file.positionAt(end - mark));
    edit.replace(uri, range, newText, labels(certain));
  }
}
