import * as vscode from 'vscode';
import type { Provider } from '../../engine/connection';
import type { SweepView } from '../../engine/view';

/** The sweep file of a launched sweep: the record contains its name and text, this window knows its path. */
interface Launch {
  readonly sweepId: string;
  readonly uri: string;
  readonly provider: Provider;
}

const key = 'spawn.launches';
/** Maximum number of stored launches; the record keeps all of them. */
const kept = 500;

/** The launches of this workspace, remembered over restarts. */
export class LaunchHistory {
  readonly #session = new Set<string>();

  constructor(private readonly memory: vscode.Memento) {}

  async remember(sweepId: string, uri: vscode.Uri, provider: Provider): Promise<void> {
    this.#session.add(sweepId);
    const launch: Launch = { sweepId, uri: uri.toString(), provider };
    const others = this.#all().filter((other) => other.sweepId !== sweepId);
    await this.memory.update(key, [launch, ...others].slice(0, kept));
  }

  /** True if any sweep was launched from this workspace. */
  get any(): boolean {
    return this.#all().length > 0;
  }

  /** True for a sweep that this session launched: its progress is already shown. */
  isNew(sweepId: string): boolean {
    return this.#session.has(sweepId);
  }

  /** The file of this sweep, if this workspace knows it. */
  fileOf(sweepId: string): vscode.Uri | undefined {
    const launch = this.#all().find((other) => other.sweepId === sweepId);
    return launch === undefined ? undefined : vscode.Uri.parse(launch.uri, true);
  }

  /**
   * The newest of these sweeps that was launched from this file; for sweeps that another window or the CLI launched, by
   * the file's name.
   */
  lastOf(uri: vscode.Uri, sweeps: readonly SweepView[]): SweepView | undefined {
    const launches = new Map(this.#all().map((launch) => [launch.sweepId, launch.uri]));
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    const own = sweeps.filter((sweep) => {
      const from = launches.get(sweep.id);
      return from === undefined ? sweep.fileName === name : from === uri.toString();
    });
    return own.reduce<SweepView | undefined>(
      (last, sweep) => (last === undefined || sweep.createdAt > last.createdAt ? sweep : last),
      undefined,
    );
  }

  #all(): readonly Launch[] {
    return this.memory.get<readonly Launch[]>(key, []);
  }
}
