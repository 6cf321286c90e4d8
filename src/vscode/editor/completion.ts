import * as vscode from 'vscode';
import type { Completion } from '../../language/complete';
import type { ResultsStore } from '../results/store';
import { markdownString } from '../shown';
import { fromPosition, toRange } from './convert';
import type { SweepDocuments } from './documents';
import { about } from './reading';

/** Completes keys, values, instance types, and `$VARS` inside scripts. */
export class Completions implements vscode.CompletionItemProvider {
  /** In addition to letters: after a colon and a space, after a dollar sign, in flow lists, and in JSON strings. */
  static readonly triggers = [' ', ':', '$', '{', '"', ',', '['];

  constructor(
    private readonly files: SweepDocuments,
    private readonly resultsStore: Pick<ResultsStore, 'namesFor'>,
  ) {}

  provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.CompletionItem[] | undefined> {
    return about(this.files, document, token, ({ file, defaults, language }) => {
      const place = fromPosition(position);
      return [
        ...language.complete(file, place, {
          defaults,
          prices: language.prices,
          metrics: this.resultsStore.namesFor(document.uri),
        }),
        ...language.skeletons(file, place),
      ].map((completion) => toItem(completion, document, position));
    });
  }
}

function toItem(
  completion: Completion,
  document: vscode.TextDocument,
  position: vscode.Position,
): vscode.CompletionItem {
  const { label, detail, documentation, insertText, snippet, sortText } = completion;
  const item = new vscode.CompletionItem(
    detail === undefined ? label : { label, description: detail },
    kindOf(completion),
  );
  const range = toRange(completion.range);
  item.insertText = snippet ? new vscode.SnippetString(insertText) : insertText;
  item.range = range;
  if (documentation !== undefined) item.documentation = markdownString(documentation);
  if (sortText !== undefined) item.sortText = sortText;
  // The text before the cursor can contain quotes or a dollar sign: the item is matched by the text that it replaces.
  const typed = document.getText(range.with({ end: position }));
  if (/[^\w.-]/.test(typed)) item.filterText = `${typed}${label}`;
  // A key that was chosen immediately offers its values.
  if (completion.kind === 'key' && insertText.endsWith(': $1'))
    item.command = { command: 'editor.action.triggerSuggest', title: '' };
  return item;
}

function kindOf({ kind }: Completion): vscode.CompletionItemKind {
  switch (kind) {
    case 'key':
      return vscode.CompletionItemKind.Property;
    case 'value':
      return vscode.CompletionItemKind.Value;
    case 'variable':
      return vscode.CompletionItemKind.Variable;
    case 'instanceType':
      return vscode.CompletionItemKind.Struct;
    case 'command':
      return vscode.CompletionItemKind.Function;
    case 'skeleton':
      return vscode.CompletionItemKind.Snippet;
  }
}
