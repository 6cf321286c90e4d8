/**
 * Lets one call continue with a resource that EC2 may not know yet, a new instance profile. The others wait for its
 * answer, so that not all of them are refused.
 */
export class FirstUseGate {
  readonly #unknown: Set<string>;
  readonly #leaders = new Map<string, Promise<unknown>>();

  constructor(names: Iterable<string>) {
    this.#unknown = new Set(names);
  }

  async through<T>(name: string | undefined, call: () => Promise<T>): Promise<T> {
    if (name === undefined) return call();
    while (this.#unknown.has(name)) {
      const leader = this.#leaders.get(name);
      if (leader === undefined) return this.#lead(name, call);
      await leader.catch(() => undefined); // Its own caller gets the error.
    }
    return call();
  }

  async #lead<T>(name: string, call: () => Promise<T>): Promise<T> {
    const answer = call();
    this.#leaders.set(name, answer);
    try {
      const known = await answer;
      this.#unknown.delete(name);
      return known;
    } finally {
      this.#leaders.delete(name);
    }
  }
}
