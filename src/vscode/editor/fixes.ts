import * as vscode from 'vscode';
import { toEdit, toRange } from './convert';
import { toDiagnostic } from './diagnostics';
import type { SweepDocuments } from './documents';

/** Offers the fixes that the problems of a sweep file bring with them. */
export class Fixes implements vscode.CodeActionProvider {
  static readonly kinds = [vscode.CodeActionKind.QuickFix];

  constructor(private readonly files: SweepDocuments) {}

  async provideCodeActions(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.CodeAction[]> {
    const open = await this.files.open(document);
    if (open === undefined) return [];
    return open.file
      .problems()
      .filter((problem) => toRange(problem.range).intersection(range) !== undefined)
      .flatMap((problem) =>
        problem.fixes.map((fix, place) => {
          const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
          action.diagnostics = [toDiagnostic(problem)];
          action.isPreferred = place === 0 && problem.fixes.length === 1;
          action.edit = new vscode.WorkspaceEdit();
          action.edit.set(document.uri, fix.edits.map(toEdit));
          return action;
        }),
      );
  }
}
