import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Api } from '../../../src/extension';

/** The extension under test, running. */
export async function activated(): Promise<vscode.Extension<Api>> {
  const extension = vscode.extensions.getExtension<Api>('spawn.spawn-sweeps');
  assert.ok(extension !== undefined, 'the extension is not installed');
  await extension.activate();
  return extension;
}

/** A file of the workspace. */
export function inWorkspace(...path: readonly string[]): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder !== undefined, 'no folder is open');
  return vscode.Uri.joinPath(folder.uri, ...path);
}

/** Opens a file of the workspace in an editor, with this text where one is given. */
export async function opened(name: string, text?: string): Promise<vscode.TextDocument> {
  const uri = inWorkspace(name);
  if (text !== undefined) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  // Of a file that was open before, VS Code may still hold another text: an unsaved one, or that of before its watcher tells.
  if (text !== undefined && document.getText() !== text) {
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await until('the new text', vscode.workspace.onDidChangeTextDocument, () =>
      document.getText() === text ? true : undefined,
    );
  }
  return document;
}

/** Resolves once `look` finds something, asking again at every event; rejects when it takes longer than a test may. */
export async function until<T>(
  what: string,
  event: vscode.Event<unknown>,
  look: () => T | undefined | Promise<T | undefined>,
  milliseconds = 25_000,
): Promise<T> {
  let wake = (): void => undefined;
  const heard = event(() => wake());
  const deadline = AbortSignal.timeout(milliseconds);
  deadline.addEventListener('abort', () => wake());
  try {
    for (;;) {
      const news = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const found = await look();
      if (found !== undefined) return found;
      assert.ok(!deadline.aborted, `never came: ${what}`);
      await news;
    }
  } finally {
    heard.dispose();
  }
}

/** The text of a report that is open as a page, once it is as expected: VS Code updates an open document a moment later. */
export async function reportText(title: string, expected: RegExp): Promise<string> {
  await vscode.commands.executeCommand('spawn.showReportText', title);
  return until(`the text of ${title}: ${expected}`, vscode.workspace.onDidChangeTextDocument, () => {
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    return expected.test(text) ? text : undefined;
  });
}
