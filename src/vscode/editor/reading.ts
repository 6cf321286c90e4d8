import type * as vscode from 'vscode';
import type { OpenSweep, SweepDocuments } from './documents';

/**
 * Answers a request of VS Code about a sweep file for its version at the time of the request. Undefined for other
 * files, and if the request is obsolete: canceled, or the text has changed.
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
