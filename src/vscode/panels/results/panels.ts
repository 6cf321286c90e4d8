import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { likelyMetric, type Metric } from '../../../results/metric';
import type { ResultsTable } from '../../../results/record';
import { finerGrid } from '../../../results/refine';
import { Disposables } from '../../disposables';
import type { Language } from '../../editor/documents';
import { asFailure, isCancelled, tellFailure } from '../../failures';
import type { Launches } from '../../launches';
import type { Places } from '../../places';
import type { Provider } from '../../settings';
import type { FleetStore } from '../../sidebar/store';
import { type FromPanel, parseMessage, type ToPanel } from './contract';
import { type Measure, measureOf } from './measure';
import { pageOf } from './page';

export interface ResultsServices {
  readonly home: vscode.Uri;
  readonly places: Places;
  readonly store: FleetStore;
  readonly launches: Launches;
  readonly memory: vscode.Memento;
  /** What writes tables and sweep files; loaded on first need. */
  language(): Promise<Language>;
  readonly log: vscode.LogOutputChannel;
}

interface OpenPanel {
  readonly panel: vscode.WebviewPanel;
  readonly sweepId: string;
  readonly provider: Provider;
  /** How the sweep's runs stood when the table was last read. */
  seen: string;
  table: ResultsTable | undefined;
  reading: boolean;
}

/** Results panels, one per sweep. A panel in sight follows its sweep while that runs. */
export class ResultsPanels extends Disposables {
  readonly #open = new Map<string, OpenPanel>();
  readonly #tables = new Map<string, ResultsTable>();
  readonly #measures = new WeakMap<ResultsTable, { readonly metric: Metric; readonly measure: Measure }>();
  readonly #arrived = this.track(new vscode.EventEmitter<void>());
  /** A sweep's results were read, or it is judged by another metric. */
  readonly onDidRead = this.#arrived.event;

  constructor(private readonly services: ResultsServices) {
    super();
    this.track(services.store.onDidChange(() => this.#follow()));
  }

  show(provider: Provider, sweepId: string): void {
    const known = this.#open.get(sweepId);
    if (known !== undefined) {
      known.panel.reveal();
      return;
    }
    const { home } = this.services;
    const title = t('Results of {0}', this.services.store.find(sweepId)?.sweep.name || sweepId);
    const panel = vscode.window.createWebviewPanel('spawn.results', title, vscode.ViewColumn.Active, {
      enableScripts: true,
      retainContextWhenHidden: true,
      localResourceRoots: [vscode.Uri.joinPath(home, 'dist'), vscode.Uri.joinPath(home, 'media')],
    });
    const open: OpenPanel = { panel, sweepId, provider, seen: '', table: undefined, reading: false };
    this.#open.set(sweepId, open);
    panel.onDidDispose(() => this.#open.delete(sweepId));
    panel.onDidChangeViewState(() => this.#follow());
    panel.webview.onDidReceiveMessage((value: unknown) => {
      const message = parseMessage(value);
      if (message !== undefined)
        this.#answer(open, message).catch((error: unknown) => tellFailure(error, this.services.log));
    });
    const resource = (...parts: readonly string[]) =>
      panel.webview.asWebviewUri(vscode.Uri.joinPath(home, ...parts)).toString();
    panel.webview.html = pageOf({
      origin: panel.webview.cspSource,
      script: resource('dist', 'results.js'),
      style: resource('media', 'results.css'),
      nonce: randomBytes(16).toString('base64'),
      title,
    });
  }

  /** What the runs of a sweep reached by the metric it is judged by, as far as its results were read here. */
  measureOf(sweepId: string): Measure | undefined {
    const table = this.#tables.get(sweepId);
    const metric = table === undefined ? undefined : (this.#metricFor(sweepId) ?? likelyMetric(table));
    if (table === undefined || metric === undefined) return undefined;
    const known = this.#measures.get(table);
    if (known?.metric.title === metric.title && known.metric.goal === metric.goal) return known.measure;
    const measure = measureOf(table, metric);
    this.#measures.set(table, { metric, measure });
    return measure;
  }

  override dispose(): void {
    for (const { panel } of this.#open.values()) panel.dispose();
    super.dispose();
  }

  #follow(): void {
    for (const open of this.#open.values())
      if (open.panel.visible && open.table !== undefined && this.#standing(open) !== open.seen)
        this.#read(open).catch((error: unknown) => tellFailure(error, this.services.log));
  }

  /** Changes whenever a run's state does: only then can its results have changed. */
  #standing({ sweepId }: OpenPanel): string {
    const runs = this.services.store.find(sweepId)?.sweep.runs ?? [];
    return runs.map(({ state }) => state).join(' ');
  }

  async #read(open: OpenPanel): Promise<void> {
    if (open.reading) return;
    open.reading = true;
    open.seen = this.#standing(open);
    try {
      const { engine } = await this.services.places.of(open.provider);
      const table = await engine.results(open.sweepId);
      open.table = table;
      this.#tables.set(open.sweepId, table);
      this.#arrived.fire();
      const metric = this.#metricFor(open.sweepId);
      await this.#send(open, {
        type: 'table',
        sweepId: open.sweepId,
        table,
        live: this.services.store.find(open.sweepId)?.sweep.finished === false,
        ...(metric === undefined ? {} : { metric }),
      });
    } catch (error) {
      if (isCancelled(error)) return;
      const { message } = asFailure(error);
      this.services.log.warn('results', message);
      await this.#send(open, { type: 'trouble', message });
    } finally {
      open.reading = false;
    }
  }

  async #send({ panel }: OpenPanel, message: ToPanel): Promise<void> {
    await panel.webview.postMessage(message);
  }

  async #answer(open: OpenPanel, message: FromPanel): Promise<void> {
    switch (message.type) {
      case 'ready':
        return this.#read(open);
      case 'openLog':
        await vscode.commands.executeCommand('spawn.showLog', `${open.sweepId}//${message.run}`);
        return;
      case 'openFolder':
        return this.#openFolder(open, message.run);
      case 'showInFile':
        return this.#showInFile(open, message.run);
      case 'chooseMetric':
        return this.#remember(open, message.metric);
      case 'refine':
        return this.#refine(open, message.metric);
      case 'exportTable':
        return this.#exportTable(open, message.rows, message.columns);
      case 'exportPlot': {
        const encoding = message.format === 'png' ? 'base64' : 'utf8';
        return this.#save(open, message.format, Buffer.from(message.content, encoding));
      }
    }
  }

  async #openFolder(open: OpenPanel, run: string): Promise<void> {
    const folder = this.#folderOf(open);
    const place =
      folder === undefined ? undefined : vscode.Uri.joinPath(folder, 'results', path.basename(run));
    try {
      if (place === undefined) throw new vscode.FileSystemError();
      await vscode.workspace.fs.stat(place);
      await vscode.commands.executeCommand('revealInExplorer', place);
    } catch {
      const collect = t('Collect Results');
      const chosen = await vscode.window.showInformationMessage(
        t('The files of {0} are not in this workspace yet.', run),
        collect,
      );
      if (chosen === collect) await vscode.commands.executeCommand('spawn.collect', open.sweepId);
    }
  }

