/** Milliseconds: the period of the rate, the interval between two of its samples, and the time before the first one. */
const window = 5_000;
const step = 100;
const least = 500;

/** The transfer rate over the last seconds. */
export class Rate {
  #samples: { readonly at: number; readonly bytes: number }[] = [];

  constructor(private readonly now: () => number) {}

  /** Bytes per second at this total; undefined while it is too early. */
  at(bytes: number): number | undefined {
    const at = this.now();
    const last = this.#samples.at(-1);
    if (last === undefined || at - last.at >= step) {
      this.#samples = this.#samples.filter((sample) => at - sample.at <= window);
      this.#samples.push({ at, bytes });
    }
    const [first] = this.#samples;
    if (first === undefined || at - first.at < least) return undefined;
    return (bytes - first.bytes) / ((at - first.at) / 1000);
  }
}
