import { t } from '@vscode/l10n';
import { logFile } from '../../agent/record';
import type { CollectedOfRun, CollectOutcome, CollectProgress } from '../engine';
import { Failure } from '../failure';
import type { MetricChunks } from '../metrics/metric-chunks';
import type { Store } from '../ports';
import { downloadItem } from './download-item';
import { ResultsFolder } from './folder';
import { type Item, itemsOf, type Sources } from './items';
import { type Collected, collectedBefore, formatManifest, readManifest } from './manifest';
import { writeMetrics } from './metrics-file';
import { besideFolder, folderOfRun, manifestName } from './safe-path';
import { sideBySide } from './side-by-side';
import { writeTables } from './tables';

export interface CollectContext extends Sources {
  readonly directory: string;
  /** The folder that must contain the directory, after links are resolved; undefined if the user chose the directory. */
  readonly within: string | undefined;
  /** Where runs report metrics, and what is known of them. */
  readonly metrics: Pick<Store, 'list' | 'read'>;
  readonly chunks: MetricChunks;
  onProgress(progress: CollectProgress): void;
}

const atOnce = 32;

/**
 * Downloads the current output of the runs to `<directory>/<run name>/`, with a table of all runs. Only new and changed
 * files are downloaded; existing files stay complete even if collecting fails.
 */
export async function collectFiles(options: CollectContext): Promise<CollectOutcome> {
  try {
    return await collectInto(await ResultsFolder.open(options.directory, options.within), options);
  } catch (error) {
    throw storageFailure(error, options.directory);
  }
}

async function collectInto(folder: ResultsFolder, options: CollectContext): Promise<CollectOutcome> {
  const { onProgress, signal, view } = options;
  const { items: listed, notes } = await itemsOf(options);
  notes.push(...(await noteOnOther(folder, view.id, listed)));
  const before = await readManifest(folder.root, view.id);
  const known = new Map<string, Collected>(before);
  const items: Item[] = [...listed];
  const stale: number[] = [];
  await sideBySide(listed.entries(), atOnce, async ([place, item]) => {
    const path = await freePath(item, folder);
    if (path !== item.path)
      notes.push(t('{0} is a folder here, so the file is saved as {1}.', item.path, path));
    const placed = { ...item, path };
    items[place] = placed;
    if (!(await isCurrent(placed, before, folder))) stale.push(place);
  });
  const awaited = stale.sort((a, b) => a - b).flatMap((place) => items[place] ?? []);
  const totals = { totalFiles: awaited.length, totalBytes: sum(awaited.map(({ object }) => object.size)) };
  let files = 0;
  let bytes = 0;
  let missed = 0;
  const fetched = new Set(awaited);
  const there = new Set(items.filter((item) => !fetched.has(item)));
  const report = (): void => onProgress({ files, bytes, ...totals });
  report();
  const onBytes = (count: number): void => {
    bytes += count;
    report();
  };
  try {
    await sideBySide(awaited, atOnce, async (item) => {
      const brought = await downloadItem(item, folder, onBytes, signal);
      if (brought.kind !== 'whole') {
        notes.push(brought.note);
        if (brought.kind === 'missed') missed += 1;
        return;
      }
      there.add(item);
      known.set(item.path, { etag: brought.object.etag, size: brought.object.size });
      files += 1;
      report();
    });
  } finally {
    // Also after a failure, so that downloaded files aren't downloaded again.
    await folder.writeText(manifestName, formatManifest(view.id, known));
  }
  const reported = await options.chunks.read(view, options.metrics, signal);
  const tables = await writeTables(folder, view, items, reported);
  await writeMetrics(folder, reported);
  return {
    directory: options.directory,
    files,
    bytes,
    missed,
    unchanged: items.length - awaited.length,
    runs: new Set(items.map(({ run }) => run)).size,
    ofRuns: countsOf(there),
    metrics: reported.size,
    notes: [...notes, ...tables],
    view,
  };
}

/** For each run, which of its files are in the folder now. */
function countsOf(there: Iterable<Item>): ReadonlyMap<string, CollectedOfRun> {
  const counts = new Map<string, CollectedOfRun>();
  for (const { path, run } of there) {
    const { files, log } = counts.get(run) ?? { files: 0, log: false };
    const isLog = path === `${folderOfRun(run)}/${logFile}`;
    counts.set(run, { files: files + (isLog ? 0 : 1), log: log || isLog });
  }
  return counts;
}

/** The path of an item if a folder has its name. */
async function freePath({ path }: Item, folder: ResultsFolder): Promise<string> {
  return (await folder.isFolder(path)) ? besideFolder(path) : path;
}

/** Another sweep was collected to this folder before: its remaining files must not be mistaken for this sweep's. */
async function noteOnOther(
  folder: ResultsFolder,
  sweepId: string,
  items: readonly Item[],
): Promise<readonly string[]> {
  const other = await collectedBefore(folder.root);
  if (other === undefined || other.sweepId === sweepId) return [];
  const own = new Set(items.map(({ path }) => path));
  const left = other.files.filter((file) => !own.has(file)).length;
  if (left === 0)
    return [
      t('This folder had the results of {0}. All of its files are now those of {1}.', other.sweepId, sweepId),
    ];
  return [
    left === 1
      ? t(
          'This folder had the results of {0}. results.csv and results.json are now those of {1}, and 1 file of {0} is still next to them.',
          other.sweepId,
          sweepId,
        )
      : t(
          'This folder had the results of {0}. results.csv and results.json are now those of {1}, and {2} files of {0} are still next to them.',
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
          'The disk of {0} is full. Nothing is lost: files that were collected are complete, and the rest are still where they were. Free some space and collect again.',
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
              "The results can't be written to {0} ({1}). They are safe in their original location: collect into another folder.",
              directory,
              error.message,
            ),
            { cause: error },
          )
        : error;
  }
}
