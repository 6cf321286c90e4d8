import { setMaxListeners } from 'node:events';
import PQueue from 'p-queue';
import { type RunAttempt, runTagsOf } from '../../plan/plan';
import type { Clock, Random } from '../clock';
import { Failure } from '../failure';
import type { Cloud } from '../ports';
import { fullJitter } from './back-off';

/** An instance that doesn't have the tags of its run yet. */
export interface Unnamed {
  readonly instanceId: string;
  readonly region: string;
  readonly run: RunAttempt;
  /** Milliseconds since the epoch. */
  readonly launchedAt: number;
}

/** EC2 can tag a new instance only after a while. */
const tries = 8;

/** Maximum time for which names are held back, in milliseconds. */
const longestHold = 5_000;

/** Names instances in the background, within the limits of EC2's token buckets. A name that can't be set is left for `resume`. */
export class Tagger {
  readonly #queue = new PQueue({ concurrency: 8 });
  readonly #disposal = new AbortController();
  readonly #failures: Failure[] = [];
  #holders = 0;
  #added = 0;

  constructor(
    private readonly cloud: Cloud,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {
    // Each active name adds a listener.
    setMaxListeners(0, this.#disposal.signal);
  }

  add(unnamed: readonly Unnamed[]): void {
    this.#added += unnamed.length;
    for (const one of unnamed) {
      this.#queue.add(() => this.#name(one)).catch((error: unknown) => this.#remember(error));
    }
  }

  /** Holds names back so that launches have priority: until the returned function is called, or for five seconds. */
  hold(): () => void {
    this.#holders += 1;
    this.#queue.pause();
    let released = false;
    const release = (): void => {
      if (released) return;
      released = true;
      this.#holders -= 1;
      over.abort();
      if (this.#holders === 0) this.#queue.start();
    };
    const over = new AbortController();
    this.clock.sleep(longestHold, over.signal).then(release, () => undefined); // Released before.
    return release;
  }

  /** Settles when no names are left, whatever the result. */
  idle(): Promise<void> {
    return this.#queue.onIdle();
  }

  /**
   * Settles when no names are left. Returns the errors since the last call.
   * @param onNamed gets the number of named instances and the total, immediately and after each name
   */
  async settle(
    onNamed: (named: number, total: number) => void = () => undefined,
  ): Promise<readonly Failure[]> {
    const report = (): void => {
      const left = this.#queue.size + this.#queue.pending;
      if (left > 0) onNamed(this.#added - left, this.#added);
    };
    report();
    this.#queue.on('next', report);
    try {
      await this.#queue.onIdle();
    } finally {
      this.#queue.off('next', report);
    }
    return this.#failures.splice(0);
  }

  dispose(): void {
    this.#queue.clear();
    this.#disposal.abort();
  }

  async #name({ instanceId, region, run, launchedAt }: Unnamed): Promise<void> {
    const tags = runTagsOf(run, new Date(launchedAt));
    const { signal } = this.#disposal;
    for (let failures = 0; ; failures += 1) {
      try {
        await this.cloud.compute(region).tag([instanceId], tags, signal);
        return;
      } catch (error) {
        if (!mayPass(error) || failures + 1 >= tries) throw error;
        await fullJitter(this.clock, this.random, failures, { base: 1_000, cap: 30_000 }, signal);
      }
    }
  }

  #remember(error: unknown): void {
    if (this.#disposal.signal.aborted) return;
    const failure = error instanceof Failure ? error : undefined;
    this.#failures.push(
      failure ?? new Failure('unavailable', 'TagsMissing', String(error), { cause: error }),
    );
  }
}

const mayPass = (error: unknown): boolean =>
  error instanceof Failure &&
  (error.kind === 'throttled' ||
    error.kind === 'network' ||
    error.kind === 'unavailable' ||
    error.kind === 'not-found');
