import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { type AlertThresholds, alertKey, alertsOf, describeAlert, strictest } from '../../cost/alerts';
import { formatUsd } from '../../cost/money';
import type { Clock } from '../../engine/clock';
import type { SweepView } from '../../engine/view';
import { instancesIn } from '../../text/counts';
import { Disposables } from '../disposables';
import { tellFailure } from '../failures';
import type { Clouds } from '../fleet/clouds';
import type { FleetStore } from '../fleet/store';
import { atRest } from '../fleet/watcher';
import { readSettings } from '../settings';
import { tell } from '../shown';
import type { ShownNotifications } from './shown-notifications';

/** Monitors the cost of sweeps on AWS: shows each alert once, and cancels a sweep that has reached its budget. */
export class BudgetGuard extends Disposables {
  #looking = false;

  constructor(
    private readonly store: FleetStore,
    private readonly clouds: Clouds,
    private readonly told: ShownNotifications,
    private readonly clock: Clock,
    /** Thresholds that the `spawn` command set for this user. */
    private readonly readAlerts: () => Promise<AlertThresholds>,
    private readonly log: vscode.LogOutputChannel,
  ) {
    super();
    this.track(
      store.onDidChange(() => {
        if (this.#looking) return;
        this.#looking = true;
        this.#look()
          .catch((error: unknown) => tellFailure(error, log))
          .finally(() => {
            this.#looking = false;
          });
      }),
    );
  }

  async #look(): Promise<void> {
    const sweeps = this.store.fleet.flatMap((place) => (place.provider === 'aws' ? place.sweeps : []));
    for (const sweep of sweeps) {
      const { budget } = sweep;
      if (budget === undefined || sweep.accruedUsd < budget || atRest(sweep)) continue;
      await this.#cancel(sweep, budget);
    }
    const thresholds = strictest(readSettings().alerts, await this.readAlerts());
    for (const alert of alertsOf(sweeps, thresholds, this.clock.now())) {
      if (!(await this.told.once(alertKey(alert)))) continue;
      const sweepId = alert.kind === 'cost-per-day' ? undefined : alert.sweepId;
      this.#tell(describeAlert(alert), sweepId).catch((error: unknown) =>
        this.log.warn('alert', String(error)),
      );
    }
  }

  async #cancel(sweep: SweepView, budget: number): Promise<void> {
    this.log.warn(`${sweep.id} has reached its budget: cancelling`);
    let terminated: number;
    try {
      const { engine } = await this.clouds.of('aws');
      const outcome = await engine.cancel(sweep.id, { keepRunning: false });
      terminated = outcome.terminated;
      this.store.accept('aws', outcome.view);
    } catch (error) {
      // Retried with every poll; shown once.
      if (await this.told.once(`${sweep.id} budget failure`)) throw error;
      return;
    }
    if (await this.told.once(`${sweep.id} budget`))
      this.#tellCancelled(sweep, budget, terminated).catch((error: unknown) => tellFailure(error, this.log));
  }

  async #tellCancelled(sweep: SweepView, budget: number, terminated: number): Promise<void> {
    const show = t('Show Sweep');
    const chosen = await tell.warning(
      t(
        '{0} has cost {1} and reached its budget of {2}. The sweep is canceled: {3} terminated.',
        sweep.name === '' ? sweep.id : sweep.name,
        formatUsd(sweep.accruedUsd),
        formatUsd(budget),
        instancesIn(terminated),
      ),
      show,
    );
    if (chosen === show) await vscode.commands.executeCommand('spawn.showSweep', sweep.id);
  }

  async #tell(text: string, sweepId: string | undefined): Promise<void> {
    const cancel = t('Cancel Sweep…');
    const chosen = await tell.warning(text, ...(sweepId === undefined ? [] : [cancel]));
    if (chosen === cancel) await vscode.commands.executeCommand('spawn.cancelSweep', sweepId);
  }
}
