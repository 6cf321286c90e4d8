import { t } from '@vscode/l10n';
import { logFile, parseRunKey, runsPrefix } from '../../agent/record';
import type { StoredObject } from '../ports';
import type { LogSource } from '../record/log-parts';
import type { SweepView } from '../view';
import { Authors } from './authors';
import { folderOfRun, placeSafely } from './safe-path';

/** An object of the record and the file it becomes. */
export interface Item {
  readonly object: StoredObject;
  readonly store: LogSource;
  readonly run: string;
  /** Path below the folder of the sweep. */
  readonly path: string;
}

export interface Sources {
  readonly view: SweepView;
  /** Where to look for the output of a run. If several writers have a file, the first one counts; for a log, the longest. */
  readonly stores: readonly LogSource[];
  readonly signal: AbortSignal | undefined;
}

interface Found {
  readonly item: Omit<Item, 'path'>;
  readonly raw: string;
}

/** The objects to collect: in a bucket, one LIST per thousand objects. */
export async function itemsOf({ signal, stores, view }: Sources): Promise<{
  readonly items: readonly Item[];
  readonly notes: string[];
}> {
  const authors = new Authors(view.id, view.runs);
  const found = new Set<Found>();
  let strange = 0;
  for (const store of stores) {
    const elsewhere = new Map([...found].map((each) => [each.raw, each]));
    for await (const object of store.list(runsPrefix(view.id), signal)) {
      const { path, run } = authors.collected(object.key) ?? {};
      if (isFolderMark(object)) continue;
      if (parseRunKey(view.id, object.key) === undefined) strange += 1;
      if (path === undefined || run === undefined) continue;
      const raw = `${folderOfRun(run)}/${path}`;
      const before = elsewhere.get(raw);
      if (before !== undefined) {
        // Logs only grow.
        if (path !== logFile || object.size <= before.item.object.size) continue;
        found.delete(before);
      }
      found.add({ item: { object, run, store }, raw });
    }
  }
  const placed = placeSafely([...found]);
  return {
    items: placed.map(({ item, path }) => ({ ...item, path })),
    notes: [
      ...placed.flatMap(({ item, moved, path }) =>
        moved
          ? [
              t(
                '{0} is saved as {1}, a name that is valid on every operating system.',
                visible(item.object.key),
                path,
              ),
            ]
          : [],
      ),
      ...strangers(strange),
    ],
  };
}

/** Instances can only write below their own names: other objects are from someone else. */
function strangers(count: number): readonly string[] {
  if (count === 0) return [];
  return [
    count === 1
      ? t("1 object in the results of this sweep wasn't written by a Spawn instance and is not collected.")
      : t(
          "{0} objects in the results of this sweep weren't written by Spawn instances and are not collected.",
          count,
        ),
  ];
}

/** The S3 console and some tools create an empty object for a folder, which has no content to collect. */
const isFolderMark = ({ key, size }: StoredObject): boolean => size === 0 && key.endsWith('/');

/** Control characters as their codes, since a terminal would interpret them. */
const visible = (key: string): string =>
  key.replace(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
