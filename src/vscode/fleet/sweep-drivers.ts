import { t } from '@vscode/l10n';
import type * as vscode from 'vscode';
import type { Provider } from '../../engine/connection';
import { Disposables } from '../disposables';
import { asFailure, isCancelled } from '../failures';
import { tell } from '../shown';
import type { Clouds } from './clouds';
import type { FleetStore } from './store';

interface DriverServices {
  readonly clouds: Clouds;
  readonly store: FleetStore;
  readonly log: vscode.LogOutputChannel;
}

/** The sweeps whose further attempts this window launches, each until every job has ended. */
export class SweepDrivers extends Disposables {
  readonly #driven = new Map<string, AbortController>();

  constructor(private readonly services: DriverServices) {
    super();
  }

  /** Starts in the background; does nothing for a sweep that this window drives already. */
  start(provider: Provider, sweepId: string): void {
    if (this.#driven.has(sweepId)) return;
    const over = new AbortController();
    this.#driven.set(sweepId, over);
    this.#drive(provider, sweepId, over.signal)
      .catch((error: unknown) => this.#report(provider, sweepId, error))
      .finally(() => this.#driven.delete(sweepId));
  }

  override dispose(): void {
    for (const over of this.#driven.values()) over.abort();
    super.dispose();
  }

  async #drive(provider: Provider, sweepId: string, signal: AbortSignal): Promise<void> {
    const { clouds, log, store } = this.services;
    const { engine } = await clouds.of(provider);
    log.info(`driving ${sweepId} (${provider})`);
    const { view } = await engine.drive(sweepId, { onView: (now) => store.accept(provider, now) }, signal);
    store.accept(provider, view);
  }

  async #report(provider: Provider, sweepId: string, error: unknown): Promise<void> {
    const { log, store } = this.services;
    if (isCancelled(error)) return;
    const failure = asFailure(error);
    log.warn(failure.code, failure.message);
    store.refresh();
    // Another window or command launches them.
    if (failure.code === 'AnotherLeads') return;
    const again = t('Try Again');
    const chosen = await tell.warning(
      t(
        'Further attempts of {0} are no longer launched. Runs that need one wait at no charge. {1}',
        sweepId,
        failure.message,
      ),
      again,
    );
    if (chosen === again) this.start(provider, sweepId);
  }
}
