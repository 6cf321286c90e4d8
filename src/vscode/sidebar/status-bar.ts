import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import type { FleetStore } from '../fleet/store';
import { totalsOf, totalsText } from '../fleet/totals';
import { troubleOf } from '../fleet/trouble';
import { readSettings } from '../settings';
import { fillStatusItem } from '../shown';

/** The cloud of the settings, the number of running runs, and their cost. */
export class StatusBar extends Disposables {
  readonly #item = this.track(
    vscode.window.createStatusBarItem('spawn.status', vscode.StatusBarAlignment.Left, 10),
  );

  constructor(private readonly store: FleetStore) {
    super();
    this.#item.name = 'Spawn';
    this.#item.command = 'spawn.statusMenu';
    this.track(store.onDidChange(() => this.#paint()));
    this.track(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('spawn')) this.#paint();
      }),
    );
    this.#paint();
    this.#item.show();
  }

  #paint(): void {
    const { provider, profile, region } = readSettings();
    const place =
      provider === 'local'
        ? [t('local cloud')]
        : [
            'aws',
            profile ?? process.env['AWS_PROFILE'] ?? 'default',
            region ?? process.env['AWS_REGION'] ?? '',
          ];
    const where = place.filter((part) => part !== '').join(' · ');
    const totals = totalsText(totalsOf(this.store.fleet));
    const trouble = troubleOf(this.store.failure);
    const failure = this.store.failure;
    fillStatusItem(this.#item, {
      icon: trouble === 'none' ? 'rocket' : 'warning',
      text: [where, ...(totals === '' ? [] : [totals])].join(' · '),
      tooltip: failure instanceof Error ? failure.message : t('Spawn: where sweeps run. Click to change it.'),
    });
    this.#item.accessibilityInformation = { label: `Spawn, ${where}, ${totals}`, role: 'button' };
  }
}
