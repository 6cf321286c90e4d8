import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { type SweepAddress, sweepsInState } from '../../../webview/results/contract';
import { Disposables } from '../../disposables';
import { tellFailure } from '../../failures';
import { type PanelServices, ResultsPanel } from './panel';

/** Type of the panel, by which VS Code restores it after a restart. */
const viewType = 'spawn.results';

/** Results panels: one for each set of sweeps. A visible panel updates while its sweeps are running. */
export class ResultsPanels extends Disposables implements vscode.WebviewPanelSerializer {
  readonly #open = new Set<ResultsPanel>();

  constructor(private readonly services: PanelServices) {
    super();
    const { autoCollect, store } = services;
    this.track(vscode.window.registerWebviewPanelSerializer(viewType, this));
    this.track(store.onDidChange(() => this.#follow()));
    this.track(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#follow()));
    this.track(
      autoCollect.onDidChange(() => {
        for (const panel of this.#open) panel.tellSweeps();
      }),
    );
  }

  /** Shows these sweeps together, in the panel that already shows them if there is one. */
  show(sweeps: readonly SweepAddress[]): void {
    const known = [...this.#open].find((panel) => panel.shows(sweeps));
    if (known !== undefined) known.reveal();
    else this.#hold(sweeps, newPanel());
  }

  /** VS Code restores a panel after a window reload. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const sweeps = sweepsInState(state);
    if (sweeps.length === 0) panel.dispose();
    else this.#hold(sweeps, panel);
  }

  override dispose(): void {
    for (const panel of this.#open) panel.dispose();
    super.dispose();
  }

  #hold(sweeps: readonly SweepAddress[], webview: vscode.WebviewPanel): void {
    const panel = new ResultsPanel(this.services, webview, sweeps);
    this.#open.add(panel);
    webview.onDidDispose(() => {
      this.#open.delete(panel);
      panel.dispose();
    });
  }

  #follow(): void {
    for (const panel of this.#open)
      panel.follow().catch((error: unknown) => tellFailure(error, this.services.log));
  }
}

/** Its page is kept while another tab covers it, so that brushes and selections are kept. */
const newPanel = (): vscode.WebviewPanel =>
  vscode.window.createWebviewPanel(viewType, t('Results'), vscode.ViewColumn.Active, {
    retainContextWhenHidden: true,
  });