  async #showInFile(open: OpenPanel, run: string): Promise<void> {
    const file = this.services.launches.fileOf(open.sweepId);
    if (file === undefined) {
      await vscode.commands.executeCommand('spawn.openLaunchedFile', open.sweepId);
      return;
    }
    const document = await vscode.workspace.openTextDocument(file);
    const at = document.getText().indexOf(run);
    const start = document.positionAt(Math.max(0, at));
    await vscode.window.showTextDocument(document, {
      selection: new vscode.Range(start, at < 0 ? start : document.positionAt(at + run.length)),
      viewColumn: vscode.ViewColumn.Beside,
    });
  }

  /** A metric is remembered per sweep file: the next sweep of it is judged by the same. */
  #metricKey(sweepId: string): string {
    const name = this.services.store.find(sweepId)?.sweep.fileName ?? sweepId;
    return `spawn.metric ${this.services.launches.fileOf(sweepId)?.toString() ?? name}`;
  }

  #metricFor(sweepId: string): Metric | undefined {
    return this.services.memory.get<Metric>(this.#metricKey(sweepId));
  }

  async #remember(open: OpenPanel, metric: Metric): Promise<void> {
    await this.services.memory.update(this.#metricKey(open.sweepId), metric);
    this.#arrived.fire();
  }

  /** Proposes a new sweep file around the best runs, to be reviewed and launched by the user. */
  async #refine(open: OpenPanel, metric: Metric): Promise<void> {
    const sweep = this.services.store.find(open.sweepId)?.sweep;
    const grid = open.table === undefined ? undefined : finerGrid(open.table, metric);
    if (sweep === undefined || grid === undefined) {
      await vscode.window.showInformationMessage(t('No run has a value of {0} yet.', metric.title));
      return;
    }
    const { refinedSweep } = await this.services.language();
    const content = refinedSweep(sweep.fileText, sweep.name, grid, metric);
    await vscode.window.showTextDocument(
      await vscode.workspace.openTextDocument({ language: 'yaml', content }),
      vscode.ViewColumn.Beside,
    );
  }

  async #exportTable(open: OpenPanel, rows: readonly number[], columns: readonly string[]): Promise<void> {
    const { table } = open;
    if (table === undefined) return;
    const places = columns.map((title) => table.columns.indexOf(title)).filter((place) => place >= 0);
    const { toCsv } = await this.services.language();
    const csv = toCsv({
      columns: places.map((place) => table.columns[place] ?? ''),
      kinds: places.map((place) => table.kinds[place] ?? 'result'),
      rows: rows.flatMap((row) => {
        const cells = table.rows[row];
        return cells === undefined ? [] : [places.map((place) => cells[place])];
      }),
      notes: [],
    });
    await this.#save(open, 'csv', Buffer.from(csv, 'utf8'));
  }

  async #save(open: OpenPanel, format: 'csv' | 'png' | 'svg', bytes: Uint8Array): Promise<void> {
    const folder = this.#folderOf(open) ?? vscode.workspace.workspaceFolders?.[0]?.uri;
    const name = `${open.sweepId}.${format}`;
    const target = await vscode.window.showSaveDialog({
      ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) }),
      filters: { [format.toUpperCase()]: [format] },
    });
    if (target === undefined) return;
    await vscode.workspace.fs.writeFile(target, bytes);
  }

  #folderOf({ sweepId }: OpenPanel): vscode.Uri | undefined {
    const file = this.services.launches.fileOf(sweepId);
    const own = file === undefined ? undefined : vscode.workspace.getWorkspaceFolder(file)?.uri;
    return own ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  }
}
