import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Provider } from '../../engine/connection';
import type { LaunchOutcome, LaunchPreview, LaunchProgress } from '../../engine/engine';
import { runsIn } from '../../text/counts';
import { launchQuestion } from '../documents/confirmation';
import { asFailure, isCancelled } from '../failures';
import type { CloudConnection } from '../fleet/clouds';
import { countOf } from '../fleet/states';
import { pick } from '../pick';
import { withProgress, withProgressIfSlow } from '../progress';
import { readSettings } from '../settings';
import { tell } from '../shown';
import { showDryRun } from './dry-run';
import { requestOf } from './launch-request';
import { haltedText, pausedText } from './paused';
import { refused } from './refusal';
import type { Services } from './services';
import { renewSession } from './sign-in';
import { sweepDocument } from './sweep-file';

/** Launches the sweep file in the editor, after a confirmation. */
export async function launchSweepFile(
  services: Services,
  argument: unknown,
  provider?: Provider,
): Promise<void> {
  const document = await sweepDocument(services, argument);
  if (document === undefined || !(await trusted())) return;
  if (document.isDirty && !document.isUntitled) await document.save();
  if (await refused(services, document, t('Nothing was launched.'))) return;

  const cloud = await openCloud(services, provider ?? readSettings().provider);
  // The confirmation shows that Spot runs wait for their price.
  const request = {
    ...(await requestOf(document, cloud.region, services, cloud.engine)),
    waitForPrice: true,
  };
  const preview = await withProgressIfSlow(t('Preparing {0}', request.fileName), (signal) =>
    cloud.engine.preview(request, signal),
  );
  // Limits of the local cloud don't apply to the account that the file is checked for.
  if (preview.facts !== undefined && cloud.provider === readSettings().provider)
    services.sweepFiles.learn(preview.facts);
  if (!(await confirmed(services, document, preview, cloud))) return;

  await services.launches.remember(preview.sweepId, document.uri, cloud.provider);
  let known = preview.sweepId;
  await toItsEnd(services, cloud.provider, { previewed: preview.sweepId }, (onProgress, signal) =>
    cloud.engine.launch(
      preview,
      (progress) => {
        const { sweepId } = progress;
        // Another launch had already taken the previewed ID.
        if (sweepId !== undefined && sweepId !== known) {
          known = sweepId;
          void services.launches.remember(sweepId, document.uri, cloud.provider);
        }
        onProgress(progress);
      },
      signal,
    ),
  );
}

/** Continues an interrupted launch. */
export async function resumeSweep(services: Services, provider: Provider, sweepId: string): Promise<void> {
  await toItsEnd(services, provider, { begun: sweepId }, async (onProgress, signal) => {
    const { engine } = await services.clouds.of(provider);
    return engine.resume(sweepId, onProgress, signal);
  });
}

type Start = (onProgress: (progress: LaunchProgress) => void, signal: AbortSignal) => Promise<LaunchOutcome>;

/** A sweep that is being launched: the ID of one with a record, or the expected ID of a new one. */
type Named = { readonly begun: string } | { readonly previewed: string };

/** Launches and reports the outcome. After an interruption, shows the current state and how to continue. */
async function toItsEnd(services: Services, provider: Provider, named: Named, start: Start): Promise<void> {
  let last: LaunchProgress | undefined;
  const title = 'begun' in named ? named.begun : named.previewed;
  try {
    const outcome = await launching(services, provider, title, (onProgress, signal) =>
      start((progress) => {
        last = progress;
        onProgress(progress);
      }, signal),
    );
    await tellOutcome(services, provider, outcome?.view.id ?? last?.sweepId ?? title, outcome);
  } catch (error) {
    const failure = asFailure(error);
    const sweepId = last?.sweepId ?? ('begun' in named ? named.begun : undefined);
    if (sweepId === undefined) throw failure;
    services.log.warn(failure.code, failure.message);
    if (failure.kind !== 'credentials' || provider === 'local') {
      await tellHalted(services, provider, sweepId, haltedText(sweepId, last, failure.message));
    } else if (await renewed(services, pausedText(sweepId, last)))
      await resumeSweep(services, provider, sweepId);
  }
}

/** Instances that were launched before the failure cost money, whatever stopped the launch. */
async function tellHalted(
  services: Services,
  provider: Provider,
  sweepId: string,
  text: string,
): Promise<void> {
  const goOn = t('Resume');
  const cancel = t('Cancel Sweep…');
  const chosen = await tell.error(text, goOn, cancel);
  if (chosen === goOn) await resumeSweep(services, provider, sweepId);
  else if (chosen === cancel) await vscode.commands.executeCommand('spawn.cancelSweep', sweepId);
}

