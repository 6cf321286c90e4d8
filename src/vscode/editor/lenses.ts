import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { arithmeticOf, estimateOf, formatUsd } from '../../cost/estimate';
import type { SweepView } from '../../engine/view';
import { Disposables } from '../disposables';
import { countsOf, moneyOf } from '../sidebar/look';
import { iconOfSweep } from '../sidebar/sweep-icon';
import type { World } from '../world';
import type { DocumentReading } from './documents';

/** What a sweep file offers above its runs: launch, cost, dry run, try locally; and how its last sweep is getting on. */
export class Lenses extends Disposables implements vscode.CodeLensProvider {
  readonly #changed = this.track(new vscode.EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.#changed.event;
  #progress = '';

  constructor(private readonly world: World) {
    super();
    this.track(world.sweepFiles.onDidRead(() => this.#changed.fire()));
    this.track(world.store.onDidChange(() => this.#follow()));
    this.track(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()));
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const { sweepFiles } = this.world;
    if (!sweepFiles.isSweep(document)) return [];
    const reading = sweepFiles.reading(document);
    const [first] = anchorsOf(document);
    if (first === undefined) return [];
    const file = document.uri.toString();
    return [...this.#launchLenses(reading, file), ...this.#progressLenses(document.uri)].map(
      (command) => new vscode.CodeLens(first, command),
    );
  }

  #launchLenses(reading: DocumentReading, file: string): readonly vscode.Command[] {
    const { runs } = reading.sweep;
    if (runs.length === 0) return [];
    const errors = reading.problems.filter(({ severity }) => severity === 'error').length;
    const launch = runs.length === 1 ? t('▷ Launch 1 run') : t('▷ Launch {0} runs', runs.length);
    const trusted = vscode.workspace.isTrusted;
    return [
      ...(trusted
        ? [{ title: launch, command: 'spawn.launch', arguments: [file], tooltip: launchTooltip(errors) }]
        : []),
      {
        title: this.#cost(reading),
        command: 'spawn.dryRun',
        arguments: [file],
        tooltip: t('The most it can cost if every run lives to its ttl. Click for the arithmetic.'),
      },
      {
        title: t('Dry run'),
        command: 'spawn.dryRun',
        arguments: [file],
        tooltip: t('Show the plan; nothing is created'),
      },
      ...(trusted && process.platform === 'linux'
        ? [
            {
              title: t('Try locally'),
              command: 'spawn.tryLocally',
              arguments: [file],
              tooltip: t('Run it in sandboxes on this machine; costs nothing'),
            },
          ]
        : []),
    ];
  }

  #cost({ sweep }: DocumentReading): string {
    const estimate = estimateOf(sweep.runs, this.world.prices());
    if (estimate.unpriced.length > 0 && estimate.usd === 0) return t('price unknown');
    if (estimate.endless > 0) return t('no ttl: the bill has no end');
    const [line] = estimate.instances;
    const arithmetic =
      estimate.instances.length === 1 && line !== undefined ? ` · ${arithmeticOf(line)}` : '';
    const sign = estimate.unpriced.length > 0 ? '≥' : '≤';
    return `${sign} ${formatUsd(estimate.usd)}${arithmetic}`;
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
    const { fleet } = this.world.store;
    const sweeps = fleet.flatMap((place) => place.sweeps);
    const sweep = this.world.launches.lastOf(uri, sweeps);
    if (sweep === undefined) return undefined;
    return {
      sweep,
      local: fleet.some((place) => place.provider === 'local' && place.sweeps.includes(sweep)),
    };
  }

  /** Lenses are asked for again only when what they say of a sweep that is in sight has changed. */
  #follow(): void {
    const progress = vscode.window.visibleTextEditors
      .filter(({ document }) => this.world.sweepFiles.isSweep(document))
      .flatMap(({ document }) => this.#progressLenses(document.uri).map(({ title }) => title))
      .join('\n');
    if (progress === this.#progress) return;
    this.#progress = progress;
    this.#changed.fire();
  }
}

const launchTooltip = (errors: number): string =>
  errors === 0
    ? t('Shows what it costs, and asks, before anything is launched')
    : t('The file has problems that have to be mended first');

/** Lines of `params`, `grid` and `random` at the top of the file. */
function anchorsOf(document: vscode.TextDocument): readonly vscode.Range[] {
  const found: vscode.Range[] = [];
  for (let line = 0; line < document.lineCount; line += 1) {
    const { text, range } = document.lineAt(line);
    if (/^(?:params|grid|random)\s*:/.test(text) || /^\s{0,8}"(?:params|grid|random)"\s*:/.test(text))
      found.push(range);
  }
  return found;
}
