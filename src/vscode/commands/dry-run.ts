import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { asFailure, isCancelled } from '../failures';
import { withProgressIfSlow } from '../progress';
import { readSettings } from '../settings';
import type { World } from '../world';
import { requestOf } from './launch';
import { type DryRun, planText } from './plan-text';
import { refused } from './refusal';
import { sweepDocument } from './sweep-file';

/** Shows what a launch would do, and does none of it. Where the cloud cannot be asked, what the file alone says. */
export async function dryRun(world: World, argument: unknown): Promise<void> {
  const document = await sweepDocument(world, argument);
  if (document === undefined || (await refused(world, document, t('There is no plan to show.')))) return;
  const dry = await withProgressIfSlow(t('Dry run'), (signal) => plan(world, document, signal));
  if (dry !== undefined)
    await world.documents.showPlan(t('{0} dry run', dry.request.fileName), planText(dry));
}

async function plan(
  world: World,
  document: vscode.TextDocument,
  signal: AbortSignal,
): Promise<DryRun | undefined> {
  const { provider } = readSettings();
  if (!vscode.workspace.isTrusted)
    return fromFile(world, document, t('the workspace is not trusted, so your credentials stay unused.'));
  try {
    const place = await world.places.of(provider);
    const request = await requestOf(document, place.region, world);
    const preview = await place.engine.preview(request, signal);
    if (preview.facts !== undefined) world.sweepFiles.learn(preview.facts);
    return { kind: 'asked', preview, request, provider };
  } catch (error) {
    if (isCancelled(error)) return undefined;
    const failure = asFailure(error);
    world.log.warn(failure.code, failure.message);
    return fromFile(world, document, failure.message);
  }
}

/** What is known without asking anybody. */
async function fromFile(world: World, document: vscode.TextDocument, reason: string): Promise<DryRun> {
  const { planSweep, sweepIdOf, estimateOf, prices } = await world.sweepFiles.language();
  const request = await requestOf(document, world.sweepFiles.defaults().region, world);
  const digest = await crypto.subtle.digest('SHA-256', Buffer.from(request.fileText));
  const fileSha256 = Buffer.from(digest).toString('hex');
  const sweepId = sweepIdOf(request.sweep.name, new Date(world.clock.now()));
  return {
    kind: 'file-only',
    plan: planSweep(request.sweep, { sweepId, fileSha256 }, undefined),
    estimate: estimateOf(request.sweep.runs, prices),
    request,
    provider: readSettings().provider,
    reason,
  };
}
