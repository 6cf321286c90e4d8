import { collectedSweepId } from '../../engine/collect/manifest';
import type { Provider } from '../../engine/connection';
import type { CollectOutcome, CollectProgress } from '../../engine/engine';
import type { Clouds } from '../fleet/clouds';
import { apart, type ResultsFolders } from './folder';

export interface CollectTask {
  readonly provider: Provider;
  readonly sweepId: string;
  readonly directory: string;
  onProgress(progress: CollectProgress): void;
  readonly signal: AbortSignal;
}

/** Collects of this window. Two collects to one folder never overlap: the user's own one has priority over an automatic one. */
export class Collections {
  readonly #going = new Map<string, { readonly done: Promise<unknown>; stop(): void }>();

  constructor(
    private readonly clouds: Clouds,
    readonly folders: ResultsFolders,
  ) {}

  /** A collect by the user: stops an automatic collect to this folder, and waits for another one. */
  async collect(task: CollectTask): Promise<CollectOutcome> {
    let other = this.#going.get(task.directory);
    while (other !== undefined) {
      other.stop();
      await other.done;
      task.signal.throwIfAborted();
      other = this.#going.get(task.directory);
    }
    return this.#run(task, () => undefined);
  }

  /** An automatic collect; undefined if the user's own collect to this folder is active, or was started in the meantime. */
  async collectAlong(task: CollectTask): Promise<CollectOutcome | undefined> {
    if (this.#going.has(task.directory)) return undefined;
    const aborter = new AbortController();
    const signal = AbortSignal.any([task.signal, aborter.signal]);
    try {
      return await this.#run({ ...task, signal }, () => aborter.abort());
    } catch (error) {
      if (aborter.signal.aborted) return undefined;
      throw error;
    }
  }

  /** The folder of a sweep without a prompt: never one with other results. Undefined if no folder is open for it. */
  async directoryFor(sweepId: string): Promise<string | undefined> {
    const holding = await this.folders.holding(sweepId);
    if (holding !== undefined) return holding;
    const results = this.folders.inWorkspace(sweepId);
    if (results === undefined) return undefined;
    return (await collectedSweepId(results)) === undefined ? results : apart(results, sweepId);
  }

  #run(task: CollectTask, stop: () => void): Promise<CollectOutcome> {
    const running = this.#collect(task).finally(() => this.#going.delete(task.directory));
    this.#going.set(task.directory, { done: running.catch(() => undefined), stop });
    return running;
  }

  async #collect({ directory, onProgress, provider, signal, sweepId }: CollectTask): Promise<CollectOutcome> {
    const { engine } = await this.clouds.of(provider);
    const within = await this.folders.boundsOf(directory);
    const outcome = await engine.collect(sweepId, directory, onProgress, signal, { within });
    await this.folders.remember(sweepId, directory);
    return outcome;
  }
}
