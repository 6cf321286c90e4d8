import { t } from '@vscode/l10n';
import { type Finding, rewriteFix } from './finding';
import type { SyntaxNode } from './syntax/node';

/** `lr:1`, which is one word in YAML, if a mapping was intended; undefined for anything else. */
export function missingSpace(node: SyntaxNode): Finding | undefined {
  if (node.kind !== 'scalar' || node.style !== 'plain' || node.chunk.language === 'json') return undefined;
  const [, key, value] = /^([\w.-]+):([^\s/].*)$/.exec(node.text) ?? [];
  if (key === undefined || value === undefined) return undefined;
  const spaced = withSpace(node.text);
  const written = node.chunk.text.slice(node.start, node.end);
  return {
    code: 'missing-colon',
    severity: 'error',
    message: t(
      '`{0}` is a single word, a key without a value. Add a space after the colon.',
      `${key}:${value}`,
    ),
    span: node,
    fixes:
      spaced !== undefined && written === node.text
        ? rewriteFix(t('Change to {0}', spaced), node, spaced)
        : [],
  };
}

/** Text that can follow a colon and a space: plain text, or quotes and brackets that are closed with nothing after them. */
const wholeValue =
  /^(?:[^\s"'#&*!|>%@`[\]{},:?-]|[:?-](?!\s|$)|"[^"\\]*"$|'[^']*'$|\[[^"'#&*!|>%@`[\]{}:]*\]$)/;

/** A plain word with a space after its first colon; undefined if that wouldn't result in a key and its whole value. */
export function withSpace(word: string): string | undefined {
  const [, key, value] = /^([^:]+):(\S.*)$/.exec(word) ?? [];
  return key === undefined || value === undefined || !wholeValue.test(value) ? undefined : `${key}: ${value}`;
}
