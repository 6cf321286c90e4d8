interface Disposable {
  dispose(): unknown;
}

/** Owns the objects that it tracks, and disposes of them in reverse order. */
export class Disposables implements Disposable {
  readonly #tracked: Disposable[] = [];

  track<T extends Disposable>(thing: T): T {
    this.#tracked.push(thing);
    return thing;
  }

  dispose(): void {
    for (const thing of this.#tracked.splice(0).reverse()) thing.dispose();
  }
}
