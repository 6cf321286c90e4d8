import type { ResultReading } from '../../results/reading';

/** Sweeps whose readings are kept: those that someone looks at. */
const mostSweeps = 4;

interface Known {
  readonly etag: string;
  readonly reading: ResultReading;
}

/** What was read of the results of the sweeps looked at last: while a sweep runs, only what is new is fetched. */
export class Readings {
  readonly #sweeps = new Map<string, Map<string, Known>>();

  /** What an object of this version said; undefined where it was not read, or has been written again. */
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
