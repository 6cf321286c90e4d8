import { t } from '@vscode/l10n';
import type { ReadContext } from './context';
import { type FilePattern, isOutside } from './file-pattern';
import { type Finding, plainOrQuoted, rewriteFix } from './finding';
import { leftBehindText } from './left-behind';
import { typedValue } from './schema-check';
import type { NearbyFile } from './surroundings';
import { entryOf, type ScalarNode, type SyntaxNode } from './syntax/node';

/** Every instance downloads the full set: a larger one gets a warning. Bytes. */
const largeSet = 256 * 1024 * 1024;
/** Maximum total size. Bytes. */
const largestSet = 512 * 1024 * 1024;

type Note = (finding: Finding) => void;

/** Reads the value of `files`, and reports its problems. */
export function readFiles(node: SyntaxNode, context: ReadContext, note: Note): readonly FilePattern[] {
  const items = node.kind === 'sequence' ? node.items : [node];
  const entries = items.flatMap((item) => entryIn(item, context) ?? []);
  const sizes = new Map<string, number>();
  for (const entry of entries)
    for (const { path, size } of lookUp(entry, context, note)) sizes.set(path, size);
  const [first] = entries;
  if (first !== undefined) noteSize(sizes, first.path, note);
  return entries.map(({ pattern }) => pattern);
}

/** One path or glob. */
interface FilesEntry {
  readonly pattern: FilePattern;
  /** The entries of the list. */
  readonly node: SyntaxNode;
  readonly path: ScalarNode;
}

function entryIn(item: SyntaxNode, context: ReadContext): FilesEntry | undefined {
  const target = context.resolve(item);
  if (target?.kind === 'scalar') return { pattern: target.text, node: target, path: target };
  if (target?.kind !== 'mapping') return undefined;
  const [path, ignored] = ['path', 'ignored'].map((key) => {
    const value = entryOf(target, key)?.value;
    const scalar = value === undefined ? undefined : context.resolve(value);
    return scalar?.kind === 'scalar' ? scalar : undefined;
  });
  if (path === undefined) return undefined;
  const pattern = ignored !== undefined && typedValue(ignored) === true;
  return { pattern: pattern ? { path: path.text, ignored: true } : path.text, node: target, path };
}

/** The files that an entry includes. */
function lookUp(
  { node, path, pattern }: FilesEntry,
  { surroundings }: ReadContext,
  note: Note,
): readonly NearbyFile[] {
  const problem = (code: string, message: string): readonly NearbyFile[] => {
    note({ code, severity: 'error', message, span: path, fixes: [] });
    return [];
  };
  const { text } = path;
  if (isOutside(text))
    return problem('file-outside', t('`{0}` must be in the folder of the sweep file or below it.', text));
  if (surroundings?.packsFiles === false)
    return problem(
      'file-unread',
      t("`{0}` can't be uploaded from here. Files must be in a folder on a local disk.", text),
    );
  if (surroundings === undefined)
    return problem(
      'file-unread',
      t("`{0}` can't be read. Save the sweep file in the same folder first.", text),
    );
  const found = surroundings.findFiles?.(pattern);
  if (found === undefined) return [];
  if (found.tooMany === true)
    return problem(
      'files-too-large',
      t(
        '`{0}` includes more files and folders than can be uploaded. Put the data in a bucket and download it in the script.',
        text,
      ),
    );
  const behind = leftBehindText(found.left);
  const nothing = found.files.length === 0;
  if (behind === undefined)
    return nothing
      ? problem('missing-file', t('No file in the folder of the sweep file matches `{0}`.', text))
      : found.files;
  note({
    code: 'file-left-behind',
    severity: nothing ? 'error' : 'warning',
    message: nothing
      ? t('Nothing in `{0}` is uploaded to the instances: {1}.', text, behind)
      : t('Not everything in `{0}` is uploaded to the instances: {1}.', text, behind),
    span: path,
    fixes:
      found.left.ignored === 0
        ? []
        : node.kind === 'mapping'
          ? []
          : rewriteFix(t('Include git-ignored files'), node, spelledEntry(path)),
  });
  return found.files;
}

const spelledEntry = (path: ScalarNode): string =>
  path.chunk.language === 'json'
    ? `{"path": ${JSON.stringify(path.text)}, "ignored": true}`
    : `{path: ${plainOrQuoted(path.text)}, ignored: true}`;

function noteSize(sizes: ReadonlyMap<string, number>, span: ScalarNode, note: Note): void {
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  if (total <= largeSet) return;
  note({
    code: 'files-too-large',
    severity: total > largestSet ? 'error' : 'warning',
    message: t(
      '`files` includes {0} files with a total of {1} MB, and every instance downloads all of them.',
      sizes.size,
      Math.round(total / 1e6),
    ),
    span,
    fixes: [],
  });
}
