import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { type DryRun, planText, requestIn } from '../documents/plan-text';
import { asFailure, isCancelled } from '../failures';
import { withProgressIfSlow } from '../progress';
import { readSettings } from '../settings';
import { requestOf } from './launch';
import { refused } from './refusal';
import type { Services } from './services';
import { sweepDocument } from './sweep-file';

/** Shows what a launch would do without doing it. If the cloud can't be reached, uses the file alone. */
export async function dryRun(services: Services, argument: unknown): Promise<void> {
  const document = await sweepDocument(services, argument);
  if (document === undefined || (await refused(services, document, t('There is no plan to show.')))) return;
  const dry = await withProgressIfSlow(t('Dry run'), (signal) => plan(services, document, signal));
  if (dry !== undefined)
    await services.documents.showPlan(t('{0} dry run', requestIn(dry).fileName), planText(dry));
}

async function plan(
  services: Services,
  document: vscode.TextDocument,
  signal: AbortSignal,
): Promise<DryRun | undefined> {
  const { provider } = readSettings();
  if (!vscode.workspace.isTrusted)
    return fromFile(services, document, t('the workspace is not trusted, so your credentials are not used.'));
  try {
    const cloud = await services.clouds.of(provider);
    const request = await requestOf(document, cloud.region, services);
    const preview = await cloud.engine.preview(request, signal);
    if (preview.facts !== undefined) services.sweepFiles.learn(preview.facts);
    return { kind: 'asked', preview, provider };
  } catch (error) {
    if (isCancelled(error)) return undefined;
    const failure = asFailure(error);
    services.log.warn(failure.code, failure.message);
    return fromFile(services, document, failure.message);
  }
}

/** What is known without asking anyone. */
async function fromFile(services: Services, document: vscode.TextDocument, reason: string): Promise<DryRun> {
  const { planSweep, sweepIdOf, estimateOf, prices } = await services.sweepFiles.language();
  const request = await requestOf(document, services.sweepFiles.defaults().region, services);
  const digest = await crypto.subtle.digest('SHA-256', Buffer.from(request.fileText));
  const fileSha256 = Buffer.from(digest).toString('hex');
  const sweepId = sweepIdOf(request.sweep.name, new Date(services.clock.now()));
  return {
    kind: 'file-only',
    plan: planSweep(request.sweep, { sweepId, fileSha256 }, undefined),
    estimate: estimateOf(request.sweep.runs, prices),
    request,
    provider: readSettings().provider,
    reason,
  };
}
