import * as vscode from 'vscode';
import type { Refactoring } from '../../language/refactor/refactorings';
import { fromRange, toEdit, toRange } from './convert';
import { toDiagnostic } from './diagnostics';
import type { OpenSweep, SweepDocuments } from './documents';
import { about } from './reading';

/** A change that is computed when it is chosen. */
class LazyAction extends vscode.CodeAction {
  constructor(
    readonly refactoring: Refactoring,
    readonly document: vscode.TextDocument,
    /** The version of the text that it was offered for. */
    readonly version: number,
  ) {
    super(refactoring.title, kindOf(refactoring));
  }
}

/** The fixes of problems, and the refactorings. */
export class Fixes implements vscode.CodeActionProvider {
  static readonly kinds = [
    vscode.CodeActionKind.QuickFix,
    vscode.CodeActionKind.RefactorExtract,
    vscode.CodeActionKind.RefactorRewrite,
  ];

  constructor(private readonly files: SweepDocuments) {}

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.CodeAction[] | undefined> {
    const { version } = document;
    const wanted = (kind: vscode.CodeActionKind): boolean =>
      context.only === undefined || context.only.contains(kind) || kind.contains(context.only);
    return about(this.files, document, token, (open) => [
      ...(wanted(vscode.CodeActionKind.QuickFix) ? quickFixes(open, document, range) : []),
      ...(wanted(vscode.CodeActionKind.Refactor) || wanted(vscode.CodeActionKind.QuickFix)
        ? open.language
            .refactoringsAt(open.file, open.defaults, fromRange(range))
            .filter((refactoring) => wanted(kindOf(refactoring)))
            .map((refactoring) => new LazyAction(refactoring, document, version))
        : []),
    ]);
  }

  resolveCodeAction(action: vscode.CodeAction): vscode.CodeAction {
    if (!(action instanceof LazyAction) || action.document.version !== action.version) return action;
    const edits = action.refactoring.edits();
    if (edits !== undefined) {
      action.edit = new vscode.WorkspaceEdit();
      action.edit.set(action.document.uri, edits.map(toEdit));
    }
    return action;
  }
}

const quickFixes = (
  { file }: OpenSweep,
  document: vscode.TextDocument,
  range: vscode.Range,
): vscode.CodeAction[] =>
  file
    .problems()
    .filter((problem) => toRange(problem.range).intersection(range) !== undefined)
    .flatMap((problem) =>
      problem.fixes.map((fix) => {
        const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
        action.diagnostics = [toDiagnostic(problem)];
        action.isPreferred = problem.fixes.length === 1;
        action.edit = new vscode.WorkspaceEdit();
        action.edit.set(document.uri, fix.edits.map(toEdit));
        return action;
      }),
    );

function kindOf({ kind }: Refactoring): vscode.CodeActionKind {
  switch (kind) {
    case 'expandGrid':
    case 'foldParams':
      return vscode.CodeActionKind.RefactorRewrite;
    case 'extractDefaults':
      return vscode.CodeActionKind.RefactorExtract;
    case 'addTtl':
      return vscode.CodeActionKind.RefactorRewrite.append('addTtl');
    case 'narrowPolicy':
      return vscode.CodeActionKind.QuickFix.append('narrowPolicy');
  }
}
