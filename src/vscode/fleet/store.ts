import * as vscode from 'vscode';
import type { Clock, Random } from '../../engine/clock';
import type { Provider } from '../../engine/connection';
import type { Instance } from '../../engine/ports';
import type { SweepView } from '../../engine/view';
import { Disposables } from '../disposables';
import { readSettings } from '../settings';
import type { Clouds } from './clouds';
import type { PlaceFleet } from './nodes';
import { atRest, PlaceWatch } from './watcher';

/** Milliseconds after which a window requests updates when it gets the focus again. */
const staleAfter = 30_000;

/**
 * The state of all sweeps and instances: the only store of trees, status bar, CodeLenses, and notifications. Watches
 * the cloud of the settings, and the local cloud whenever it is running.
 */
export class FleetStore extends Disposables {
  readonly #changed = this.track(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#changed.event;
  readonly #viewers = new Set<string>();
  /** By cloud and account, starting with that of the settings. */
  #kept: ReadonlyMap<string, PlaceWatch> = new Map();
  #refreshedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly clouds: Clouds,
    private readonly clock: Clock,
    private readonly random: Random,
    /** True while a sweep launched from here can have news, even if no view is open. */
    private readonly expectsNews: () => boolean,
  ) {
    super();
    this.track(clouds.onDidChange(() => this.#restart()));
    this.track(
      vscode.window.onDidChangeWindowState(({ focused }) => {
        this.#look();
        if (focused && clock.now() - this.#refreshedAt > staleAfter) this.refresh();
      }),
    );
    this.track(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#restart()));
    this.#restart();
  }

  /** All watched clouds, starting with that of the settings. */
  get fleet(): readonly PlaceFleet[] {
    return this.#watches.map((watch) => watch.fleet);
  }

  /** True when the cloud of the settings has answered, or returned an error. */
  get loaded(): boolean {
    return this.#watches[0]?.loaded === true;
  }

  /** Why the data of the cloud of the settings isn't up to date. */
  get failure(): unknown {
    return this.#watches[0]?.failure;
  }

  /** Waits until the cloud of the settings has answered. @throws the reason if it can't */
  async answered(viewer: string): Promise<void> {
    if (!vscode.workspace.isTrusted) return;
    this.view(viewer, true);
    try {
      while (!this.loaded && this.failure === undefined) await this.#nextChange();
    } finally {
      this.view(viewer, false);
    }
    if (this.failure !== undefined) throw this.failure;
  }

  find(sweepId: string): { readonly provider: Provider; readonly sweep: SweepView } | undefined {
    for (const { provider, sweeps } of this.fleet) {
      const sweep = sweeps.find(({ id }) => id === sweepId);
      if (sweep !== undefined) return { provider, sweep };
    }
    return undefined;
  }

  /** The instance with this ID in any cloud. */
  instance(id: string): { readonly provider: Provider; readonly instance: Instance } | undefined {
    for (const { provider, instances } of this.fleet) {
      const instance = instances.find((other) => other.id === id);
      if (instance !== undefined) return { provider, instance };
    }
    return undefined;
  }

  /** Shows or hides the consumer with this name. Polling requires at least one visible consumer. */
  view(viewer: string, visible: boolean): void {
    if (visible === this.#viewers.has(viewer)) return;
    if (visible) this.#viewers.add(viewer);
    else this.#viewers.delete(viewer);
    this.#look();
    if (visible && this.clock.now() - this.#refreshedAt > staleAfter) this.refresh();
  }

  refresh(): void {
    this.#refreshedAt = this.clock.now();
    for (const watch of this.#watches) watch.refresh();
  }

  loadOlder(provider: Provider): void {
    this.#watchOf(provider)?.loadOlder();
  }

  accept(provider: Provider, view: SweepView): void {
    this.#watchOf(provider)?.accept(view);
  }

  override dispose(): void {
    for (const watch of this.#watches) watch.dispose();
    super.dispose();
  }

  #nextChange(): Promise<void> {
    return new Promise((resolve) => {
      const once = this.onDidChange(() => {
        once.dispose();
        resolve();
      });
    });
  }

  get #watches(): readonly PlaceWatch[] {
    return [...this.#kept.values()];
  }

  #watchOf(provider: Provider): PlaceWatch | undefined {
    return this.#watches.find((watch) => watch.fleet.provider === provider);
  }

  /** Watches the clouds of the settings. A cloud that stays keeps its data, even while it is off or signed out. */
  #restart(): void {
    const settings = readSettings();
    const { provider } = settings;
    const watched: readonly Provider[] =
      provider === 'local' || process.platform !== 'linux' ? [provider] : [provider, 'local'];
    const before = this.#kept;
    this.#kept = new Map(
      watched.map((which) => {
        const account = [settings.profile, settings.region, settings.bucket].join('\n');
        const key = which === 'local' ? which : `${which}\n${account}`;
        return [key, before.get(key) ?? this.#watch(which)];
      }),
    );
    for (const [key, watch] of before) if (!this.#kept.has(key)) watch.dispose();
    this.#changed.fire();
    if (!vscode.workspace.isTrusted) return;
    this.refresh();
    this.#look();
  }

  #watch(provider: Provider): PlaceWatch {
    return new PlaceWatch({
      provider,
      open: async () => (await this.clouds.of(provider)).engine,
      clock: this.clock,
      random: this.random,
      onChange: () => {
        this.#changed.fire();
        this.#look();
      },
    });
  }

  /** The status bar is always visible, so a focused window polls while anything is running; a budget is always monitored. */
  #look(): void {
    if (!vscode.workspace.isTrusted) return;
    const live = this.fleet.flatMap(({ sweeps }) => sweeps.filter((sweep) => !atRest(sweep)));
    const looking =
      this.#viewers.size > 0 ||
      (live.length > 0 && vscode.window.state.focused) ||
      live.some(({ budget }) => budget !== undefined) ||
      (!this.loaded && this.failure === undefined && this.expectsNews());
    for (const watch of this.#watches) watch.look(looking);
  }
}
