import { setMaxListeners } from 'node:events';
import { t } from '@vscode/l10n';
import { Failure } from '../failure';
import type { KnownSweep } from '../record/sweep-repository';
import type { LaunchContext } from './launcher';
import { Lease, type Self } from './lease';

/** The active launches of this engine: one at a time for each sweep, which other callers can end. */
export class ActiveLaunches {
  readonly #launches = new Map<string, { readonly abort: AbortController; readonly end: Promise<void> }>();

  constructor(private readonly self: Self) {}

  leads(sweepId: string): boolean {
    return this.#launches.has(sweepId);
  }

  /**
   * Takes the lead of a sweep while it is launched. `fresh`: no other process can know the sweep yet.
   * @throws Failure `AnotherLeads` or `LaunchingAlready`, or any failure of the launch
   */
  async lead(
    sweep: KnownSweep,
    options: LaunchContext,
    fresh: boolean,
    work: (options: LaunchContext) => Promise<void>,
  ): Promise<void> {
    const { sweepId } = sweep.record.plan;
    if (this.#launches.has(sweepId)) throw launchingAlready(sweepId);
    const abort = new AbortController();
    const signal =
      options.signal === undefined ? abort.signal : AbortSignal.any([options.signal, abort.signal]);
    // Every request listens.
    setMaxListeners(0, signal);
    const end = this.#hold(sweep, { ...options, signal }, fresh, abort, work).catch((error: unknown) => {
      throw signal.aborted && !(error instanceof Failure) ? stopped(error) : error;
    });
    this.#launches.set(sweepId, { abort, end });
    try {
      await end;
    } finally {
      this.#launches.delete(sweepId);
    }
  }

  /** Ends the launch of this sweep, and waits until its last call is answered. */
  async stop(sweepId: string): Promise<void> {
    const launch = this.#launches.get(sweepId);
    if (launch === undefined) return;
    launch.abort.abort(stopped());
    await launch.end.catch(() => undefined); // The caller of the launch gets the error.
  }

  dispose(): void {
    for (const { abort } of this.#launches.values()) abort.abort(stopped());
  }

  async #hold(
    { record, store }: KnownSweep,
    options: LaunchContext,
    fresh: boolean,
    abort: AbortController,
    work: (options: LaunchContext) => Promise<void>,
  ): Promise<void> {
    const { clock } = options;
    const { self } = this;
    const lease = await Lease.take(store, record.plan.sweepId, { clock, fresh, self }, (failure) =>
      abort.abort(failure),
    );
    try {
      await work(options);
    } finally {
      await lease.release().catch(whenFailed);
    }
  }
}

/** A lease that can't be released expires by itself. */
const whenFailed = (error: unknown): void => {
  if (!(error instanceof Failure)) throw error;
};

const stopped = (cause?: unknown): Failure =>
  new Failure(
    'cancelled',
    'Stopped',
    t('The launch was stopped. Running instances continue. Resume the sweep to launch the rest.'),
    { cause },
  );

const launchingAlready = (sweepId: string): Failure =>
  new Failure('rejected', 'LaunchingAlready', t('{0} is already being launched.', sweepId));
