import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { formatUsd } from '../../cost/money';
import type { SweepView } from '../../engine/view';
import type { Lens } from '../../language/lens';
import { Disposables } from '../disposables';
import { countOf, isUnfinished } from '../fleet/states';
import { readSettings } from '../settings';
import { countsOf, moneyOf } from '../sidebar/row-appearance';
import { iconOfSweep } from '../sidebar/sweep-icon';
import { toRange } from './convert';
import type { EditorServices } from './services';

/** CodeLenses above the runs of a sweep file: launch, cost, dry run, try locally, and the progress of its last sweep. */
export class Lenses extends Disposables implements vscode.CodeLensProvider {
  readonly #changed = this.track(new vscode.EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.#changed.event;
  #progress = '';

  constructor(private readonly services: EditorServices) {
    super();
    this.track(services.sweepFiles.onDidSettle(() => this.#changed.fire()));
    this.track(services.store.onDidChange(() => this.#follow()));
    this.track(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()));
    this.track(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('spawn.provider')) this.#changed.fire();
      }),
    );
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const open = await this.services.sweepFiles.open(document);
    if (open === undefined) return [];
    const { lensesOf, estimateDocument, prices } = open.language;
    const lenses = lensesOf(open.file, estimateDocument(open.file, open.defaults, prices));
    const [first] = lenses;
    if (first === undefined) return [];
    const file = document.uri.toString();
    const isLocal = readSettings().provider === 'local';
    return [
      ...lenses.flatMap((lens) => {
        const click = clickOf(lens.action, file, isLocal);
        if (click === undefined) return [];
        const tooltip =
          lens.detail === undefined ? click.tooltip : `${lens.title} · ${lens.detail}\n${click.tooltip}`;
        const title = lens.action === 'cost' && isLocal ? t('free · {0} on AWS', lens.title) : lens.title;
        return [new vscode.CodeLens(toRange(lens.range), { ...click, title, tooltip })];
      }),
      ...this.#progressLenses(document.uri).map(
        (command) => new vscode.CodeLens(toRange(first.range), command),
      ),
    ];
  }

  /** `$0.12 of ≤ $0.36 · 14/27`, with a way to stop it; once it has finished, how it ended, with its results. */
  #progressLenses(uri: vscode.Uri): readonly vscode.Command[] {
    const last = this.#lastSweep(uri);
    if (last === undefined) return [];
    const { sweep, local } = last;
    // A plain space after an icon is lost in a lens.
    const icon = `$(${iconOfSweep(sweep).id})\u00a0`;
    const tooltip = t('{0}: {1} · {2}', sweep.id, countsOf(sweep), local ? t('local cloud') : moneyOf(sweep));
    const one = [sweep.id];
    if (sweep.finished)
      return [
        {
          title: [`${icon}${countsOf(sweep)}`, ...(local ? [] : [formatUsd(sweep.accruedUsd)])].join(' · '),
          command: 'spawn.showResults',
          arguments: one,
          tooltip: t('{0}. Click to show the results.', tooltip),
        },
        { title: t('Collect results'), command: 'spawn.collect', arguments: one },
      ];
    const done = countOf(sweep.runs, (run) => !isUnfinished(run));
    return [
      {
        title: `${icon}${[...(local ? [] : [moneyOf(sweep)]), `${done}/${sweep.runs.length}`].join(' · ')}`,
        command: 'spawn.showSweep',
        arguments: one,
        tooltip: t('{0}. Click to show it.', tooltip),
      },
      ...(sweep.resumable ? [{ title: t('Resume'), command: 'spawn.resumeSweep', arguments: one }] : []),
      ...(vscode.workspace.isTrusted
        ? [
            {
              title: t('Stop'),
              command: 'spawn.cancelSweep',
              arguments: one,
              tooltip: t('Cancel the sweep after confirmation'),
            },
          ]
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

  /** CodeLenses are updated only if a visible state of a sweep has changed. */
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

/** The command of a CodeLens. Undefined if it isn't available: nothing is launched from an untrusted workspace. */
function clickOf(action: Lens['action'], file: string, isLocal: boolean): Click | undefined {
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
      return trusted && !isLocal && process.platform === 'linux'
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
