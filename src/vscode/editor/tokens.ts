import * as vscode from 'vscode';
import type { Token, TokenType } from '../../language/tokens';
import { fromRange } from './convert';
import type { SweepDocuments } from './documents';
import { about } from './reading';

/** Repeated here, since VS Code requests the legend before the language is loaded. */
const types: Readonly<Record<TokenType, number>> = {
  comment: 0,
  string: 1,
  keyword: 2,
  variable: 3,
  function: 4,
  operator: 5,
  number: 6,
  parameter: 7,
};

export const legend = new vscode.SemanticTokensLegend(Object.keys(types));

/** Shell highlighting inside `user_data`, in YAML and in JSON; variables that parameters provide are highlighted. */
export class ScriptTokens
  implements vscode.DocumentSemanticTokensProvider, vscode.DocumentRangeSemanticTokensProvider
{
  constructor(private readonly files: SweepDocuments) {}

  provideDocumentSemanticTokens(document: vscode.TextDocument, token: vscode.CancellationToken) {
    return about(this.files, document, token, ({ file, language }) => encode(language.scriptTokens(file)));
  }

  provideDocumentRangeSemanticTokens(
    document: vscode.TextDocument,
    range: vscode.Range,
    token: vscode.CancellationToken,
  ) {
    return about(this.files, document, token, ({ file, language }) =>
      encode(language.scriptTokens(file, fromRange(range))),
    );
  }
}

function encode(tokens: readonly Token[]): vscode.SemanticTokens {
  const builder = new vscode.SemanticTokensBuilder(legend);
  for (const { range, type } of tokens)
    builder.push(
      range.start.line,
      range.start.character,
      range.end.character - range.start.character,
      types[type],
    );
  return builder.build();
}
