import path from 'node:path';
import type * as vscode from 'vscode';
import type { LaunchRequest } from '../../engine/engine';
import { readSettings } from '../settings';
import type { Services } from './services';

/** What the engine launches: the document as it is, read with the region that holds there. */
export async function requestOf(
  document: vscode.TextDocument,
  region: string,
  services: Services,
): Promise<LaunchRequest> {
  const { bucket } = readSettings();
  return {
    sweep: await services.sweepFiles.sweepIn(document, region),
    fileName: path.posix.basename(document.uri.path),
    fileText: document.getText(),
    region,
    bucket,
    ...(document.uri.scheme === 'file' ? { directory: path.dirname(document.uri.fsPath) } : {}),
  };
}
