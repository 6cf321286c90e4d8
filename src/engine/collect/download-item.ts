import { t } from '@vscode/l10n';
import { Failure } from '../failure';
import type { StoredObject } from '../ports';
import { download } from './download';
import type { ResultsFolder } from './folder';
import type { Item } from './items';

/** The result of an item: it is complete, it has to be fetched again, it no longer exists, or an error prevented it. */
export type Brought =
  | { readonly kind: 'whole'; readonly object: StoredObject }
  | { readonly kind: 'later' | 'gone' | 'missed'; readonly note: string };

/** How often a file is fetched again if it changes while it is fetched. */
const mostTries = 3;

/**
 * Downloads one object to its file. A problem with only this object is a result.
 * @throws Failure for problems that affect the others too: no session, no network, no disk space
 */
export async function downloadItem(
  { object: listed, path, store }: Item,
  folder: ResultsFolder,
  onBytes: (count: number) => void,
  signal: AbortSignal | undefined,
): Promise<Brought> {
  let object = listed;
  for (let tries = 1; ; tries += 1) {
    signal?.throwIfAborted();
    try {
      await folder.write(path, (temporary) => download(store, object, temporary, onBytes, signal));
      return { kind: 'whole', object };
    } catch (error) {
      const blocked = blockedBy(error);
      if (blocked !== undefined)
        return {
          kind: 'missed',
          note: t('{0} was not collected: {1} ({2}).', path, blockedText(blocked), blocked),
        };
      if (!isPassing(error)) throw error;
      const newest = await lookAgain(object, store, signal);
      if (newest === undefined)
        return { kind: 'gone', note: t('{0} was deleted while it was being collected.', path) };
      if (newest.etag === object.etag && newest.size === object.size)
        return {
          kind: 'missed',
          note: t("{0} was not collected: S3 lists it, but doesn't return it ({1}).", path, error.code),
        };
      if (tries >= mostTries)
        return {
          kind: 'later',
          note: t('{0} is being written continuously and will be collected next time.', path),
        };
      object = newest;
    }
  }
}

/** The object as it is currently listed. */
async function lookAgain(
  { key }: StoredObject,
  store: Item['store'],
  signal: AbortSignal | undefined,
): Promise<StoredObject | undefined> {
  for await (const object of store.list(key, signal)) {
    if (object.key === key) return object;
  }
  return undefined;
}

/** The object changed or was deleted during the download, or didn't exist. */
const isPassing = (error: unknown): error is Failure =>
  error instanceof Failure && (error.code === 'PreconditionFailed' || error.kind === 'not-found');

/** A local problem that prevents one file, and no other. */
function blockedBy(error: unknown): string | undefined {
  if (!(error instanceof Error) || error instanceof Failure || !('code' in error)) return undefined;
  const { code } = error;
  return typeof code === 'string' && inTheWay.has(code) ? code : undefined;
}

const inTheWay: ReadonlySet<string> = new Set([
  'EISDIR',
  'ENOTDIR',
  'EEXIST',
  'ENOTEMPTY',
  'ENAMETOOLONG',
  'EINVAL',
  'ELOOP',
  'EACCES',
  'EPERM',
  'EBUSY',
  'ETXTBSY',
]);

function blockedText(code: string): string {
  switch (code) {
    case 'ENOTDIR':
    case 'EEXIST':
      return t('a file exists where its folder should be');
    case 'EISDIR':
    case 'ENOTEMPTY':
      return t('a folder with its name exists');
    case 'ENAMETOOLONG':
    case 'EINVAL':
      return t("this disk doesn't allow the name");
    case 'EBUSY':
    case 'ETXTBSY':
      return t('another program is using the existing file');
    default:
      return t("this user isn't allowed to write there");
  }
}
