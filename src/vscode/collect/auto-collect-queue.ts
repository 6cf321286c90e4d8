import type { Clock } from '../../engine/clock';
import type { SweepView } from '../../engine/view';
import { isUnfinished } from '../fleet/states';

export interface FollowingOptions {
  readonly clock: Clock;
  /** Brings what is new of a sweep into the workspace. False: another collect is at it, so it is to be tried again. */
  collect(sweep: SweepView, signal: AbortSignal): Promise<boolean>;
  /** Something keeps a sweep from being followed: it is left alone until `resume`. */
  onTrouble(sweep: SweepView, error: unknown): void;
  /** A sweep has ended and is collected completely, so it leaves the queue. */
  onDone(sweep: SweepView): void;
}

/** Milliseconds between two collects: runs that end together come together, and S3 is listed seldom. */
const pause = 10_000;

/**
 * Collects sweeps along while they run: whenever runs have ended since the last time. One collect at a time for all of them,
 * so nothing overlaps and nothing piles up.
 */
export class AutoCollectQueue {
  readonly #sweeps = new Map<string, SweepView>();
  /** How many runs had ended when a sweep was collected last. */
  readonly #collected = new Map<string, number>();
  readonly #troubled = new Set<string>();
  readonly #aborter = new AbortController();
  #current: { readonly sweepId: string; readonly aborter: AbortController } | undefined;
  #working = false;

  constructor(private readonly options: FollowingOptions) {}

  /** The current sweeps to collect. A sweep that is missing leaves the queue. */
  update(sweeps: readonly SweepView[]): void {
    this.#sweeps.clear();
    for (const sweep of sweeps) this.#sweeps.set(sweep.id, sweep);
    if (this.#current !== undefined && !this.#sweeps.has(this.#current.sweepId))
      this.#current.aborter.abort();
    for (const known of [...this.#collected.keys(), ...this.#troubled])
      if (!this.#sweeps.has(known)) {
        this.#collected.delete(known);
        this.#troubled.delete(known);
      }
    this.#look();
  }

  /** What went wrong may be fixed: tries again. Without an id, all of them. */
  resume(sweepId?: string): void {
    if (sweepId === undefined) this.#troubled.clear();
    else this.#troubled.delete(sweepId);
    this.#look();
  }

  isTroubled(sweepId: string): boolean {
    return this.#troubled.has(sweepId);
  }

  dispose(): void {
    this.#sweeps.clear();
    this.#aborter.abort();
    this.#current?.aborter.abort();
  }

  #look(): void {
    if (this.#working) return;
    const next = [...this.#sweeps.values()].find((sweep) => this.#isDue(sweep));
    if (next === undefined) return;
    this.#working = true;
    this.#take(next)
      .catch(() => undefined) // disposed while it waited: nothing is left to do
      .finally(() => {
        this.#working = false;
        this.#look();
      });
  }

  #isDue(sweep: SweepView): boolean {
    if (this.#troubled.has(sweep.id)) return false;
    const ended = endedOf(sweep);
    return sweep.finished || ended > (this.#collected.get(sweep.id) ?? 0);
  }

  async #take(sweep: SweepView): Promise<void> {
    const aborter = new AbortController();
    this.#current = { sweepId: sweep.id, aborter };
    try {
      if (await this.options.collect(sweep, aborter.signal)) {
        this.#collected.set(sweep.id, endedOf(sweep));
        if (sweep.finished && this.#sweeps.delete(sweep.id)) this.options.onDone(sweep);
      }
    } catch (error) {
      if (!aborter.signal.aborted) {
        this.#troubled.add(sweep.id);
        this.options.onTrouble(sweep, error);
      }
    } finally {
      this.#current = undefined;
    }
    await this.options.clock.sleep(pause, this.#aborter.signal);
  }
}

const endedOf = (sweep: SweepView): number => sweep.runs.filter((run) => !isUnfinished(run)).length;
