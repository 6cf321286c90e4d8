import { Failure } from '../failure';
import { launchSweep, readRecord } from '../launch/launch';
import type { LaunchContext } from '../launch/launcher';
import { recordedRuns } from '../record/sweep-record';
import type { KnownSweep } from '../record/sweep-repository';
import type { RunFacts } from '../track/sweep-view';
import { trackOne } from '../track/tracker';
import type { SweepView } from '../view';
import { decideOn } from './decide';

export interface DriveContext extends LaunchContext {
  /** Sees the sweep each time that it was looked at. */
  onView?(view: SweepView): void;
}

/** Between two looks at the sweep, in milliseconds. */
const pause = 10_000;
/** Before another attempt of a run, in milliseconds: twice as long after each. */
const backOff = { base: 10_000, cap: 300_000 };
/** How often in a row a look may fail for reasons that pass; with the pauses, more than an hour. */
const mostFailures = 20;

/** Launches what of a sweep is left, and the further attempts of runs whose last one is over. */
export class Driver {
  #launching: Promise<void> | undefined;
  #failure: unknown;
  /** How many more looks the next attempt of a run waits for, by run and attempt. */
  readonly #waits = new Map<string, number>();

  constructor(
    private readonly sweep: KnownSweep,
    private readonly context: DriveContext,
  ) {}

  /**
   * @param until `launched`: returns once nothing is left to launch, even if runs need another attempt later; `finished`: returns
   *   once no job is running and no attempt follows
   * @throws Failure when it has to pause; another driver continues from there
   */
  async run(until: 'launched' | 'finished'): Promise<void> {
    try {
      for (let failures = 0; ; ) {
        this.context.signal?.throwIfAborted();
        try {
          if (await this.#step(until)) return;
          failures = 0;
        } catch (error) {
          failures += 1;
          if (!passes(error) || failures > mostFailures) throw error;
        }
        await this.#rest(Math.min(backOff.cap, pause * 3 ** failures));
      }
    } finally {
      // It listens to the same signal, so it ends, too.
      await this.#launching;
    }
  }

  /** Looks at the sweep once, and does what is due. True: nothing more is to be done. */
  async #step(until: 'launched' | 'finished'): Promise<boolean> {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure;
    const view = await trackOne(this.sweep, this.context);
    this.context.onView?.(view);
    await this.#retryDue();
    this.#launch();
    return this.#launching === undefined && (until === 'launched' || this.#isOver(view));
  }

  /** Decides on the attempts whose time has come, unless another process does. */
  async #retryDue(): Promise<void> {
    const { clock, signal } = this.context;
    const { log, views } = this.sweep;
    const now = clock.now();
    const due = [...views.standings()].filter((facts) => this.#isDue(facts));
    if (due.length === 0 || log.state().cancelled !== undefined) return;
    log.refuseForeign();
    const entries = await Promise.all(due.map((facts) => decideOn(this.sweep, facts, { now, signal })));
    try {
      await log.append(entries);
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'AnotherLeads') throw error;
      // Someone canceled, or our own decision was written although its answer was lost: the next look shows it.
      await readRecord(this.sweep, signal);
    }
  }

  #isDue({ evidence, run, standing: { next } }: RunFacts): boolean {
    if (next?.kind !== 'waits' || !next.isOver) return false;
    const before = evidence.retries?.length ?? 0;
    const name = `${run.index}.${before}`;
    const longest = Math.min(backOff.cap, backOff.base * 2 ** before);
    const waits = this.#waits.get(name) ?? Math.round((this.context.random() * longest) / pause);
    this.#waits.set(name, waits - 1);
    return waits <= 0;
  }

  #launch(): void {
    const { cancelled, runs } = this.sweep.log.state();
    const isLeft = runs.some(({ state }) => state === 'queued' || state === 'launching');
    if (!isLeft || cancelled !== undefined || this.#launching !== undefined) return;
    this.#launching = launchSweep(this.sweep, this.context)
      .catch((error: unknown) => {
        this.#failure = error;
      })
      .finally(() => {
        this.#launching = undefined;
      });
  }

  /** Until it is time to look again, or at once when a launch has ended. */
  async #rest(milliseconds: number): Promise<void> {
    const { clock, signal } = this.context;
    const launched = new AbortController();
    const signals = [launched.signal, ...(signal === undefined ? [] : [signal])];
    void this.#launching?.then(() => launched.abort());
    await clock.sleep(milliseconds, AbortSignal.any(signals)).catch((error: unknown) => {
      if (!launched.signal.aborted || signal?.aborted === true) throw error;
    });
  }

  #isOver({ finished }: SweepView): boolean {
    return finished || this.sweep.log.state().cancelled !== undefined;
  }
}

/** A computer that slept, a network that is away, throttling. */
const passes = (error: unknown): boolean =>
  error instanceof Failure && ['network', 'throttled', 'unavailable'].includes(error.kind);

/** Launches what of a sweep is left, and while that takes time, the further attempts of runs that need one. */
export async function launchRest(sweep: KnownSweep, context: LaunchContext): Promise<void> {
  const retries = recordedRuns(sweep.record.plan).some(({ settings }) => settings.retry !== undefined);
  await (retries ? new Driver(sweep, context).run('launched') : launchSweep(sweep, context));
}
