import { logFile, parseRunKey, type RunKey, resultsFolder, type Writer } from '../../agent/record';
import { firstAttempt } from '../../plan/plan';
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
  readonly #runs: ReadonlyMap<string, Attempts>;

  constructor(
    private readonly sweepId: string,
    runs: readonly (Attempts & Pick<RunView, 'name'>)[],
  ) {
    this.#runs = new Map(runs.map((run) => [run.name, run]));
  }

  /** Undefined if no run of this sweep wrote it, or a run other than the one in the key. */
  read(key: string): RunKey | undefined {
    const found = parseRunKey(this.sweepId, key);
    const run = found === undefined ? undefined : this.#runs.get(found.runName);
    return found !== undefined && run !== undefined && isOf(run, found.writer) ? found : undefined;
  }

  /** The same for collected objects: those of the last attempt of a run, and the logs of the attempts before it. */
  collected(key: string): Found | undefined {
    const found = parseRunKey(this.sweepId, key);
    const run = found === undefined ? undefined : this.#runs.get(found.runName);
    if (found === undefined || run === undefined) return undefined;
    const path = isOf(run, found.writer) ? pathOf(found.path) : earlierLog(run, found);
    return path === undefined ? undefined : { run: found.runName, path };
  }
}

/** What decides which attempts of a run a writer can be. */
type Attempts = Pick<RunView, 'attempt' | 'earlier' | 'index' | 'instanceId'>;

/** Whether the last attempt of a run belongs to this writer. */
export const isOf = ({ attempt = firstAttempt, index, instanceId }: Attempts, writer: Writer): boolean =>
  writer.by === 'instance'
    ? writer.instanceId === instanceId
    : writer.index === index && writer.attempt === attempt;

/** `output.1.log`: the log of an attempt that another one followed. */
function earlierLog({ earlier = [], index }: Attempts, { path, writer }: RunKey): string | undefined {
  if (path !== logFile) return undefined;
  const wrote = earlier.find(({ attempt, instance }) =>
    writer.by === 'instance'
      ? writer.instanceId === instance?.id
      : writer.index === index && writer.attempt === attempt,
  );
  return wrote === undefined ? undefined : logFile.replace(/(?=\.log$)/, `.${wrote.attempt}`);
}

/** The path of an object below its run's folder; undefined for objects that aren't collected. */
function pathOf(path: string): string | undefined {
  if (path === logFile) return logFile;
  return path.startsWith(resultsFolder) && path.length > resultsFolder.length
    ? path.slice(resultsFolder.length)
    : undefined;
}
