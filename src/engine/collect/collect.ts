import { t } from '@vscode/l10n';
import { runPrefix } from '../../agent/record';
import type { Clock } from '../clock';
import type { CollectOutcome, CollectProgress } from '../engine';
import { Failure } from '../failure';
import type { Store, StoredObject } from '../ports';
import type { SweepView } from '../view';
import { download } from './download';
import { ResultsFolder } from './folder';
import { type Collected, collectedBefore, formatManifest, manifestName, readManifest } from './manifest';
import { pathOfKey, placeAll, runOfKey } from './place';
import { sideBySide } from './side-by-side';
import { csvName, jsonName, writeTables } from './tables';

export interface CollectOptions {
  readonly view: SweepView;
  /** Where to look for what a run has written: the first that has any of it counts. */
  readonly stores: readonly Store[];
  readonly directory: string;
  readonly clock: Clock;
  onProgress(progress: CollectProgress): void;
  readonly signal: AbortSignal | undefined;
}

/** An object of the record and the file it becomes. */
interface Item {
  readonly object: StoredObject;
  readonly store: Store;
  readonly run: string;
  readonly path: string;
}

const atOnce = 32;
/** Between two reports of progress: people read no faster. Milliseconds. */
const reportPause = 100;

/**
 * Brings what the runs have written so far into `<directory>/<run name>/`, and the table of all runs beside them. Only what
 * is new or changed is fetched; what is there stays whole whatever happens on the way.
 */
export async function collect(options: CollectOptions): Promise<CollectOutcome> {
  try {
    return await collectInto(await ResultsFolder.open(options.directory), options);
  } catch (error) {
    throw storageFailure(error, options.directory);
  }
}

async function collectInto(folder: ResultsFolder, options: CollectOptions): Promise<CollectOutcome> {
  const { clock, onProgress, signal, view } = options;
  const { items, notes } = await itemsOf(options);
  notes.push(...(await noteOnOther(folder, view.id, items)));
  const before = await readManifest(folder.root, view.id);
  const known = new Map<string, Collected>(before);
  const current = new Set<Item>();
  await sideBySide(items, atOnce, async (item) => {
    if (await isCurrent(item, before, folder)) current.add(item);
  });
  const stale = items.filter((item) => !current.has(item));
  const totals = { totalFiles: stale.length, totalBytes: sum(stale.map(({ object }) => object.size)) };
  let files = 0;
  let bytes = 0;
  let reportedAt = Number.NEGATIVE_INFINITY;
  const report = (): void => {
    const now = clock.now();
    if (Math.abs(now - reportedAt) < reportPause) return;
    reportedAt = now;
    onProgress({ files, bytes, ...totals });
  };
  report();
  const fetch = async ({ object, path, store }: Item): Promise<void> => {
    signal?.throwIfAborted();
    try {
      await folder.write(path, (temporary) =>
        download(
          store,
          object,
          temporary,
          (count) => {
            bytes += count;
            report();
          },
          signal,
        ),
      );
    } catch (error) {
      if (!isPassing(error)) throw error;
      notes.push(t('{0} was being written anew, and is left for the next time.', path));
      return;
    }
    known.set(path, { etag: object.etag, size: object.size });
    files += 1;
    report();
  };
  try {
    await sideBySide(stale, atOnce, fetch);
  } finally {
    // Also after a failure: what was fetched need not be fetched again.
    await folder.writeText(manifestName, formatManifest(view.id, known));
  }
  onProgress({ files, bytes, ...totals });
  const tables = await writeTables(folder, view, items);
  return {
    directory: options.directory,
    files,
    bytes,
    unchanged: items.length - stale.length,
    runs: new Set(items.map(({ run }) => run)).size,
    notes: [...notes, ...tables],
    view,
  };
}

/** What there is to collect: in a bucket, one LIST per thousand objects. */
export async function itemsOf({
  signal,
  stores,
  view,
}: Pick<CollectOptions, 'signal' | 'stores' | 'view'>): Promise<{
  readonly items: readonly Item[];
  readonly notes: string[];
}> {
  const runs = new Set(view.runs.map((run) => run.name));
  const found: { item: Omit<Item, 'path'>; raw: string }[] = [];
  for (const store of stores) {
    const known = new Set(found.map(({ item }) => item.run));
    for await (const object of store.list(runPrefix(view.id, '').slice(0, -1), signal)) {
      const run = runOfKey(view.id, object.key);
      if (run === undefined || !runs.has(run) || known.has(run)) continue;
      const path = pathOfKey(view.id, run, object.key);
      if (path !== undefined) found.push({ item: { object, run, store }, raw: `${run}/${path}` });
    }
  }
  const placed = placeAll(found, [csvName, jsonName, manifestName]);
  return {
    items: placed.map(({ item, path }) => ({ ...item, path })),
    notes: placed.flatMap(({ item, moved, path }) =>
      moved ? [t('{0} is kept as {1}, a name that is safe on every system.', item.object.key, path)] : [],
    ),
  };
}

/** Another sweep was collected into this folder before: what stays of it must not be taken for this one's. */
async function noteOnOther(
  folder: ResultsFolder,
  sweepId: string,
  items: readonly Item[],
): Promise<readonly string[]> {
  const other = await collectedBefore(folder.root);
  if (other === undefined || other.sweepId === sweepId) return [];
  const own = new Set(items.map(({ path }) => path));
  const left = other.files.filter((file) => !own.has(file)).length;
  return [
    t(
      'This folder held the results of {0}. results.csv and results.json are those of {1} now, and {2} files of {0} lie beside them still.',
      other.sweepId,
      sweepId,
      left,
    ),
  ];
}

async function isCurrent(
  { object, path }: Item,
  known: ReadonlyMap<string, Collected>,
  folder: ResultsFolder,
): Promise<boolean> {
  const before = known.get(path);
  if (before?.etag !== object.etag || before.size !== object.size) return false;
  return (await folder.sizeOf(path)) === object.size;
}

/** The object changed or went while it was fetched. */
const isPassing = (error: unknown): boolean =>
  error instanceof Failure && (error.code === 'PreconditionFailed' || error.kind === 'not-found');

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

function storageFailure(error: unknown, directory: string): unknown {
  if (!(error instanceof Error) || error instanceof Failure || !('code' in error)) return error;
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new Failure(
        'storage',
        'DiskFull',
        t(
          'The disk of {0} is full. Nothing is lost: what was fetched is whole, the rest is where it was. Free some space and collect again.',
          directory,
        ),
        { cause: error },
      );
    default:
      return typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code)
        ? new Failure(
            'storage',
            error.code,
            t(
              'The results cannot be written to {0} ({1}). Where they came from they are safe: collect into another folder.',
              directory,
              error.message,
            ),
            { cause: error },
          )
        : error;
  }
}
