import * as vscode from 'vscode';
import type { OutlineItem } from '../../language/outline';
import { markdownString } from '../shown';
import { fromPosition, toRange } from './convert';
import type { SweepDocuments } from './documents';
import { about } from './reading';
import { hasYamlPeer } from './redhat-yaml';

/** Hovers: keys, sizes and prices, the run as it would be launched. */
export class Hovers implements vscode.HoverProvider {
  constructor(private readonly files: SweepDocuments) {}

  provideHover(document: vscode.TextDocument, position: vscode.Position, token: vscode.CancellationToken) {
    return about(this.files, document, token, ({ file, defaults, language }) => {
      const found = language.hover(file, fromPosition(position), { defaults, prices: language.prices });
      return found === undefined
        ? undefined
        : new vscode.Hover(markdownString(found.markdown), toRange(found.range));
    });
  }
}

/** Outline and breadcrumbs. VS Code provides them for JSON, and Red Hat's extension for YAML if it is installed: never twice. */
export class Outline implements vscode.DocumentSymbolProvider {
  constructor(private readonly files: SweepDocuments) {}

  async provideDocumentSymbols(document: vscode.TextDocument, token: vscode.CancellationToken) {
    if (hasYamlPeer()) return undefined;
    return about(this.files, document, token, ({ file, language }) => language.outline(file).map(toSymbol));
  }
}

function toSymbol(item: OutlineItem): vscode.DocumentSymbol {
  const selection = toRange(item.selection);
  // VS Code rejects a symbol whose name is outside its range.
  const range = toRange(item.range).union(selection);
  const symbol = new vscode.DocumentSymbol(item.name || '·', item.detail, kindOf(item), range, selection);
  symbol.children = item.children.map(toSymbol);
  return symbol;
}

function kindOf({ kind }: OutlineItem): vscode.SymbolKind {
  switch (kind) {
    case 'block':
      return vscode.SymbolKind.Namespace;
    case 'setting':
      return vscode.SymbolKind.Property;
    case 'parameter':
      return vscode.SymbolKind.Variable;
    case 'run':
      return vscode.SymbolKind.Event;
    case 'script':
      return vscode.SymbolKind.Function;
  }
}

/** Folding of blocks, runs, and scripts. Otherwise, VS Code folds by indentation. */
export class Folding implements vscode.FoldingRangeProvider {
  constructor(private readonly files: SweepDocuments) {}

  async provideFoldingRanges(
    document: vscode.TextDocument,
    _context: vscode.FoldingContext,
    token: vscode.CancellationToken,
  ) {
    if (hasYamlPeer()) return undefined;
    return about(this.files, document, token, ({ file, language }) =>
      language.folds(file).map(({ startLine, endLine }) => new vscode.FoldingRange(startLine, endLine)),
    );
  }
}
