import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type MetricChunk, parseMetricPath, runsPrefix } from '../../agent/record';
import { curvesOf, type RunCurves } from '../../results/curves/curve';
import { type MetricRow, readRows } from '../../results/curves/metric-rows';
import { Authors } from '../collect/authors';
import { sideBySide } from '../collect/side-by-side';
import type { Store, StoredObject } from '../ports';
import type { SweepView } from '../view';

/** Chunks that are fetched at the same time. */
const atOnce = 32;
/** Sweeps whose curves are kept: those that someone looks at. */
const mostSweeps = 4;
/** Bytes of a packed chunk, and unpacked: the agent cuts chunks of 4 MiB. What is larger isn't its work. */
const largestChunk = 8 * 1024 * 1024;
const largestText = 32 * 1024 * 1024;

const unpack = promisify(gunzip);

type Source = Pick<Store, 'list' | 'read'>;

interface Chunk extends MetricChunk {
  readonly object: StoredObject;
}

/** What was read of a run, and the curves of that. */
interface Known {
  /** By key; a chunk is written once. */
  readonly rows: Map<string, readonly MetricRow[]>;
  /** The keys that `curves` is made from. */
  keys: string;
  curves: RunCurves;
}

/** The curves of the sweeps looked at last: one LIST per thousand objects of a sweep, and a GET for each new chunk. */
export class MetricChunks {
  readonly #sweeps = new Map<string, Map<string, Known>>();

  /** The curves of every run that has written any, by its name. @param newest of each source read only the newest chunks */
  async read(
    view: Pick<SweepView, 'id' | 'runs'>,
    store: Source,
    signal: AbortSignal | undefined,
    newest = Number.POSITIVE_INFINITY,
  ): Promise<ReadonlyMap<string, RunCurves>> {
    const known = this.#knownOf(view.id);
    const found = await chunksIn(view, store, newest, signal);
    const missing = [...found].flatMap(([run, chunks]) =>
      chunks
        .filter(({ object }) => known.get(run)?.rows.has(object.key) !== true)
        .map((chunk) => ({ run, chunk })),
    );
    await sideBySide(missing, atOnce, async ({ chunk, run }) => {
      const rows = await rowsOf(chunk, store, signal);
      if (rows === undefined) return;
      const one = known.get(run) ?? {
        rows: new Map(),
        keys: '',
        curves: { stepName: undefined, curves: new Map() },
      };
      known.set(run, one);
      one.rows.set(chunk.object.key, rows);
    });
    return new Map(
      view.runs.flatMap(({ name }): [string, RunCurves][] => {
        const one = known.get(name);
        const chunks = found.get(name);
        return one === undefined || chunks === undefined ? [] : [[name, curvesFrom(one, chunks)]];
      }),
    );
  }

  #knownOf(sweepId: string): Map<string, Known> {
    const known = this.#sweeps.get(sweepId) ?? new Map<string, Known>();
    this.#sweeps.delete(sweepId);
    this.#sweeps.set(sweepId, known);
    const [oldest] = this.#sweeps.keys();
    if (this.#sweeps.size > mostSweeps && oldest !== undefined) this.#sweeps.delete(oldest);
    return known;
  }
}

function curvesFrom(known: Known, chunks: readonly Chunk[]): RunCurves {
  const read = chunks.filter(({ object }) => known.rows.has(object.key));
  const keys = read.map(({ object }) => object.key).join('\n');
  if (keys === known.keys) return known.curves;
  const rows = read.flatMap(({ object }) => known.rows.get(object.key) ?? []);
  // Lines of the file and of `spored metric` in the order in which they were written.
  const both = new Set(read.map(({ source }) => source)).size > 1;
  known.curves = curvesOf(both ? rows.toSorted((a, b) => a.time - b.time) : rows);
  known.keys = keys;
  return known.curves;
}

/** The chunks of each run in their order, of each source those of its newest generation. */
async function chunksIn(
  { id, runs }: Pick<SweepView, 'id' | 'runs'>,
  store: Source,
  newest: number,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, readonly Chunk[]>> {
  const authors = new Authors(id, runs);
  const streams = new Map<string, Map<string, Chunk[]>>();
  for await (const object of store.list(runsPrefix(id), signal)) {
    const { path = '', runName } = authors.read(object.key) ?? {};
    const chunk = parseMetricPath(path);
    if (runName === undefined || chunk === undefined || object.size > largestChunk) continue;
    const ofRun = streams.get(runName) ?? new Map<string, Chunk[]>();
    streams.set(runName, ofRun);
    const before = ofRun.get(chunk.source) ?? [];
    const generation = before[0]?.generation ?? 0;
    if (chunk.generation < generation) continue;
    ofRun.set(chunk.source, [...(chunk.generation > generation ? [] : before), { ...chunk, object }]);
  }
  return new Map(
    [...streams].map(([run, ofRun]) => [
      run,
      [...ofRun.values()].flatMap((chunks) => chunks.sort((a, b) => a.number - b.number).slice(-newest)),
    ]),
  );
}

/** Undefined if it isn't text that gzip has packed, or too much of it. @throws Failure */
async function rowsOf(
  { object, since, until }: Chunk,
  store: Source,
  signal: AbortSignal | undefined,
): Promise<readonly MetricRow[] | undefined> {
  const parts: Uint8Array[] = [];
  for await (const part of await store.read(object.key, { ifMatch: object.etag, signal })) parts.push(part);
  const text = await unpacked(Buffer.concat(parts));
  return text === undefined ? [] : readRows(text, { since: since * 1000, until: until * 1000 });
}

async function unpacked(bytes: Uint8Array): Promise<string | undefined> {
  try {
    return (await unpack(bytes, { maxOutputLength: largestText })).toString('utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
