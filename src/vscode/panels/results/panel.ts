import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { nameOfState, orderedStates } from '../../../engine/job-states';
import { cellsOf } from '../../../results/column';
import { combineTables, type SweepTable } from '../../../results/combine';
import type { ResultsTable } from '../../../results/record';
import { runLabels } from '../../../results/run-labels';
import {
  type FromPanel,
  parseMessage,
  type SweepAddress,
  type SweepShown,
  type ToPanel,
} from '../../../webview/results/contract';
import type { AutoCollect } from '../../collect/auto-collect';
import { Disposables } from '../../disposables';
import { asFailure, isCancelled, tellFailure } from '../../failures';
import type { Clouds } from '../../fleet/clouds';
import type { FleetStore } from '../../fleet/store';
import { type AnswerServices, Answers } from './answers';
import { curvesShown } from './curves';
import { pageOf } from './page';

export interface PanelServices extends AnswerServices {
  readonly home: vscode.Uri;
  readonly clouds: Clouds;
  readonly store: FleetStore;
  readonly autoCollect: AutoCollect;
  readonly log: vscode.LogOutputChannel;
}

/** A results panel: reads the results of its sweeps, shows them as one table, and updates it while they are running. */
export class ResultsPanel extends Disposables {
  #sweeps: readonly SweepAddress[];
  /** By sweep, the state of its runs when its table was last read. */
  readonly #seen = new Map<string, string>();
  readonly #tables = new Map<string, ResultsTable>();
  #table: ResultsTable | undefined;
  #labels: readonly string[] = [];
  #reading = false;
  #again = false;
  readonly #answers: Answers;

  constructor(
    private readonly services: PanelServices,
    private readonly webview: vscode.WebviewPanel,
    sweeps: readonly SweepAddress[],
  ) {
    super();
    this.#sweeps = sweeps;
    this.#answers = new Answers(services);
    const { home } = services;
    this.track(webview.onDidChangeViewState(() => this.#guard(this.follow())));
    this.track(
      webview.webview.onDidReceiveMessage((value: unknown) => {
        const message = parseMessage(value);
        if (message !== undefined) this.#guard(this.#answer(message));
      }),
    );
    webview.webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(home, 'dist'), vscode.Uri.joinPath(home, 'media')],
    };
    this.#name();
    const resource = (...parts: readonly string[]) =>
      webview.webview.asWebviewUri(vscode.Uri.joinPath(home, ...parts)).toString();
    webview.webview.html = pageOf({
      origin: webview.webview.cspSource,
      script: resource('dist', 'results.js'),
      style: resource('media', 'results.css'),
      nonce: Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64'),
      title: webview.title,
      sweeps,
      language: vscode.env.language,
      words: vscode.l10n.bundle,
    });
  }

