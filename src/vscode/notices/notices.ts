import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Provider } from '../../engine/connection';
import type { SweepView } from '../../engine/view';
import { runsIn } from '../../text/counts';
import { Disposables } from '../disposables';
import { isCancelled } from '../failures';
import type { Clouds } from '../fleet/clouds';
import type { LaunchHistory } from '../fleet/launch-history';
import type { FleetStore } from '../fleet/store';
import { readSettings } from '../settings';
import { tell } from '../shown';
import { onOneLine } from '../sidebar/row-appearance';
import { endedBadly, endingText, firstFailure, interruptionText, lastLinesInOne } from './ending';
import type { ShownNotifications } from './shown-notifications';

/** Notifies once that a sweep of this workspace ended or that its first run failed, even if it ended while VS Code was closed. */
export class Notices extends Disposables {
  constructor(
    private readonly store: FleetStore,
    private readonly clouds: Clouds,
    private readonly launches: LaunchHistory,
    private readonly told: ShownNotifications,
    private readonly log: vscode.LogOutputChannel,
  ) {
    super();
    this.track(store.onDidChange(() => this.#look()));
  }

  #look(): void {
    for (const { provider, sweeps } of this.store.fleet)
      for (const sweep of sweeps) {
        if (this.launches.fileOf(sweep.id) === undefined) continue;
        const failed = firstFailure(sweep);
        if (sweep.resumable && !this.launches.isNew(sweep.id))
          this.#once(`${sweep.id} resumable`, 'end', () => this.#tellResumable(sweep));
        if (sweep.finished) this.#once(`${sweep.id} end`, 'end', () => this.#tellEnd(provider, sweep));
        else if (failed !== undefined)
          this.#once(`${sweep.id} failure`, 'failure', () => this.#tellFailure(provider, sweep, failed.name));
        const interrupted = interruptionText(sweep);
        if (interrupted !== undefined)
          this.#once(`${sweep.id} interrupted`, 'failure', () => this.#tellInterrupted(sweep, interrupted));
      }
  }

  #once(what: string, kind: 'end' | 'failure', tell: () => Promise<void>): void {
    this.told
      .once(what)
      .then((first) => (first && wanted(kind) ? tell() : undefined))
      .catch((error: unknown) => {
        if (!isCancelled(error)) this.log.warn('notification', String(error));
      });
  }

  /** VS Code was closed, or ended, during the launch. */
  async #tellResumable(sweep: SweepView): Promise<void> {
    const launched = sweep.runs.filter(({ instance }) => instance !== undefined).length;
    const resume = t('Resume');
    const cancel = t('Cancel Sweep…');
    const chosen = await tell.warning(
      t(
        'Launching {0} stopped before it finished: {1} of {2} launched.',
        sweep.id,
        launched,
        runsIn(sweep.runs.length),
      ),
      resume,
      cancel,
    );
    if (chosen === resume) await vscode.commands.executeCommand('spawn.resumeSweep', sweep.id);
    else if (chosen === cancel) await vscode.commands.executeCommand('spawn.cancelSweep', sweep.id);
  }

  async #tellEnd(provider: Provider, sweep: SweepView): Promise<void> {
    const text = endingText(sweep, provider);
    const collect = t('Collect Results');
    const show = t('Show Results');
    const chosen = endedBadly(sweep)
      ? await tell.warning(text, show, collect)
      : await tell.information(text, show, collect);
    if (chosen === collect) await vscode.commands.executeCommand('spawn.collect', sweep.id);
    else if (chosen === show) await vscode.commands.executeCommand('spawn.showResults', sweep.id);
  }

  async #tellInterrupted(sweep: SweepView, text: string): Promise<void> {
    const show = t('Show Sweep');
    const chosen = await tell.warning(text, show);
    if (chosen === show) await vscode.commands.executeCommand('spawn.showSweep', sweep.id);
  }

  async #tellFailure(provider: Provider, sweep: SweepView, runName: string): Promise<void> {
    const run = sweep.runs.find(({ name }) => name === runName);
    const { engine } = await this.clouds.of(provider);
    const last = lastLinesInOne((await engine.log(sweep.id, runName)) ?? run?.reason ?? '');
    const log = t('Show Log');
    const cancel = t('Cancel Sweep…');
    const chosen = await tell.warning(
      [
        t('{0} failed with exit code {1}. Other runs continue.', onOneLine(runName), run?.exitCode ?? '?'),
        ...(last === '' ? [] : [last]),
      ].join(' '),
      log,
      cancel,
    );
    if (chosen === log) await vscode.commands.executeCommand('spawn.showLog', `${sweep.id}//${runName}`);
    else if (chosen === cancel) await vscode.commands.executeCommand('spawn.cancelSweep', sweep.id);
  }
}

function wanted(kind: 'end' | 'failure'): boolean {
  const { notifications } = readSettings();
  return notifications === 'all' || (notifications === 'end' && kind === 'end');
}
