import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { formatUsd } from '../../cost/money';
import type { SweepView } from '../../engine/view';
import type { Lens } from '../../language/lens';
import { Disposables } from '../disposables';
import { countsOf, moneyOf } from '../sidebar/row-appearance';
import { iconOfSweep } from '../sidebar/sweep-icon';
import { toRange } from './convert';
import type { EditorServices } from './services';

/** What a sweep file offers above its runs: launch, cost, dry run, try locally; and how its last sweep is getting on. */
export class Lenses extends Disposables implements vscode.CodeLensProvider {
  readonly #changed = this.track(new vscode.EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.#changed.event;
  #progress = '';

  constructor(private readonly services: EditorServices) {
    super();
    this.track(services.sweepFiles.onDidSettle(() => this.#changed.fire()));
    this.track(services.store.onDidChange(() => this.#follow()));
    this.track(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()));
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const open = await this.services.sweepFiles.open(document);
    if (open === undefined) return [];
    const { lensesOf, estimateDocument, prices } = open.language;
    const lenses = lensesOf(open.file, estimateDocument(open.file, open.defaults, prices));
    const [first] = lenses;
    if (first === undefined) return [];
    const file = document.uri.toString();
    const progress = this.#progressLenses(document.uri);
    return [
      ...lenses.flatMap(({ action, brief, range, title }) => {
        const click = clickOf(action, file);
        if (click === undefined) return [];
        // Together they would be wider than the editor next to a sidebar.
        const short = progress.length > 0 && brief !== undefined;
        const command = short
          ? { ...click, title: brief, tooltip: `${title}\n${click.tooltip}` }
          : { ...click, title };
        return [new vscode.CodeLens(toRange(range), command)];
      }),
      ...progress.map((command) => new vscode.CodeLens(toRange(first.range), command)),
    ];
  }

  #progressLenses(uri: vscode.Uri): readonly vscode.Command[] {
    const last = this.#lastSweep(uri);
    if (last === undefined) return [];
    const { sweep, local } = last;
    const money = local ? t('local') : formatUsd(sweep.accruedUsd);
    return [
      {
        // A plain space after an icon is lost in a lens.
        title: `$(${iconOfSweep(sweep).id})\u00a0${countsOf(sweep)} · ${money}`,
        command: 'spawn.showSweep',
        arguments: [sweep.id],
        tooltip: t('{0}: {1}. Click to show it.', sweep.id, moneyOf(sweep)),
      },
      ...(sweep.resumable
        ? [{ title: t('Resume'), command: 'spawn.resumeSweep', arguments: [sweep.id] }]
        : []),
      ...(sweep.finished
        ? [{ title: t('Collect results'), command: 'spawn.collect', arguments: [sweep.id] }]
        : []),
    ];
  }

  #lastSweep(uri: vscode.Uri): { readonly sweep: SweepView; readonly local: boolean } | undefined {
    const { fleet } = this.services.store;
    const sweeps = fleet.flatMap((place) => place.sweeps);
    const sweep = this.services.launches.lastOf(uri, sweeps);
    if (sweep === undefined) return undefined;
    return {
      sweep,
      local: fleet.some((place) => place.provider === 'local' && place.sweeps.includes(sweep)),
    };
  }

  /** Lenses are asked for again only when what they say of a sweep that is in sight has changed. */
  #follow(): void {
    const progress = vscode.window.visibleTextEditors
      .filter(({ document }) => this.services.sweepFiles.isSweep(document))
      .flatMap(({ document }) => this.#progressLenses(document.uri).map(({ title }) => title))
      .join('\n');
    if (progress === this.#progress) return;
    this.#progress = progress;
    this.#changed.fire();
  }
}

interface Click extends Pick<vscode.Command, 'command' | 'arguments'> {
  readonly tooltip: string;
}

/** What a lens does. Undefined where it cannot be done: nothing is launched from a workspace that is not trusted. */
function clickOf(action: Lens['action'], file: string): Click | undefined {
  const trusted = vscode.workspace.isTrusted;
  switch (action) {
    case 'launch': {
      const tooltip = t('Show the cost and ask for confirmation before anything is launched');
      return trusted ? { command: 'spawn.launch', arguments: [file], tooltip } : undefined;
    }
    case 'cost': {
      const tooltip = t(
        'Maximum cost if every run reaches its ttl, including disk and address. Click for the calculation.',
      );
      return { command: 'spawn.dryRun', arguments: [file], tooltip };
    }
    case 'dryRun':
      return { command: 'spawn.dryRun', arguments: [file], tooltip: t('Show the plan; nothing is created') };
    case 'tryLocally': {
      const tooltip = t('Run it in sandboxes on this machine at no cost');
      return trusted && process.platform === 'linux'
        ? { command: 'spawn.tryLocally', arguments: [file], tooltip }
        : undefined;
    }
    case 'mend':
      return {
        command: 'workbench.actions.view.problems',
        arguments: [],
        tooltip: t('Show the errors in the Problems view. The sweep cannot launch until they are fixed.'),
      };
  }
}
