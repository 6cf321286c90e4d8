import path from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { formatUsd } from '../../../cost/money';
import { folderOfRun } from '../../../engine/collect/safe-path';
import { cellsOf } from '../../../results/column';
import { sweepColumn } from '../../../results/combine';
import { bestContender } from '../../../results/contender';
import { withCostPerPoint } from '../../../results/economy';
import { likelyMetric, type Metric } from '../../../results/metric';
import type { ResultsTable } from '../../../results/record';
import { finerGrid } from '../../../results/refine';
import { tableOfRows } from '../../../results/selection';
import { shareCard } from '../../../results/share-card';
import type { FromPanel, RunAddress, SweepAddress } from '../../../webview/results/contract';
import type { ResultsFolders } from '../../collect/folder';
import { toRange } from '../../editor/convert';
import type { SweepDocuments } from '../../editor/documents';
import type { LaunchHistory } from '../../fleet/launch-history';
import { sweepRoots } from '../../fleet/nodes';
import type { FleetStore } from '../../fleet/store';
import { pickSeveral } from '../../pick';
import type { ResultsStore } from '../../results/store';
import { tell } from '../../shown';
import { countsOf } from '../../sidebar/row-appearance';

export interface AnswerServices {
  readonly store: FleetStore;
  readonly launches: LaunchHistory;
  readonly resultsStore: ResultsStore;
  readonly folders: ResultsFolders;
  /** Reads sweep files, and writes them and tables; loaded on first use. */
  readonly sweepFiles: Pick<SweepDocuments, 'language' | 'open'>;
}

/** The current content of a panel. */
interface Shown {
  readonly sweeps: readonly SweepAddress[];
  readonly table: ResultsTable | undefined;
  /** What each row is called in short. */
  readonly labels: readonly string[];
}

type Asked = Exclude<
  FromPanel,
  { readonly type: 'ready' | 'retry' | 'addSweep' | 'removeSweep' | 'chooseMetric' }
>;

/** Handles requests of a results panel that have effects outside the panel. */
export class Answers {
  constructor(private readonly services: AnswerServices) {}

  async answer(message: Asked, shown: Shown): Promise<void> {
    switch (message.type) {
      case 'openLog':
        await vscode.commands.executeCommand('spawn.showLog', `${message.sweepId}//${message.run}`);
        return;
      case 'openFolder':
        return this.#openFolder(message);
      case 'showInFile':
        return this.#showInFile(message);
      case 'rerun':
        await vscode.commands.executeCommand(
          'spawn.rerunChosen',
          undefined,
          message.runs.map(({ sweepId, run }) => `${sweepId}//${run}`),
        );
        return;
      case 'follow':
        await vscode.commands.executeCommand(
          message.on ? 'spawn.collectAlong' : 'spawn.stopCollectAlong',
          message.sweepId,
        );
        return;
      case 'refine':
        return this.#refine(shown, message.metric);
      case 'exportTable':
        return this.#exportTable(shown, message.rows, message.columns);
      case 'share':
        return this.#share(shown, message);
      case 'exportPlot': {
        const encoding = message.format === 'png' ? 'base64' : 'utf8';
        await this.#save(shown, message.format, Buffer.from(message.content, encoding));
        return;
      }
    }
  }

  /** Sweeps that the user chose to add, newest first. */
  async pickSweeps(shown: readonly SweepAddress[]): Promise<readonly SweepAddress[]> {
    const items = sweepRoots(this.services.store.fleet).flatMap((node) =>
      node.kind === 'sweep' && !shown.some(({ sweepId }) => sweepId === node.sweep.id)
        ? [
            {
              label: node.sweep.id,
              description: countsOf(node.sweep),
              address: { provider: node.provider, sweepId: node.sweep.id },
            },
          ]
        : [],
    );
    if (items.length === 0) {
      await tell.information(t('There is no other sweep to show next to these.'));
      return [];
    }
    const picked = await pickSeveral(items, {
      matchOnDescription: true,
      placeHolder: t('Select sweeps to show next to it'),
    });
    return (picked ?? []).map(({ address }) => address);
  }