  /** True for a panel that shows exactly these sweeps. */
  shows(sweeps: readonly SweepAddress[]): boolean {
    return (
      sweeps.length === this.#sweeps.length &&
      sweeps.every(({ sweepId }) => this.#sweeps.some((own) => own.sweepId === sweepId))
    );
  }

  reveal(): void {
    this.webview.reveal();
  }

  override dispose(): void {
    this.webview.dispose();
    super.dispose();
  }

  /** Reads changes while the panel is visible. */
  async follow(): Promise<void> {
    if (!this.webview.visible) return;
    if (this.#sweeps.some((sweep) => this.#standing(sweep) !== this.#seen.get(sweep.sweepId)))
      await this.#read();
  }

  /** Which sweeps are collected automatically and which are running, without the table. */
  tellSweeps(): void {
    if (this.#table !== undefined) this.#guard(this.#send({ type: 'sweeps', sweeps: this.#shown() }));
  }

  /** Changes whenever a run's state does, since only then its results can have changed. */
  #standing({ sweepId }: SweepAddress): string {
    const runs = this.services.store.find(sweepId)?.sweep.runs ?? [];
    return runs.map(({ state }) => state).join(' ');
  }

  #name(): void {
    const [first] = this.#sweeps;
    const name = this.services.store.find(first?.sweepId ?? '')?.sweep.name || first?.sweepId || '';
    this.webview.title =
      this.#sweeps.length < 2
        ? t('Results of {0}', name)
        : t('Results of {0} and {1} more', name, this.#sweeps.length - 1);
  }

  /** One read at a time; changes in the meantime are read after it. */
  async #read(): Promise<void> {
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = true;
    try {
      do {
        this.#again = false;
        await this.#readOnce();
      } while (this.#again);
    } finally {
      this.#reading = false;
    }
  }

  async #readOnce(): Promise<void> {
    if (!vscode.workspace.isTrusted) {
      await this.#send({ type: 'trouble', message: t('Trust this workspace to show results.') });
      return;
    }
    this.#name();
    const troubles: string[] = [];
    for (const sweep of this.#sweeps) {
      const standing = this.#standing(sweep);
      if (this.#tables.has(sweep.sweepId) && this.#seen.get(sweep.sweepId) === standing) continue;
      this.#seen.set(sweep.sweepId, standing);
      try {
        const table = await this.services.resultsStore.read(sweep);
        this.#tables.set(sweep.sweepId, table);
      } catch (error) {
        if (isCancelled(error)) {
          this.#seen.delete(sweep.sweepId);
          continue;
        }
        const { message } = asFailure(error);
        this.services.log.warn('results', sweep.sweepId, message);
        troubles.push(this.#sweeps.length === 1 ? message : `${sweep.sweepId}: ${message}`);
      }
    }
    await this.#sendTable();
    for (const message of troubles) await this.#send({ type: 'trouble', message });
  }

  async #sendTable(): Promise<void> {
    const read = this.#sweeps.flatMap(({ sweepId }): readonly SweepTable[] => {
      const table = this.#tables.get(sweepId);
      return table === undefined ? [] : [{ sweepId, table }];
    });
    const [first] = read;
    if (first === undefined) return;
    const table = combineTables(read);
    this.#table = table;
    const metric = this.services.resultsStore.metricOf(first.sweepId);
    const sweeps = this.#shown();
    this.#labels = read.flatMap((one) => this.#labelsOf(one));
    await this.#send({
      type: 'table',
      table,
      sweeps,
      ...(metric === undefined ? {} : { metric }),
      labels: this.#labels,
      stateNames: Object.fromEntries(orderedStates.map((state) => [state, nameOfState(state)])),
    });
  }

  /** As the sidebar has them. */
  #labelsOf({ sweepId, table }: SweepTable): readonly string[] {
    const runs = this.services.store.find(sweepId)?.sweep.runs ?? [];
    const texts = runLabels(runs);
    const labels = new Map(runs.map(({ name }, place) => [name, texts[place]]));
    return cellsOf(table, 'name').map((name) => labels.get(String(name)) ?? String(name));
  }

  #shown(): readonly SweepShown[] {
    return this.#sweeps.map((sweep) => ({
      ...sweep,
      name: this.services.store.find(sweep.sweepId)?.sweep.name ?? '',
      rows: this.#tables.get(sweep.sweepId)?.rows.length ?? 0,
      live: this.services.store.find(sweep.sweepId)?.sweep.finished === false,
      following: this.services.autoCollect.isFollowing(sweep.sweepId),
    }));
  }

  async #send(message: ToPanel): Promise<void> {
    await this.webview.webview.postMessage(message);
  }

  async #show(sweeps: readonly SweepAddress[]): Promise<void> {
    this.#sweeps = sweeps;
    await this.#read();
  }

  async #answer(message: FromPanel): Promise<void> {
    switch (message.type) {
      case 'ready':
        // The page was recreated, and doesn't have the data that was read before.
        await this.#read();
        return;
      case 'retry':
        this.#seen.clear();
        await this.#read();
        return;
      case 'addSweep':
        await this.#show([...this.#sweeps, ...(await this.#answers.pickSweeps(this.#sweeps))]);
        return;
      case 'removeSweep':
        if (this.#sweeps.length > 1)
          await this.#show(this.#sweeps.filter(({ sweepId }) => sweepId !== message.sweepId));
        return;
      case 'showCurves':
        await this.#send({
          type: 'curves',
          curves: await curvesShown(this.#sweeps, message.metric, this.services),
        });
        return;
      case 'chooseMetric':
        for (const { sweepId } of this.#sweeps)
          await this.services.resultsStore.remember(sweepId, message.metric);
        return;
      case 'openLog':
      case 'openFolder':
      case 'showInFile':
      case 'rerun':
      case 'follow':
      case 'refine':
      case 'exportTable':
      case 'exportPlot':
      case 'share':
        await this.#answers.answer(message, {
          sweeps: this.#sweeps,
          table: this.#table,
          labels: this.#labels,
        });
    }
  }

  #guard(work: Promise<void>): void {
    work.catch((error: unknown) => tellFailure(error, this.services.log));
  }
}
