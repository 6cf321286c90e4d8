import type { Clock, Random } from '../../engine/clock';
import type { Provider } from '../../engine/connection';
import type { Engine } from '../../engine/engine';
import { Failure } from '../../engine/failure';
import { type Activity, Poller, type PollerState } from '../../engine/poll';
import type { Instance } from '../../engine/ports';
import type { SweepSummary, SweepView } from '../../engine/view';
import type { PlaceFleet } from './nodes';
import { isUnfinished } from './states';

/** The engine methods that a watch uses. */
export type Watched = Pick<Engine, 'sweeps' | 'views' | 'instances'>;

export interface WatchOptions {
  readonly provider: Provider;
  /** The engine of the current cloud. @throws Failure */
  open(): Promise<Watched>;
  readonly clock: Clock;
  readonly random: Random;
  /** Called whenever anything visible has changed. */
  onChange(): void;
}

/** Number of sweeps that are shown at first, and added by every *Load Older*. */
const page = 20;
/** Milliseconds after which sweeps and instances of other windows and machines are requested again. */
const surveyEvery = 60_000;
/** Failures that require the user, and that a retry doesn't fix. */
const waitsForUser: ReadonlySet<string> = new Set(['LocalCloudNotRunning', 'NoRegion']);

/**
 * The state of one cloud, updated by polling. A finished sweep is read once; a running one is read with every poll, all
 * of them together. Both trees and the status bar use it.
 */
export class PlaceWatch {
  readonly #options: WatchOptions;
  readonly #poller: Poller;
  readonly #views = new Map<string, SweepView>();
  #summaries: readonly SweepSummary[] = [];
  #instances: readonly Instance[] = [];
  #pages = 1;
  #surveyedAt = Number.NEGATIVE_INFINITY;
  #loaded = false;
  #waiting: Failure | undefined;
  /** When the last poll succeeded. Milliseconds since the epoch. */
  #readAt: number | undefined;
  /** The last poll failed, so the data may have changed since. */
  #stale = false;
  #pollerState: PollerState = { kind: 'idle' };

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#poller = new Poller({
      poll: (signal) => this.#poll(signal),
      clock: options.clock,
      random: options.random,
      onState: (state) => this.#enter(state),
    });
  }

  get fleet(): PlaceFleet {
    const shown = this.#shown();
    return {
      provider: this.#options.provider,
      sweeps: shown.flatMap(({ id }) => this.#views.get(id) ?? []),
      instances: this.#instances,
      older: this.#summaries.length - shown.length,
      ...(this.#stale && this.#readAt !== undefined ? { staleSince: this.#readAt } : {}),
    };
  }

  /** True after a successful poll. */
  get loaded(): boolean {
    return this.#loaded;
  }

  /** Why the data isn't up to date; undefined if it is. */
  get failure(): unknown {
    if (this.#waiting !== undefined) return this.#waiting;
    const state = this.#pollerState;
    return state.kind === 'backing-off' || state.kind === 'blocked' ? state.failure : undefined;
  }

  look(visible: boolean): void {
    this.#poller.look(visible);
  }

  /** There may be news: requests everything again. */
  refresh(): void {
    this.#surveyedAt = Number.NEGATIVE_INFINITY;
    this.#poller.poke();
  }

  loadOlder(): void {
    this.#pages += 1;
    this.#poller.poke();
  }

  /** Applies the result of a launch, cancel, or resume before the next poll. */
  accept(view: SweepView): void {
    this.#views.set(view.id, view);
    if (!this.#summaries.some(({ id }) => id === view.id))
      this.#summaries = [
        { id: view.id, name: view.name, createdAt: view.createdAt, size: view.runs.length },
        ...this.#summaries,
      ];
    this.#instances = refreshed(this.#instances, [view]);
    this.#options.onChange();
    this.#poller.poke();
  }

  dispose(): void {
    this.#poller.dispose();
  }

  #shown(): readonly SweepSummary[] {
    return this.#summaries.slice(0, this.#pages * page);
  }

  #enter(state: PollerState): void {
    const failed = this.failure;
    this.#pollerState = state;
    if (this.failure !== failed && state.kind !== 'polling') this.#options.onChange();
  }

  async #poll(signal: AbortSignal): Promise<Activity> {
    try {
      const engine = await this.#options.open();
      const activity = await this.#read(engine, signal);
      this.#waiting = undefined;
      this.#stale = false;
      this.#readAt = this.#options.clock.now();
      this.#loaded = true;
      this.#options.onChange();
      return activity;
    } catch (error) {
      this.#stale ||= !isPassing(error);
      if (!(error instanceof Failure) || !waitsForUser.has(error.code)) throw error;
      this.#surveyedAt = Number.NEGATIVE_INFINITY;
      this.#waiting = error;
      this.#loaded = true;
      this.#options.onChange();
      return 'idle';
    }
  }

  async #read(engine: Watched, signal: AbortSignal): Promise<Activity> {
    const now = this.#options.clock.now();
    let surveyed = false;
    if (now - this.#surveyedAt >= surveyEvery || now < this.#surveyedAt) {
      const [summaries, instances] = await Promise.all([engine.sweeps(signal), engine.instances(signal)]);
      this.#summaries = [...summaries].sort((a, b) => b.createdAt - a.createdAt || b.id.localeCompare(a.id));
      this.#instances = instances;
      this.#surveyedAt = now;
      surveyed = true;
    }
    const due = this.#shown().filter(({ id }) => {
      const view = this.#views.get(id);
      return view === undefined || !atRest(view);
    });
    const views =
      due.length === 0
        ? []
        : await engine.views(
            due.map(({ id }) => id),
            signal,
          );
    let changing = false;
    const news: SweepView[] = [];
    for (const view of views) {
      const before = this.#views.get(view.id);
      changing ||= before === undefined || moved(before, view);
      if (surveyed || before === undefined || !sameInstances(before, view)) news.push(view);
      this.#views.set(view.id, view);
    }
    this.#instances = refreshed(this.#instances, news);
    const lives = views.some((view) => !atRest(view)) || this.#instances.some(({ state }) => alive(state));
    return !lives ? 'idle' : changing ? 'changing' : 'steady';
  }
}

