/** Maximum length of a file name, in bytes of UTF-8, on every common file system, with space for temporary names. */
const longestName = 200;
const longestPath = 900;

/** Suffix of incomplete files; no other file has it. */
export const unfinished = '.spawn-part';

/** Device names that Windows reserves, with any extension. */
const device = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i;

/** Files that collecting itself writes to the folder of a sweep. */
export const csvName = 'results.csv';
export const jsonName = 'results.json';
export const metricsName = 'metrics.csv';
/** The list of collected files. */
export const manifestName = '.spawn-collected.json';

const ownFiles = [csvName, jsonName, metricsName, manifestName];

/** Folder of a run: its name, unless collecting writes its own file with that name. */
export const folderOfRun = (runName: string): string =>
  ownFiles.includes(fold(runName)) ? `${runName}-${fingerprint(runName)}` : runName;

/** The path of a file if a local folder has its name. */
export const besideFolder = (path: string): string => `${path}-${fingerprint(path)}`;

/**
 * A relative path, with `/` between its parts, that stays inside its folder and is valid on every platform, for any
 * key. The same key always has the same path; a path that is already safe doesn't change.
 */
export function safePath(raw: string): string {
  const parts = raw.split(/[/\\]/).filter((part) => part !== '' && part !== '.');
  const safe = parts.map(safeName);
  const path = safe.length === 0 ? '_' : safe.join('/');
  if (Buffer.byteLength(path) <= longestPath) return path;
  return `${shorten(safe.join('_'), longestName - 9)}-${fingerprint(raw)}`;
}

function safeName(part: string): string {
  if (part === '..') return '_.._';
  const plain = part
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are removed
    .replace(/[\u0000-\u001f\u007f<>:"|?*]/g, '_')
    .replace(/[. ]+$/, (end) => '_'.repeat(end.length));
  const mine = plain.toLowerCase().endsWith(unfinished) ? `${plain}_` : plain;
  const named = device.test(mine) ? `_${mine}` : mine;
  if (Buffer.byteLength(named) <= longestName) return named;
  const extension = /\.[A-Za-z0-9]{1,10}$/.exec(named)?.[0] ?? '';
  return `${shorten(named, longestName - 9 - extension.length)}-${fingerprint(part)}${extension}`;
}

/** The first bytes up to this number, without splitting a character. */
function shorten(text: string, bytes: number): string {
  let short = '';
  let size = 0;
  for (const character of text) {
    size += Buffer.byteLength(character);
    if (size > bytes) break;
    short += character;
  }
  return short;
}

/** FNV-1a, 32 bits, in hex: distinguishes names that were shortened or became equal. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}

/** The path of each object. */
export interface Placed<T> {
  readonly item: T;
  readonly path: string;
  /** The path isn't the one that the key requests. */
  readonly moved: boolean;
}

/**
 * Gives every key a unique path. If keys would share a path on a case-insensitive file system, or if one is the folder
 * of another, the later ones get a suffix. None gets the name of a file that collecting itself writes.
 */
export function placeSafely<T>(
  items: readonly { readonly item: T; readonly raw: string }[],
): readonly Placed<T>[] {
  const files = new Set(ownFiles);
  const folders = new Set<string>();
  const taken = (path: string): boolean => {
    const folded = fold(path);
    return files.has(folded) || folders.has(folded) || parentsOf(folded).some((parent) => files.has(parent));
  };
  return [...items]
    .sort((a, b) => (a.raw < b.raw ? -1 : a.raw > b.raw ? 1 : 0))
    .map(({ item, raw }) => {
      const wished = safePath(raw);
      const path = taken(wished) ? `${wished}-${fingerprint(raw)}` : wished;
      // If a file has the name of one of its folders: next to that file, in the same run.
      const [folder = '', name = ''] = [wished.split('/', 1)[0], wished.split('/').at(-1)];
      const beside = taken(path) ? `${folder}/${fingerprint(raw)}-${shorten(name, longestName - 9)}` : path;
      const place = taken(beside) ? `${fingerprint(raw)}-${fingerprint(`${raw} `)}` : beside;
      files.add(fold(place));
      for (const parent of parentsOf(fold(place))) folders.add(parent);
      return { item, path: place, moved: place !== raw };
    });
}

const fold = (path: string): string => path.normalize('NFC').toLowerCase();

const parentsOf = (path: string): readonly string[] =>
  path
    .split('/')
    .slice(0, -1)
    .map((_, depth, parts) => parts.slice(0, depth + 1).join('/'));
