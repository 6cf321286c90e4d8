import type { ResultReading } from '../../results/reading';

/** Maximum number of sweeps in the cache: those that are shown. */
const mostSweeps = 4;

interface Known {
  readonly etag: string;
  readonly reading: ResultReading;
}

/** Cached results of the sweeps that were read last: while a sweep is running, only new results are downloaded. */
export class Readings {
  readonly #sweeps = new Map<string, Map<string, Known>>();

  /** The content of this version of an object; undefined if it wasn't read, or has changed. */
  get(sweepId: string, key: string, etag: string): ResultReading | undefined {
    const known = this.#sweeps.get(sweepId)?.get(key);
    return known?.etag === etag ? known.reading : undefined;
  }

  set(sweepId: string, key: string, etag: string, reading: ResultReading): void {
    const known = this.#sweeps.get(sweepId) ?? new Map<string, Known>();
    known.set(key, { etag, reading });
    this.#sweeps.delete(sweepId);
    this.#sweeps.set(sweepId, known);
    const [oldest] = this.#sweeps.keys();
    if (this.#sweeps.size > mostSweeps && oldest !== undefined) this.#sweeps.delete(oldest);
  }
}
