import { logFile, parseRunKey, type RunKey, resultsFolder, type Writer } from '../../agent/record';
import type { RunView } from '../view';

/** An object of the record that one of these runs wrote, and its location in the folder of the run. */
export interface Found {
  readonly run: string;
  readonly path: string;
}

/**
 * Which instance wrote which object, from the keys of one sweep. An object that an instance wrote under the name of
 * another run isn't that run's.
 */
export class Authors {
  readonly #runs: ReadonlyMap<string, Pick<RunView, 'index' | 'instanceId'>>;

  constructor(
    private readonly sweepId: string,
    runs: readonly Pick<RunView, 'index' | 'instanceId' | 'name'>[],
  ) {
    this.#runs = new Map(runs.map((run) => [run.name, run]));
  }

  /** Undefined if no run of this sweep wrote it, or a run other than the one in the key. */
  read(key: string): RunKey | undefined {
    const found = parseRunKey(this.sweepId, key);
    const run = found === undefined ? undefined : this.#runs.get(found.runName);
    return found !== undefined && run !== undefined && isOf(run, found.writer) ? found : undefined;
  }

  /** The same for collected objects. */
  collected(key: string): Found | undefined {
    const found = this.read(key);
    const path = found === undefined ? undefined : pathOf(found.path);
    return found === undefined || path === undefined ? undefined : { run: found.runName, path };
  }
}

/** Whether a run belongs to this writer. */
export const isOf = (
  { index, instanceId }: Pick<RunView, 'index' | 'instanceId'>,
  writer: Writer,
): boolean => (writer.by === 'instance' ? writer.instanceId === instanceId : writer.index === index);

/** The path of an object below its run's folder; undefined for objects that aren't collected. */
function pathOf(path: string): string | undefined {
  if (path === logFile) return logFile;
  return path.startsWith(resultsFolder) && path.length > resultsFolder.length
    ? path.slice(resultsFolder.length)
    : undefined;
}