/** Offers to sign in, for as long as the user wants to continue. True: continue, with new credentials. */
async function renewed(services: Services, text: string): Promise<boolean> {
  const goOn = t('Resume');
  const again = t('Sign In');
  for (;;) {
    const chosen = await tell.warning(text, again, goOn);
    if (chosen === goOn) services.clouds.renewAws();
    if (chosen !== again) return chosen === goOn;
    await renewSession(services);
  }
}

async function openCloud(services: Services, provider: Provider): Promise<CloudConnection> {
  if (provider === 'aws') return services.clouds.of('aws');
  if (await services.clouds.localCloudRuns()) return services.clouds.of('local');
  return withProgress(t('Starting the local cloud'), { cancellable: false }, () =>
    services.clouds.startLocal(),
  );
}

async function trusted(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = t('Manage Workspace Trust');
  const chosen = await tell.warning(
    t(
      'Launching requires a trusted workspace: a sweep runs the script of this workspace with your credentials.',
    ),
    manage,
  );
  if (chosen === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  return false;
}

async function confirmed(
  services: Services,
  document: vscode.TextDocument,
  preview: LaunchPreview,
  cloud: CloudConnection,
): Promise<boolean> {
  const { message, detail, yes } = launchQuestion(preview, cloud.provider);
  const details = t('Show Details');
  // A policy is too long for a dialog, and nothing is created before it was shown.
  const makes = cloud.provider === 'aws' && preview.setup.some(({ policy }) => policy !== undefined);
  if (!makes) {
    const chosen = await tell.information(message, { modal: true, detail }, yes, details);
    if (chosen !== details) return chosen === yes;
  }
  // A modal question would cover the details, and a notification would hide itself: this one stays above them until answered.
  await showDryRun(services, document, { kind: 'asked', preview, provider: cloud.provider }, false);
  const answer = await pick([{ label: yes }, { label: t('Cancel') }], {
    title: message,
    placeHolder: makes
      ? t(
          'This launch creates resources in the account. Each resource is shown below with its policy. Nothing is created until you confirm.',
        )
      : t('The details are below. Nothing is launched until you confirm.'),
    ignoreFocusOut: true,
  });
  return answer?.label === yes;
}

/** Runs a launch with a progress notification; the trees also show it. Undefined if the user stopped it. */
async function launching(
  services: Services,
  provider: Provider,
  sweepId: string,
  start: Start,
): Promise<LaunchOutcome | undefined> {
  services.log.info(`launching ${sweepId} (${provider})`);
  let settled = 0;
  try {
    const outcome = await withProgress(t('Launching {0}', sweepId), { cancellable: true }, (signal, report) =>
      start((progress) => {
        services.log.debug(`${sweepId}: ${progress.message}`);
        const now = progress.launched + progress.failed;
        report(progress.message, now / Math.max(1, progress.size));
        // A launch with few concurrent runs can take hours, so the trees show it from its first instance on.
        if (now !== settled) services.store.refresh();
        settled = now;
      }, signal),
    );
    services.store.accept(provider, outcome.view);
    if (outcome.view.retries === true) services.drivers.start(provider, outcome.view.id);
    return outcome;
  } catch (error) {
    services.store.refresh();
    if (isCancelled(error)) return undefined;
    throw asFailure(error);
  }
}

async function tellOutcome(
  services: Services,
  provider: Provider,
  sweepId: string,
  outcome: LaunchOutcome | undefined,
): Promise<void> {
  const runs = outcome?.view.runs ?? [];
  const refusedRuns = runs.filter((run) => run.state === 'launch-failed');
  const launched = countOf(runs, (run) => run.instance !== undefined);
  const show = t('Show Sweep');
  if (outcome === undefined || outcome.view.resumable) {
    const goOn = t('Resume');
    const cancel = t('Cancel Sweep');
    const chosen = await tell.warning(
      outcome === undefined
        ? t('Launching {0} was stopped. Running instances continue. You can launch the rest later.', sweepId)
        : t('{0} of {1} launched. You can launch the rest later.', launched, runsIn(runs.length)),
      goOn,
      cancel,
    );
    if (chosen === goOn) await resumeSweep(services, provider, sweepId);
    else if (chosen === cancel) await vscode.commands.executeCommand('spawn.cancelSweep', sweepId);
    return;
  }
  const [first] = refusedRuns;
  const collect = t('Collect Results');
  const chosen =
    first === undefined
      ? await tell.information(launchedText(runs.length, sweepId), show, collect)
      : await tell.warning(
          t(
            '{0} of {1} could not be launched. {2}',
            refusedRuns.length,
            runsIn(runs.length),
            first.reason ?? '',
          ),
          show,
        );
  if (chosen === collect) await vscode.commands.executeCommand('spawn.collect', sweepId);
  else if (chosen === show) await vscode.commands.executeCommand('spawn.showSweep', sweepId);
}

const launchedText = (count: number, sweepId: string): string =>
  t('{0} launched: {1}', runsIn(count), sweepId);
