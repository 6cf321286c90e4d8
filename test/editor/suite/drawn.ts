import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from './extension';

/** Diagnostics as `severity code line:from-line:to`, in the order of the text. */
export function drawn(uri: vscode.Uri): readonly string[] {
  return [...vscode.languages.getDiagnostics(uri)]
    .sort((a, b) => a.range.start.compareTo(b.range.start))
    .map(({ severity, code, range: { start, end } }) => {
      const value = typeof code === 'object' ? code.value : code;
      const from = `${start.line}:${start.character}`;
      return `${vscode.DiagnosticSeverity[severity]} ${value} ${from}-${end.line}:${end.character}`;
    });
}

/** Waits until the diagnostics of a document are these, no more and no less. */
export async function expectProblems(
  document: vscode.TextDocument,
  expected: readonly string[],
): Promise<void> {
  try {
    await until('diagnostics', vscode.languages.onDidChangeDiagnostics, () => {
      return drawn(document.uri).join('\n') === expected.join('\n') ? true : undefined;
    });
  } catch {
    assert.deepEqual(drawn(document.uri), expected);
  }
}

/** Lenses as `line title → command`. */
export async function lenses(document: vscode.TextDocument): Promise<readonly string[]> {
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    document.uri,
    20,
  );
  return found.map(({ range, command }) => `${range.start.line} ${command?.title} → ${command?.command}`);
}

/** Labels offered at a place, those of Spawn and no words of the document. */
export async function offeredAt(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<readonly string[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    position,
  );
  return list.items
    .filter(({ kind }) => kind !== vscode.CompletionItemKind.Text)
    .map(({ label }) => (typeof label === 'string' ? label : label.label));
}

/** Applies the first quick fix at a place. */
export async function mend(document: vscode.TextDocument, place: vscode.Position): Promise<void> {
  const [fix] = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    new vscode.Range(place, place),
    vscode.CodeActionKind.QuickFix.value,
  );
  assert.ok(fix?.edit !== undefined, 'no quick fix');
  await vscode.workspace.applyEdit(fix.edit);
}
