import { t } from '@vscode/l10n';
import { type Finding, rewriteFix } from './finding';
import type { SyntaxNode } from './syntax/node';

/** `lr:1`, which is one word to YAML, where a mapping was meant; undefined for anything else. */
export function missingSpace(node: SyntaxNode): Finding | undefined {
  if (node.kind !== 'scalar' || node.style !== 'plain' || node.chunk.language === 'json') return undefined;
  const [, key, value] = /^([\w.-]+):([^\s/].*)$/.exec(node.text) ?? [];
  if (key === undefined || value === undefined) return undefined;
  const spaced = `${key}: ${value}`;
  const written = node.chunk.text.slice(node.start, node.end);
  return {
    code: 'missing-colon',
    severity: 'error',
    message: t('`{0}` is one word, a key without a value. Write a space after the colon.', `${key}:${value}`),
    span: node,
    fixes: written === node.text ? rewriteFix(t('Change to {0}', spaced), node, spaced) : [],
  };
}
