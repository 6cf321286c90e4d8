import { t } from '@vscode/l10n';
import type { Contents } from '../contents';
import type { Finding, SpanEdit } from '../finding';
import type { ItemHolder } from '../structure';
import { exactSpan, type MappingNode } from '../syntax/node';

/** `params: [{file: runs.csv}]` is one run with a parameter `file`, but probably `params: {file: runs.csv}` was intended. */
export function listedFile(document: Contents): readonly Finding[] {
  const block = document.top.blocks.get('params');
  if (block?.items === undefined || document.rows.size !== 1) return [];
  const [row] = document.rows;
  const node = row?.cell.node;
  const [entry, ...others] = node?.kind === 'mapping' ? node.entries : [];
  if (node?.kind !== 'mapping' || entry?.key.text !== 'file' || others.length > 0) return [];
  const path = document.context.resolve(entry.value);
  // A script that reads $FILE needs the name itself.
  if (path?.kind !== 'scalar' || !/\.csv$/i.test(path.text) || readsFile(document)) return [];
  const edits = unlisted(block.items, block.key.chunk, node);
  return [
    {
      code: 'listed-file',
      severity: 'warning',
      message: t(
        'This is a single run with the parameter `file` set to `{0}`. For one run per row of that file, write `params: {file: {0}}`, without the list.',
        path.text,
      ),
      span: node,
      fixes:
        edits.length === 0 ? [] : [{ title: t('Read the runs from `{0}`', path.text), edits: [...edits] }],
    },
  ];
}

function readsFile({ defaults: { script } }: Contents): boolean {
  const text = script?.kind === 'inline' ? script.node.text : script?.text;
  return text !== undefined && /\bFILE\b/.test(text);
}

/** Removes the dash or the brackets around the only entry; none if there is anything else in the list. */
function unlisted(
  items: readonly ItemHolder[],
  head: MappingNode['chunk'],
  { chunk, start, end }: MappingNode,
): readonly SpanEdit[] {
  const before = /-(?=\s+$)/.exec(chunk.text.slice(0, start));
  if (before !== null && chunk.language === 'yaml') {
    return [{ span: exactSpan(chunk, before.index, before.index + 1), newText: ' ' }];
  }
  if (chunk.text[start] !== '{') return [];
  const list = items.findLast((holder) => 'kind' in holder);
  if (list === undefined) return [];
  const opens = list.chunk === chunk && list.start <= start ? chunk : head;
  const opening = opens === chunk ? list.start : head.text.lastIndexOf('[');
  const within = opens === chunk ? chunk.text.slice(opening + 1, start) : head.text.slice(opening + 1);
  const behind =
    list.chunk === chunk
      ? chunk.text.slice(end, list.end - 1)
      : chunk.text.slice(end) + list.chunk.text.slice(0, list.end - 1);
  if (opens.text[opening] !== '[' || list.chunk.text[list.end - 1] !== ']') return [];
  if (/\S/.test(within) || /[^\s,]/.test(behind) || behind.includes(',')) return [];
  return [
    { span: exactSpan(opens, opening, opening + 1), newText: '' },
    { span: exactSpan(list.chunk, list.end - 1, list.end), newText: '' },
  ];
}
