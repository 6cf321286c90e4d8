import { t } from '@vscode/l10n';
import type { ReadContext } from './context';
import type { Finding } from './finding';
import type { ScalarNode } from './syntax/node';

/** Every instance fetches the whole set: beyond this it is worth a second look. Bytes. */
const LARGE_SET = 256 * 1024 * 1024;
/** What S3 takes in one PUT. Bytes. */
const LARGEST_SET = 5 * 1024 * 1024 * 1024;

/** What is wrong with the paths and globs under `files`. */
export function noteFiles(
  patterns: readonly ScalarNode[],
  context: ReadContext,
  note: (finding: Finding) => void,
): void {
  const { surroundings } = context;
  const sizes = new Map<string, number>();
  for (const pattern of patterns) {
    const problem = (code: string, message: string): void =>
      note({ code, severity: 'error', message, span: pattern, fixes: [] });
    if (isOutside(pattern.text)) {
      problem('file-outside', t('`{0}` must lie in the folder of the sweep file or below it.', pattern.text));
      continue;
    }
    if (surroundings?.packsFiles === false) {
      problem(
        'file-unread',
        t('`{0}` cannot travel from here: files are packed from a folder on a disk.', pattern.text),
      );
      continue;
    }
    if (surroundings === undefined) {
      problem(
        'file-unread',
        t('`{0}` cannot be read here: save the sweep file beside it first.', pattern.text),
      );
      continue;
    }
    const found = surroundings.findFiles?.(pattern.text);
    if (found?.length === 0)
      problem('missing-file', t('No file beside the sweep file matches `{0}`.', pattern.text));
    for (const { path, size } of found ?? []) sizes.set(path, size);
  }
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const [first] = patterns;
  if (total <= LARGE_SET || first === undefined) return;
  note({
    code: 'files-too-large',
    severity: total > LARGEST_SET ? 'error' : 'warning',
    message: t(
      'These are {0} files of {1} MB together, and every instance fetches them all.',
      sizes.size,
      Math.round(total / 1e6),
    ),
    span: first,
    fixes: [],
  });
}

/** A path that leaves the folder of the sweep file. */
export const isOutside = (path: string): boolean =>
  /^(?:[/\\~]|[A-Za-z]:)/.test(path) || path.split(/[/\\]/).includes('..');