/** It doesn't show whether the cloud is reachable: the poll was aborted, or throttled. */
const isPassing = (error: unknown): boolean =>
  (error instanceof Failure && (error.kind === 'throttled' || error.kind === 'cancelled')) ||
  (error instanceof Error && error.name === 'AbortError');

/** It can no longer change: every job has ended, and no instance costs money. */
export const atRest = (view: SweepView): boolean => view.finished && view.runs.every((run) => !run.billing);

const alive = (state: string): boolean => state !== 'terminated' && state !== 'stopped';

function moved(before: SweepView, after: SweepView): boolean {
  if (after.runs.some((run) => isUnfinished(run) && run.state !== 'running' && run.state !== 'overdue'))
    return true;
  // The same list: there was no news about any of them.
  if (after.runs === before.runs) return false;
  return after.runs.some((run, i) => {
    const old = before.runs[i];
    return old === undefined || old.state !== run.state || old.instance?.state !== run.instance?.state;
  });
}

const sameInstances = (before: SweepView, after: SweepView): boolean =>
  after.runs === before.runs || after.runs.every(({ instance }, i) => instance === before.runs[i]?.instance);

/** The instances with the updates of newer views; new ones are added. */
function refreshed(instances: readonly Instance[], views: readonly SweepView[]): readonly Instance[] {
  const newer = new Map<string, Instance>();
  for (const view of views)
    for (const { instance } of view.runs) if (instance !== undefined) newer.set(instance.id, instance);
  if (newer.size === 0) return instances;
  const kept = instances.map((instance) => {
    const update = newer.get(instance.id);
    newer.delete(instance.id);
    return update ?? instance;
  });
  return [...kept, ...newer.values()];
}
