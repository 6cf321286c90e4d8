import path from 'node:path';
import type * as vscode from 'vscode';
import type { Engine, LaunchRequest } from '../../engine/engine';
import { readSettings } from '../settings';
import type { Services } from './services';

/** The text of the document, where it names objects in S3 with a run for each of those that are there now. */
async function frozenText(
  document: vscode.TextDocument,
  { sweepFiles }: Pick<Services, 'sweepFiles'>,
  engine: Engine | undefined,
): Promise<string> {
  const text = document.getText();
  const file = (await sweepFiles.open(document))?.file;
  if (engine === undefined || file?.objects === undefined) return text;
  const { freezeObjects } = await sweepFiles.language();
  const runs = await engine.objectRuns(file.objects.text);
  return freezeObjects({ text, language: file.language }, runs, file.defaults.name !== undefined);
}

/** What the engine launches: the document as it is, read with the region that holds there. */
export async function requestOf(
  document: vscode.TextDocument,
  region: string,
  services: Services,
  engine?: Engine,
): Promise<LaunchRequest> {
  const { bucket } = readSettings();
  const fileText = await frozenText(document, services, engine);
  return {
    sweep: await services.sweepFiles.sweepIn(document, region, fileText),
    fileName: path.posix.basename(document.uri.path),
    fileText,
    region,
    bucket,
    ...(document.uri.scheme === 'file' ? { directory: path.dirname(document.uri.fsPath) } : {}),
  };
}
