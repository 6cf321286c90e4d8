import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { runsIn } from '../../text/counts';
import { changesSection } from '../documents/changes';
import { type DryRun, planReport, requestIn } from '../documents/plan-text';
import type { Section } from '../documents/report';
import { asFailure, isCancelled } from '../failures';
import { formatMoment } from '../format/moments';
import { withProgressIfSlow } from '../progress';
import { readSettings } from '../settings';
import { tellBriefly } from '../shown';
import { requestOf } from './launch-request';
import { refused } from './refusal';
import type { Services } from './services';
import { sweepDocument } from './sweep-file';

/** Shows what a launch would do without doing it. If the cloud isn't reachable, uses only the file. */
export async function dryRun(services: Services, argument: unknown): Promise<void> {
  const document = await sweepDocument(services, argument);
  if (document === undefined || (await refused(services, document, t('There is no plan to show.')))) return;
  const dry = await withProgressIfSlow(t('Dry run'), (signal) => plan(services, document, signal));
  if (dry === undefined) return;
  await showDryRun(services, document, dry);
}

/** Shows a plan as a page. `offersLaunch`: with a button; a launch that is already being confirmed has its own. */
export async function showDryRun(
  services: Services,
  document: vscode.TextDocument,
  dry: DryRun,
  offersLaunch = vscode.workspace.isTrusted,
): Promise<void> {
  const { plan: planned } = dry.kind === 'asked' ? dry.preview : dry;
  const report = planReport(dry, await changesIn(services, document, dry));
  services.reports.show(
    t('{0} dry run', requestIn(dry).fileName),
    report,
    offersLaunch
      ? {
          title: t('Launch {0}…', runsIn(planned.size)),
          command: 'spawn.launch',
          argument: document.uri.toString(),
        }
      : undefined,
  );
}

/** Undefined where the file was never launched, or what was launched can't be read from its text alone. */
async function changesIn(
  services: Services,
  document: vscode.TextDocument,
  dry: DryRun,
): Promise<Section | undefined> {
  const sweeps = services.store.fleet.flatMap((place) => place.sweeps);
  const last = services.launches.lastOf(document.uri, sweeps);
  if (last === undefined) return undefined;
  const { readSweep } = await services.sweepFiles.language();
  const source = {
    text: last.fileText,
    language: /\.jsonc?$/i.test(last.fileName) ? ('json' as const) : ('yaml' as const),
    fileName: last.fileName,
  };
  const { sweep } = readSweep(source, services.sweepFiles.defaults(requestIn(dry).region));
  if (sweep.runs.length !== last.runs.length) return undefined;
  const when = formatMoment(last.createdAt, services.clock.now());
  return changesSection(sweep, requestIn(dry).sweep, `${last.id}, ${when}`);
}

export async function copyReport({ reports }: Services, name: unknown): Promise<void> {
  const text = typeof name === 'string' ? reports.textOf(name) : undefined;
  if (text === undefined) return;
  await vscode.env.clipboard.writeText(text);
  tellBriefly(t('Copied'), 3000);
}

export async function showReportText({ reports }: Services, name: unknown): Promise<void> {
  if (typeof name === 'string') await reports.showText(name);
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
    const request = await requestOf(document, cloud.region, services, cloud.engine);
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

/** The data that is available without network requests. */
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