  async #openFolder({ run, sweepId }: RunAddress): Promise<void> {
    const folder = await this.services.folders.holding(sweepId);
    const place =
      folder === undefined ? undefined : vscode.Uri.file(path.join(folder, path.basename(folderOfRun(run))));
    if (place !== undefined && (await exists(place))) {
      await vscode.commands.executeCommand(
        vscode.workspace.getWorkspaceFolder(place) === undefined ? 'revealFileInOS' : 'revealInExplorer',
        place,
      );
      return;
    }
    const collect = t('Collect Results');
    const chosen = await tell.information(t('The files of {0} are not on this machine yet.', run), collect);
    if (chosen === collect) await vscode.commands.executeCommand('spawn.collect', sweepId);
  }

  async #showInFile({ run, sweepId }: RunAddress): Promise<void> {
    const file = this.services.launches.fileOf(sweepId);
    if (file === undefined) {
      await vscode.commands.executeCommand('spawn.openLaunchedFile', sweepId);
      return;
    }
    const document = await vscode.workspace.openTextDocument(file);
    const reading = await this.services.sweepFiles.open(document);
    const origin = reading?.file.sweep().runs.find(({ name }) => name === run)?.origin;
    if (origin === undefined) {
      const compare = t('Compare with Launched Version');
      const chosen = await tell.information(
        t('{0} is no longer in {1}, which has changed since the launch.', run, path.basename(file.path)),
        compare,
      );
      if (chosen === compare) await vscode.commands.executeCommand('spawn.compareLaunchedFile', sweepId);
      return;
    }
    await vscode.window.showTextDocument(document, {
      selection: toRange(origin),
      viewColumn: vscode.ViewColumn.Beside,
    });
  }

  /** Creates a new sweep file around the best run, for the user to review and launch. */
  async #refine({ sweeps, table }: Shown, metric: Metric): Promise<void> {
    const grid = table === undefined ? undefined : finerGrid(table, metric);
    const own = table === undefined ? undefined : sweepOfBest(table, metric);
    const sweep = this.services.store.find(own ?? sweeps[0]?.sweepId ?? '')?.sweep;
    if (sweep === undefined || grid === undefined) {
      await tell.information(t('Apart from failed runs, no run has a value of {0} yet.', metric.title));
      return;
    }
    const { refinedSweep } = await this.services.sweepFiles.language();
    const content = refinedSweep(sweep.fileText, sweep.name, grid, metric);
    await vscode.window.showTextDocument(
      await vscode.workspace.openTextDocument({ language: 'yaml', content }),
      vscode.ViewColumn.Beside,
    );
  }

  async #exportTable(shown: Shown, rows: readonly number[], columns: readonly string[]): Promise<void> {
    if (shown.table === undefined) return;
    const metric =
      this.services.resultsStore.metricOf(shown.sweeps[0]?.sweepId ?? '') ?? likelyMetric(shown.table);
    const table = withCostPerPoint(shown.table, metric);
    const places = columns.map((title) => table.columns.indexOf(title)).filter((place) => place >= 0);
    const { toCsv } = await this.services.sweepFiles.language();
    const csv = toCsv({
      columns: places.map((place) => table.columns[place] ?? ''),
      kinds: places.map((place) => table.kinds[place] ?? 'result'),
      rows: tableOfRows(table, rows).rows.map((cells) => places.map((place) => cells[place])),
      notes: [],
    });
    await this.#save(shown, 'csv', Buffer.from(csv, 'utf8'));
  }

  /** A page that says how the sweeps went, to send to others: it shows their files as they were launched. */
  async #share(
    shown: Shown,
    { plot, plotText }: { readonly plot?: string; readonly plotText: string },
  ): Promise<void> {
    const { labels, sweeps, table } = shown;
    if (table === undefined) return;
    const known = sweeps.flatMap(({ sweepId }) => this.services.store.find(sweepId) ?? []);
    const metric = this.services.resultsStore.metricOf(sweeps[0]?.sweepId ?? '') ?? likelyMetric(table);
    const html = shareCard(table, metric, {
      title: known.map(({ sweep }) => sweep.name || sweep.id).join(', '),
      facts: known.flatMap(({ provider, sweep }) => [
        [t('Sweep'), sweep.id],
        [
          t('Launched'),
          new Date(sweep.createdAt).toISOString().slice(0, 16).replace('T', ' ').concat(' UTC'),
        ],
        [t('Runs'), countsOf(sweep)],
        [t('Cost'), provider === 'local' ? t('free: local cloud') : formatUsd(sweep.accruedUsd)],
      ]),
      labels,
      plot,
      plotText,
      files: known.map(({ sweep }) => ({ name: sweep.fileName, text: sweep.fileText })),
    });
    const saved = await this.#save(shown, 'html', Buffer.from(html, 'utf8'));
    if (saved === undefined) return;
    const open = t('Open in Browser');
    const chosen = await tell.information(
      t(
        'Saved {0}. It contains the sweep file as launched, including its script.',
        path.basename(saved.path),
      ),
      open,
    );
    if (chosen === open) await vscode.env.openExternal(saved);
  }

  /** Where it was saved; undefined where the user canceled. */
  async #save(
    { sweeps }: Pick<Shown, 'sweeps'>,
    format: 'csv' | 'html' | 'png' | 'svg',
    bytes: Uint8Array,
  ): Promise<vscode.Uri | undefined> {
    const sweepId = sweeps[0]?.sweepId ?? 'results';
    const file = this.services.launches.fileOf(sweepId);
    const folder =
      (file === undefined ? undefined : vscode.workspace.getWorkspaceFolder(file)?.uri) ??
      vscode.workspace.workspaceFolders?.[0]?.uri;
    const target = await vscode.window.showSaveDialog({
      ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, `${sweepId}.${format}`) }),
      filters: { [format.toUpperCase()]: [format] },
    });
    if (target !== undefined) await vscode.workspace.fs.writeFile(target, bytes);
    return target;
  }
}

/** The sweep of the best run; undefined in the table of a single sweep. */
function sweepOfBest(table: ResultsTable, metric: Metric): string | undefined {
  const column = sweepColumn(table);
  const best = bestContender(table, metric);
  if (column === undefined || best === undefined) return undefined;
  return String(cellsOf(table, column)[best]);
}

async function exists(place: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(place);
    return true;
  } catch {
    return false;
  }
}
