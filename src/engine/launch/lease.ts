import { t } from '@vscode/l10n';
import type { Clock } from '../clock';
import { Failure } from '../failure';
import type { Store } from '../ports';
import { leaseKey } from '../record/keys';

/** A lease that wasn't renewed for this time belongs to a process that has ended. Milliseconds. */
export const leaseLife = 60_000;
const renewal = 20_000;

/** The identity of the requesting process for other processes. */
export interface Self {
  /** Identifies this engine uniquely. */
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  /** Whether another process of this machine is running. */
  isRunning(pid: number): boolean;
}

interface Holder {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  /** Milliseconds since the epoch, by the holder's clock. */
  readonly at: number;
}

/**
 * The process that launches a sweep: one object in its record, written by conditional PUT and renewed while it is held.
 * It prevents two windows from doing the same work. The log ensures that nothing is launched twice, even if clocks
 * disagree.
 */
export class Lease {
  readonly #end = new AbortController();
  #etag: string | undefined;
  #renewing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly store: Store,
    private readonly sweepId: string,
    private readonly clock: Clock,
    private readonly self: Self,
  ) {}

  /**
   * Takes the lease, and calls `onLost` if another process takes it over. `fresh`: no other process can hold it yet.
   * @throws Failure `AnotherLeads` while another process holds it.
   */
  static async take(
    store: Store,
    sweepId: string,
    { clock, fresh, self }: { readonly clock: Clock; readonly fresh: boolean; readonly self: Self },
    onLost: (failure: Failure) => void,
  ): Promise<Lease> {
    const lease = new Lease(store, sweepId, clock, self);
    await lease.#acquire(fresh);
    lease.#renewing = lease.#renew(onLost);
    return lease;
  }

  async release(): Promise<void> {
    this.#end.abort();
    await this.#renewing;
    if (this.#etag !== undefined) await this.store.remove(leaseKey(this.sweepId));
  }

  async #acquire(fresh: boolean): Promise<void> {
    const found = fresh ? undefined : await this.store.readVersion(leaseKey(this.sweepId));
    if (found !== undefined) {
      const holder = parseHolder(found.text);
      if (holder !== undefined && this.#holds(holder)) throw anotherLeads(this.sweepId, holder);
    }
    const condition = found === undefined ? { ifNoneMatch: true } : { ifMatch: found.etag };
    const etag = await this.#written(condition);
    if (etag === undefined) throw anotherLeads(this.sweepId, undefined);
    this.#etag = etag;
  }

  /** Undefined if another process has written it. */
  async #written(condition: {
    readonly ifNoneMatch?: boolean;
    readonly ifMatch?: string;
  }): Promise<string | undefined> {
    try {
      return await this.#write(condition);
    } catch (error) {
      if (!isTaken(error)) throw error;
      // A retry after a lost answer finds its own object.
      const found = await this.store.readVersion(leaseKey(this.sweepId));
      const ours = found !== undefined && parseHolder(found.text)?.id === this.self.id;
      return ours ? found.etag : undefined;
    }
  }

  #holds({ at, host, id, pid }: Holder): boolean {
    if (id === this.self.id || this.clock.now() - at > leaseLife) return false;
    return host !== this.self.host || pid === this.self.pid || this.self.isRunning(pid);
  }

  async #renew(onLost: (failure: Failure) => void): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      try {
        await this.clock.sleep(renewal, signal);
        const etag = await this.#written(this.#etag === undefined ? {} : { ifMatch: this.#etag });
        this.#etag = etag;
        if (etag !== undefined) continue;
        onLost(anotherLeads(this.sweepId, undefined));
        return;
      } catch (error) {
        if (signal.aborted) return;
        // No network, or no credentials: the launch gets the same error, and reports it.
        if (!(error instanceof Failure)) throw error;
      }
    }
  }

  #write(condition: { readonly ifNoneMatch?: boolean; readonly ifMatch?: string }): Promise<string> {
    const { host, id, pid } = this.self;
    const holder: Holder = { id, host, pid, at: this.clock.now() };
    return this.store.write(leaseKey(this.sweepId), JSON.stringify(holder), condition);
  }
}

const isTaken = (error: unknown): boolean =>
  error instanceof Failure && (error.code === 'PreconditionFailed' || error.code === 'NoSuchKey');

function parseHolder(text: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isHolder(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const isHolder = (value: unknown): value is Holder =>
  typeof value === 'object' &&
  value !== null &&
  'id' in value &&
  'host' in value &&
  'pid' in value &&
  typeof value.pid === 'number' &&
  'at' in value &&
  typeof value.at === 'number';

function anotherLeads(sweepId: string, holder: Holder | undefined): Failure {
  const message =
    holder === undefined
      ? t(
          'Another window or machine is launching {0}. This one only watches; nothing is launched twice.',
          sweepId,
        )
      : t(
          'Process {0} on {1} is launching {2}. This window only watches; nothing is launched twice.',
          holder.pid,
          holder.host,
          sweepId,
        );
  return new Failure('rejected', 'AnotherLeads', message);
}
