import type * as vscode from 'vscode';
import type { OpenSweep, SweepDocuments } from './documents';

/**
 * Answers a question of VS Code about a sweep file, from its version when it was asked. Undefined for other files, and where
 * the question is void: cancelled, or the text has gone on.
 */
export async function about<T>(
  files: SweepDocuments,
  document: vscode.TextDocument,
  token: vscode.CancellationToken,
  answer: (open: OpenSweep) => T,
): Promise<T | undefined> {
  const { version } = document;
  const open = await files.open(document);
  if (open === undefined || token.isCancellationRequested || document.version !== version) return undefined;
  return answer(open);
}
