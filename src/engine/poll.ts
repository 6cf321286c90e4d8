import type { Clock, Random } from './clock';
import { Failure } from './failure';

/**
 * The result of a poll, which determines when the next one is due:
 * `changing`: something is launching, ending, or differs from the poll before · `steady`: running and unchanged ·
 * `idle`: nothing is running, so polling stops until `poke`.
 */
export type Activity = 'changing' | 'steady' | 'idle';

/** What the poller is doing, for a view's message. Times are milliseconds since the epoch. */
export type PollerState =
  /** Nothing is running, or nothing was requested yet. */
  | { readonly kind: 'idle' }
  /** There are no subscribers. */
  | { readonly kind: 'hidden' }
  | { readonly kind: 'polling' }
  | { readonly kind: 'waiting'; readonly until: number; readonly activity: 'changing' | 'steady' }
  /** The last poll failed, and the next one follows by itself. `failures` in a row so far. */
  | {
      readonly kind: 'backing-off';
      readonly until: number;
      readonly failures: number;
      readonly failure: unknown;
    }
  /** The last poll failed in a way that only the user can fix (credentials, permission): waits for `poke` or `look(true)`. */
  | { readonly kind: 'blocked'; readonly failure: unknown };

/** Milliseconds between polls. */
export interface PollerPace {
  /** While something changes. */
  readonly changing: number;
  /** Maximum pause while nothing changes; the pause doubles up to it, starting at `changing`. */
  readonly steady: number;
  /** Maximum pause after failures; the pause is uniform in [0, min(longest, changing × 2^failures)), and at least one second. */
  readonly backOff: number;
}

const defaultPace: PollerPace = { changing: 5_000, steady: 30_000, backOff: 120_000 };

export interface PollerOptions {
  /** One poll. The signal aborts when the poller is disposed. */
  poll(signal: AbortSignal): Promise<Activity>;
  readonly clock: Clock;
  readonly random: Random;
  /** Called at every change of state, and never after `dispose`. */
  onState?(state: PollerState): void;
  readonly pace?: PollerPace;
}

const shortestBackOff = 1_000;

/**
 * Polls while there is a subscriber and a running instance: a single chain of timers, so that polls never overlap. It
 * starts hidden and idle: call `look(true)` when the view is shown, and `poke()` when there may be news (activation, a
 * launch, a cancel).
 */
export class Poller {
  readonly #options: PollerOptions;
  readonly #pace: PollerPace;
  readonly #disposal = new AbortController();
  #visible = false;
  /** Whether to poll at all: false when nothing is running. */
  #wanted = false;
  /** News arrived during a poll: the next one follows immediately. */
  #again = false;
  #polling = false;
  #timer: AbortController | undefined;
  #due = 0;
  #steadyPause = 0;
  #failures = 0;
  #state: PollerState = { kind: 'idle' };

  constructor(options: PollerOptions) {
    this.#options = options;
    this.#pace = options.pace ?? defaultPace;
    this.#steadyPause = this.#pace.changing;
  }

  get state(): PollerState {
    return this.#state;
  }

  /**
   * Sets whether the results of polls are visible. While hidden, no poll begins. When visible again, a poll that was
   * due in the meantime begins immediately.
   */
  look(visible: boolean): void {
    if (this.#disposal.signal.aborted || visible === this.#visible) return;
    this.#visible = visible;
    if (!visible) {
      this.#stopTimer();
      if (this.#wanted && !this.#polling) this.#enter({ kind: 'hidden' });
      return;
    }
    if (this.#state.kind === 'blocked') this.#wanted = true;
    if (this.#wanted && !this.#polling) this.#schedule(Math.max(0, this.#due - this.#options.clock.now()));
  }

  /** There may be news: polls immediately (or when it is visible again), and continues from there. */
  poke(): void {
    if (this.#disposal.signal.aborted) return;
    this.#wanted = true;
    this.#due = 0;
    this.#steadyPause = this.#pace.changing;
    if (this.#polling) this.#again = true;
    else if (this.#visible) this.#schedule(0);
    else this.#enter({ kind: 'hidden' });
  }

  /** Ends the active poll and all later ones. */
  dispose(): void {
    this.#disposal.abort();
    this.#stopTimer();
  }

  #schedule(pause: number): void {
    this.#stopTimer();
    if (pause <= 0) {
      this.#start();
      return;
    }
    const timer = new AbortController();
    this.#timer = timer;
    this.#options.clock.sleep(pause, timer.signal).then(
      () => {
        if (this.#timer === timer) this.#start();
      },
      () => undefined, // Aborted: the caller that aborted it decides what happens next.
    );
  }

  #stopTimer(): void {
    this.#timer?.abort();
    this.#timer = undefined;
  }

  #start(): void {
    this.#timer = undefined;
    this.#polling = true;
    this.#again = false;
    this.#enter({ kind: 'polling' });
    this.#once().then(
      (activity) => this.#succeeded(activity),
      (failure: unknown) => this.#failed(failure),
    );
  }

  async #once(): Promise<Activity> {
    return this.#options.poll(this.#disposal.signal);
  }

  #succeeded(activity: Activity): void {
    this.#polling = false;
    this.#failures = 0;
    if (activity !== 'steady') this.#steadyPause = this.#pace.changing;
    if (activity === 'idle' && !this.#again) {
      this.#wanted = false;
      this.#enter({ kind: 'idle' });
      return;
    }
    if (activity === 'steady') this.#steadyPause = Math.min(this.#pace.steady, this.#steadyPause * 2);
    const pause = activity === 'steady' ? this.#steadyPause : this.#pace.changing;
    this.#next(pause, (until) => ({
      kind: 'waiting',
      until,
      activity: activity === 'steady' ? 'steady' : 'changing',
    }));
  }

  #failed(failure: unknown): void {
    this.#polling = false;
    this.#failures += 1;
    if (needsUser(failure) && !this.#again) {
      this.#wanted = false;
      this.#due = 0;
      this.#enter({ kind: 'blocked', failure });
      return;
    }
    const longest = Math.min(this.#pace.backOff, this.#pace.changing * 2 ** this.#failures);
    const pause = Math.max(shortestBackOff, this.#options.random() * longest);
    const failures = this.#failures;
    this.#next(pause, (until) => ({ kind: 'backing-off', until, failures, failure }));
  }

  #next(pause: number, waiting: (until: number) => PollerState): void {
    if (this.#disposal.signal.aborted) return;
    const wait = this.#again ? 0 : pause;
    this.#due = this.#options.clock.now() + wait;
    if (!this.#visible) {
      this.#enter({ kind: 'hidden' });
      return;
    }
    if (wait > 0) this.#enter(waiting(this.#due));
    this.#schedule(wait);
  }

  #enter(state: PollerState): void {
    if (this.#disposal.signal.aborted) return;
    this.#state = state;
    this.#options.onState?.(state);
  }
}

/** Failures that a retry doesn't fix. */
function needsUser(failure: unknown): boolean {
  return failure instanceof Failure && (failure.kind === 'credentials' || failure.kind === 'permission');
}
