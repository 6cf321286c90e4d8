import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../../engine/clock';
import { Failure } from '../../engine/failure';
import type { SweepView } from '../../engine/view';
import { runsIn } from '../../text/counts';
import { Disposables } from '../disposables';
import { asFailure, isCancelled, remediesOf } from '../failures';
import type { Clouds } from '../fleet/clouds';
import type { LaunchHistory } from '../fleet/launch-history';
import type { FleetStore } from '../fleet/store';
import { readSettings } from '../settings';
import { tell, tellBriefly } from '../shown';
import { AutoCollectQueue } from './auto-collect-queue';
import type { Collections } from './collections';

const key = 'spawn.following';
/** The name with which it subscribes to the store. */
const viewer = 'spawn.following';

/** `on` and `off` are a user's choice for a sweep; `auto` follows the setting that applied while the sweep ran. */
type Wish = 'on' | 'off' | 'auto';

export interface AlongServices {
  readonly store: FleetStore;
  readonly clouds: Clouds;
  readonly launches: LaunchHistory;
  readonly collections: Collections;
  readonly memory: vscode.Memento;
  readonly clock: Clock;
  readonly log: vscode.LogOutputChannel;
}

/**
 * Collects results to the workspace while their sweep is running: with `spawn.collect.auto`, or because the user
 * enabled it for a sweep.
 */
export class AutoCollect extends Disposables {
  readonly #following: AutoCollectQueue;
  readonly #changed = this.track(new vscode.EventEmitter<void>());
  /** The set of collected sweeps has changed. */
  readonly onDidChange = this.#changed.event;
  #followed: ReadonlySet<string> = new Set();

  constructor(private readonly services: AlongServices) {
    super();
    const { clock, clouds, store } = services;
    this.#following = this.track(
      new AutoCollectQueue({
        clock,
        collect: (sweep, signal) => this.#collect(sweep, signal),
        onTrouble: (sweep, error) => {
          this.#tell(sweep, error).catch((failed: unknown) => this.#warn(failed));
        },
        onDone: ({ id }) => this.#wish(id, undefined).catch((failed: unknown) => this.#warn(failed)),
      }),
    );
    this.track(store.onDidChange(() => this.#update()));
    // New credentials or settings: the reason that prevented collecting may no longer apply.
    this.track(clouds.onDidChange(() => this.#following.resume()));
    this.track(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('spawn.collect.auto')) this.#update();
      }),
    );
    this.#update();
  }

  isFollowing(sweepId: string): boolean {
    return this.#followed.has(sweepId);
  }

  /** Enables it regardless of the setting. @throws Failure if no folder is open for its results */
  async start(sweepId: string): Promise<void> {
    if ((await this.services.collections.directoryFor(sweepId)) === undefined) throw noFolder(sweepId);
    this.#following.resume(sweepId);
    await this.#wish(sweepId, 'on');
  }

  async stop(sweepId: string): Promise<void> {
    await this.#wish(sweepId, 'off');
  }

  override dispose(): void {
    this.services.store.view(viewer, false);
    super.dispose();
  }

  async #wish(sweepId: string, wish: Wish | undefined): Promise<void> {
    const { [sweepId]: _, ...others } = this.#wishes;
    await this.services.memory.update(key, wish === undefined ? others : { ...others, [sweepId]: wish });
    this.#update();
  }

  get #wishes(): Readonly<Record<string, Wish>> {
    return this.services.memory.get(key, {});
  }

  #update(): void {
    const { collections, launches, memory, store } = this.services;
    const { collectAuto } = readSettings();
    const sweeps = store.fleet.flatMap((place) => place.sweeps);
    const wishes = new Map(Object.entries(this.#wishes));
    const isOfSetting = ({ finished, id }: SweepView): boolean =>
      collectAuto &&
      !finished &&
      !wishes.has(id) &&
      launches.fileOf(id) !== undefined &&
      collections.folders.inWorkspace(id) !== undefined;
    const newcomers = sweeps.filter(isOfSetting);
    for (const { id } of newcomers) wishes.set(id, 'auto');
    const followed = sweeps.filter(({ id }) => {
      const wish = wishes.get(id);
      return wish === 'on' || (wish === 'auto' && collectAuto);
    });
    const ids = new Set(followed.map(({ id }) => id));
    const news = ids.size !== this.#followed.size || [...ids].some((id) => !this.#followed.has(id));
    this.#followed = ids;
    // Stored immediately: a sweep that ends while VS Code is closed is collected when it is opened again.
    if (newcomers.length > 0)
      memory.update(key, Object.fromEntries(wishes)).then(undefined, (failed: unknown) => this.#warn(failed));
    this.#following.update(vscode.workspace.isTrusted ? followed : []);
    if (!news) return;
    this.#changed.fire();
    store.view(viewer, ids.size > 0);
  }

  async #collect(sweep: SweepView, signal: AbortSignal): Promise<boolean> {
    const { collections, log, store } = this.services;
    const directory = await collections.directoryFor(sweep.id);
    const provider = store.find(sweep.id)?.provider;
    if (directory === undefined || provider === undefined) throw noFolder(sweep.id);
    const outcome = await collections
      .collectAlong({ provider, sweepId: sweep.id, directory, onProgress: () => undefined, signal })
      .catch((error: unknown) => {
        // The connection to the cloud was reopened: there is no error, and the next attempt uses the new one.
        if (isCancelled(error) && !signal.aborted) return undefined;
        // Another window, or a terminal, is collecting to the same folder.
        if (meetsAnother(error)) return undefined;
        throw error;
      });
    if (outcome === undefined) return false;
    log.info(`collected ${outcome.files} files of ${sweep.id} along the way into ${outcome.directory}`);
    for (const note of outcome.notes) log.warn(note);
    if (outcome.files > 0)
      tellBriefly(
        t('Spawn: {0} of {1} of {2} collected', outcome.runs, runsIn(sweep.runs.length), sweep.id),
        5_000,
      );
    return true;
  }

  /** One sentence for one sweep, with a button. */
  async #tell(sweep: SweepView, error: unknown): Promise<void> {
    const failure = asFailure(error);
    this.services.log.warn('collect along', failure.code, failure.message);
    const resume = t('Resume');
    const stop = t('Stop');
    const [remedy] = remediesOf(failure);
    const chosen = await tell.warning(
      t('Auto-collecting {0} is paused: {1}', sweep.id, failure.message),
      ...(remedy === undefined ? [resume, stop] : [resume, remedy.title, stop]),
    );
    if (chosen === resume) this.#following.resume(sweep.id);
    else if (chosen === stop) await this.stop(sweep.id);
    else if (remedy !== undefined && chosen === remedy.title)
      await vscode.commands.executeCommand(remedy.command);
  }

  #warn(error: unknown): void {
    this.services.log.warn('collect along', error instanceof Error ? error.message : String(error));
  }
}

const noFolder = (sweepId: string): Failure =>
  new Failure(
    'bad-input',
    'NoFolder',
    t(
      'No folder is open for the results of {0}. Open a folder, or use “Collect Results”, which asks for one.',
      sweepId,
    ),
  );

/** Errors when two processes write the same file at once: its temporary name exists, or no longer exists. */
function meetsAnother(error: unknown): boolean {
  if (!(error instanceof Failure) || !(error.cause instanceof Error) || !('syscall' in error.cause))
    return false;
  const { syscall } = error.cause;
  return (error.code === 'EEXIST' && syscall === 'open') || (error.code === 'ENOENT' && syscall === 'rename');
}
