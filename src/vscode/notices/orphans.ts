import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Prices } from '../../cost/price';
import { Disposables } from '../disposables';
import { isCancelled } from '../failures';
import type { Clouds } from '../fleet/clouds';
import type { FleetStore } from '../fleet/store';
import { tell } from '../shown';
import { hourlyCost, mayHoldOrphans, orphansText } from './orphan-text';
import type { ShownNotifications } from './shown-notifications';

/**
 * Offers once to terminate orphaned instances on AWS. It checks only after the account's first answer has arrived:
 * there are no calls before a view is open, and a run that has just ended isn't orphaned while its instance terminates.
 */
export class OrphanNotice extends Disposables {
  #looked = false;

  constructor(
    private readonly store: FleetStore,
    private readonly clouds: Clouds,
    private readonly told: ShownNotifications,
    private readonly prices: () => Promise<Prices>,
    private readonly log: vscode.LogOutputChannel,
  ) {
    super();
    this.track(
      clouds.onDidChange(() => {
        this.#looked = false;
      }),
    );
    this.track(store.onDidChange(() => this.#hear()));
  }

  #hear(): void {
    const [fleet] = this.store.fleet;
    if (this.#looked || fleet?.provider !== 'aws') return;
    if (!this.store.loaded || this.store.failure !== undefined) return;
    this.#looked = true;
    if (!mayHoldOrphans(fleet)) return;
    this.#look().catch((error: unknown) => {
      if (!isCancelled(error)) this.log.warn('orphans', String(error));
    });
  }

  async #look(): Promise<void> {
    const { engine } = await this.clouds.of('aws');
    const orphans = await engine.orphans();
    let news = false;
    for (const { id } of orphans) if (await this.told.once(`orphan ${id}`)) news = true;
    if (!news) return;
    const terminate = t('Terminate…');
    const show = t('Show Instances');
    const text = orphansText(orphans, hourlyCost(orphans, await this.prices()));
    const chosen = await tell.warning(text, terminate, show);
    if (chosen === terminate) await vscode.commands.executeCommand('spawn.findOrphans');
    else if (chosen === show) await vscode.commands.executeCommand('spawn.instances.focus');
  }
}
