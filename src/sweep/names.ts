/** How many runs have each name. Names that differ only in case are one file on some platforms, so they count as one name here. */
export class Names {
  readonly #counts = new Map<string, number>();
  readonly #shared = new Set<string>();

  add(name: string): void {
    const key = name.toLowerCase();
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    if (count > 1) this.#shared.add(key);
  }

  remove(name: string): void {
    const key = name.toLowerCase();
    const count = (this.#counts.get(key) ?? 0) - 1;
    if (count > 0) this.#counts.set(key, count);
    else this.#counts.delete(key);
    if (count <= 1) this.#shared.delete(key);
  }

  has(name: string): boolean {
    return this.#counts.has(name.toLowerCase());
  }

  /** Whether any name is taken twice. */
  get clash(): boolean {
    return this.#shared.size > 0;
  }

  isShared(name: string): boolean {
    return this.#shared.has(name.toLowerCase());
  }
}
