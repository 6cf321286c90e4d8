import type * as vscode from 'vscode';

const key = 'spawn.told';
/** Maximum number of stored notifications. */
const kept = 1_000;

/** Notifications that this workspace has shown, stored across restarts so that none is shown twice. */
export class ShownNotifications {
  readonly #told: Set<string>;

  constructor(private readonly memory: vscode.Memento) {
    this.#told = new Set(memory.get<readonly string[]>(key, []));
  }

  /** True for the first call with this argument, and false for all later ones. */
  async once(what: string): Promise<boolean> {
    if (this.#told.has(what)) return false;
    this.#told.add(what);
    await this.memory.update(key, [...this.#told].slice(-kept));
    return true;
  }
}
