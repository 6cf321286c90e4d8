import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import type { FleetStore } from '../fleet/store';
import { tell } from '../shown';
import { type Overdue, overdueIn, overdueText } from './overdue-text';
import type { ShownNotifications } from './shown-notifications';

/** Reports each instance after its TTL once: nothing terminates it automatically, and it incurs charges. */
export class OverdueNotice extends Disposables {
  constructor(
    private readonly store: FleetStore,
    private readonly told: ShownNotifications,
    private readonly log: vscode.LogOutputChannel,
  ) {
    super();
    this.track(
      store.onDidChange(() => {
        this.#look().catch((error: unknown) => this.log.warn('overdue', String(error)));
      }),
    );
  }

  async #look(): Promise<void> {
    const news: Overdue[] = [];
    for (const one of overdueIn(this.store.fleet)) {
      if (await this.told.once(`overdue ${one.instanceId}`)) news.push(one);
    }
    if (news.length === 0) return;
    const terminate = t('Terminate…');
    const show = t('Show Instances');
    const chosen = await tell.error(overdueText(news), terminate, show);
    if (chosen === terminate) await vscode.commands.executeCommand('spawn.findOrphans');
    else if (chosen === show) await vscode.commands.executeCommand('spawn.instances.focus');
  }
}
