import { t } from '@vscode/l10n';
import type { ScriptFacts } from '../facts';
import type { HereDocument } from '../here-document';
import { nextLine } from '../scan';
import type { TextSpan } from '../shell';
import type { ScriptFinding } from './script-finding';

/** A here-document without its delimiter. Everything after its first line is its text. */
export function unclosed({ hereDocuments, text }: ScriptFacts): readonly ScriptFinding[] {
  const open = hereDocuments.find(({ closed }) => !closed);
  if (open === undefined) return [];
  const near = nearDelimiter(open, text);
  const end = text.trimEnd().length;
  const edit =
    near === undefined
      ? { span: { start: end, end }, newText: `\n${open.delimiter}` }
      : { span: near, newText: open.delimiter };
  const title =
    near === undefined
      ? t('Add `{0}` at the end', open.delimiter)
      : t('Move `{0}` to the beginning of its line', open.delimiter);
  return [
    {
      code: 'unclosed-here-document',
      severity: 'error',
      message: t(
        "This here-document never ends. `{0}` must be alone at the beginning of a line. Everything up to it is text and isn't run.",
        open.delimiter,
      ),
      span: open.opening,
      // An empty delimiter is an empty line: adding one at the end has no effect.
      fixes: open.delimiter === '' ? [] : [{ title, edits: [edit] }],
    },
  ];
}

/** A line that holds the delimiter and whitespace. */
function nearDelimiter({ body, delimiter }: HereDocument, text: string): TextSpan | undefined {
  for (let at = body.start; at < text.length; at = nextLine(text, at)) {
    const line = text.slice(at, nextLine(text, at)).replace(/\r?\n$/, '');
    if (line.trim() === delimiter) return { start: at, end: at + line.length };
  }
  return undefined;
}
