import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { runsIn } from '../../text/counts';
import type { AutoCollect } from '../collect/auto-collect';
import { Disposables } from '../disposables';
import { type FleetNode, instanceNodeId, instanceRoots, sweepNodeId, sweepRoots } from '../fleet/nodes';
import type { FleetStore } from '../fleet/store';
import { totalsOf } from '../fleet/totals';
import { type Trouble, troubleOf } from '../fleet/trouble';
import { atRest } from '../fleet/watcher';
import type { ResultsStore } from '../results/store';
import { type Order, parseFilter, shownInstances, shownRuns } from './filter';
import { waitsForDriver } from './row-appearance';
import { RowMarks } from './row-marks';
import { FleetTree } from './tree';

/** A group of this size is initially collapsed. */
const openable = 25;

/** The two trees, their messages, their badge, and the context keys of menus and welcome views. */
export class Sidebar extends Disposables {
  readonly sweeps: FleetTree;
  readonly instances: FleetTree;
  readonly #sweepsView: vscode.TreeView<string>;
  readonly #instancesView: vscode.TreeView<string>;
  #filter = '';
  #order: Order = 'index';
  readonly #context = new Map<string, unknown>();

  constructor(
    private readonly store: FleetStore,
    now: () => number,
    /** Information about the results of sweeps. */
    private readonly resultsStore: Pick<ResultsStore, 'measureOf' | 'onDidRead'>,
    /** The sweeps that are collected while they are running. */
    private readonly autoCollect: Pick<AutoCollect, 'isFollowing' | 'onDidChange'>,
  ) {
    super();
    this.track(new RowMarks());
    this.sweeps = this.track(new FleetTree(now, startsOpen));
    this.instances = this.track(new FleetTree(now, () => true));
    this.#sweepsView = this.#view('spawn.sweeps', this.sweeps);
    this.#instancesView = this.#view('spawn.instances', this.instances);
    this.track(store.onDidChange(() => this.#update()));
    this.track(resultsStore.onDidRead(() => this.#update()));
    this.track(autoCollect.onDidChange(() => this.#update()));
    this.#update();
  }

  get filter(): string {
    return this.#filter;
  }

  /** Filters both trees by these words; "" shows all. */
  narrow(filter: string): void {
    this.#filter = filter.trim();
    this.#update();
  }

  /** The row of *Sweeps* that was last clicked or selected. */
  get chosen(): FleetNode | undefined {
    const [id] = this.#sweepsView.selection;
    return id === undefined ? undefined : this.sweeps.node(id);
  }

  get order(): Order {
    return this.#order;
  }

  sort(order: Order): void {
    this.#order = order;
    this.#update();
  }

  /** Reveals this sweep in the tree. False: it isn't shown there. */
  async reveal(sweepId: string): Promise<boolean> {
    const found = this.store.find(sweepId);
    const id = found === undefined ? undefined : sweepNodeId(found.provider, sweepId);
    if (id === undefined || !this.sweeps.holds(id)) return false;
    await this.#sweepsView.reveal(id, { select: true, focus: true, expand: 2 });
    return true;
  }

  /** Reveals this instance in the tree. False: it isn't shown there. */
  async revealInstance(instanceId: string): Promise<boolean> {
    const found = this.store.instance(instanceId);
    const id = found === undefined ? undefined : instanceNodeId(found.provider, instanceId);
    if (id === undefined || !this.instances.holds(id)) return false;
    await this.#instancesView.reveal(id, { select: true, focus: true });
    return true;
  }

  /** The row with this ID in any tree. */
  node(id: string): FleetNode | undefined {
    return this.sweeps.node(id) ?? this.instances.node(id);
  }

  #view(id: string, tree: FleetTree): vscode.TreeView<string> {
    const view = this.track(
      vscode.window.createTreeView(id, {
        treeDataProvider: tree,
        showCollapseAll: id === 'spawn.sweeps',
        canSelectMany: true,
      }),
    );
    this.track(view.onDidChangeVisibility(({ visible }) => this.store.view(id, visible)));
    this.store.view(id, view.visible);
    return view;
  }

  #update(): void {
    const { fleet, failure, loaded } = this.store;
    const filter = parseFilter(this.#filter);
    this.sweeps.update(
      sweepRoots(
        fleet,
        (sweep) => shownRuns(sweep, filter, this.#order),
        (sweepId) => ({
          measure: this.resultsStore.measureOf(sweepId),
          followed: this.autoCollect.isFollowing(sweepId),
        }),
      ),
    );
    this.instances.update(instanceRoots(shownInstances(fleet, filter)));
    this.#sweepsView.description = this.#filter;
    this.#set('filtered', this.#filter !== '');

    const trouble = troubleOf(failure);
    const sweeps = fleet.flatMap((place) => place.sweeps);
    this.#sweepsView.message = messageOf(trouble, failure, sweeps.length > 0) ?? '';
    const { running } = totalsOf(fleet);
    this.#sweepsView.badge =
      running === 0 ? undefined : { value: running, tooltip: t('{0} running', runsIn(running)) };

    this.#set('trouble', trouble);
    this.#set('loaded', loaded);
    this.#set('hasSweeps', sweeps.length > 0);
    this.#set(
      'hasLocalSweeps',
      fleet.some((place) => place.provider === 'local' && place.sweeps.length > 0),
    );
    this.#set(
      'hasLiveSweeps',
      sweeps.some((sweep) => !atRest(sweep)),
    );
    this.#set(
      'hasFollowedSweeps',
      sweeps.some(({ id }) => this.autoCollect.isFollowing(id)),
    );
    this.#set(
      'hasResumableSweeps',
      sweeps.some((sweep) => sweep.resumable),
    );
    this.#set('hasWaitingSweeps', sweeps.some(waitsForDriver));
    this.#set(
      'hasInstances',
      fleet.some((place) => place.instances.some(({ state }) => state !== 'terminated')),
    );
  }

  #set(key: string, value: unknown): void {
    if (this.#context.get(key) === value) return;
    this.#context.set(key, value);
    void vscode.commands.executeCommand('setContext', `spawn.${key}`, value);
  }
}

/** A sentence above the tree: why it isn't up to date. If the tree is empty, a welcome view shows it. */
function messageOf(trouble: Trouble, failure: unknown, hasRows: boolean): string | undefined {
  const said = failure instanceof Error ? failure.message : undefined;
  switch (trouble) {
    case 'none':
      return undefined;
    case 'throttled':
      return t('AWS is throttling requests. Spawn tries again automatically.');
    case 'permission':
      return said;
    case 'local-off':
    case 'credentials':
    case 'expired':
    case 'region':
    case 'unreachable':
      return hasRows || trouble === 'unreachable' ? said : undefined;
  }
}

function startsOpen(node: FleetNode): boolean {
  switch (node.kind) {
    case 'sweep':
      return !atRest(node.sweep);
    case 'group':
      return node.runs.length <= openable;
    case 'orphans':
    case 'run':
    case 'instance':
    case 'older':
      return true;
  }
}
