import * as vscode from 'vscode';
import type { Services } from './services';

/** Opens the section of docs/problems.md about a problem's code, as of this version of the extension. */
export async function explainProblem(services: Services, code: unknown): Promise<void> {
  const page = vscode.Uri.joinPath(services.home, 'docs', 'problems.md');
  await vscode.commands.executeCommand(
    'markdown.showPreview',
    typeof code === 'string' ? page.with({ fragment: code }) : page,
  );
}
