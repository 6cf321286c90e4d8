import type { Clock } from '../../engine/clock';
import type { SweepView } from '../../engine/view';
import { isUnfinished } from '../fleet/states';

export interface FollowingOptions {
  readonly clock: Clock;
  /** Collects new files of a sweep to the workspace. False: another collect is active, so try again later. */
  collect(sweep: SweepView, signal: AbortSignal): Promise<boolean>;
  /** An error prevents collecting a sweep: it is skipped until `resume`. */
  onTrouble(sweep: SweepView, error: unknown): void;
  /** A sweep has ended and is completely collected, so it leaves the queue. */
  onDone(sweep: SweepView): void;
}

/** Milliseconds between two collects: runs that end at about the same time are collected together, with fewer S3 listings. */
const pause = 10_000;

/**
 * Collects sweeps while they are running, after runs have ended. Only one collect at a time for all of them, so that
 * collects never overlap.
 */
export class AutoCollectQueue {
  readonly #sweeps = new Map<string, SweepView>();
  /** The number of ended runs when a sweep was last collected. */
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

  /** The cause of an error may have been fixed: tries again. Without an ID, for all sweeps. */
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
      .catch(() => undefined) // disposed while waiting: nothing to do
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
