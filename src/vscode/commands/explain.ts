import * as vscode from 'vscode';
import type { World } from '../world';

/** Opens what docs/problems.md says about a problem's code, as of this version of the extension. */
export async function explainProblem(world: World, code: unknown): Promise<void> {
  const page = vscode.Uri.joinPath(world.home, 'docs', 'problems.md');
  await vscode.commands.executeCommand(
    'markdown.showPreview',
    typeof code === 'string' ? page.with({ fragment: code }) : page,
  );
}
