import { t } from '@vscode/l10n';
import type { Problem } from './problem';
import { exactRangeOf, rangeOf } from './syntax/chunk';
import {
  type ExactSpan,
  exactSpan,
  exactSpanOf,
  type ScalarNode,
  type Span,
  type SyntaxNode,
} from './syntax/node';

export interface SpanEdit {
  readonly span: ExactSpan;
  readonly newText: string;
}

export interface SpanFix {
  readonly title: string;
  readonly edits: readonly SpanEdit[];
}

/** A problem without a fixed place in the document: it moves with its chunks. */
export interface Finding {
  readonly code: string;
  readonly severity: Problem['severity'];
  readonly message: string;
  readonly span: Span;
  readonly fixes: readonly SpanFix[];
}

/** A finding at its current place in the document. */
export function problemOf(finding: Finding): Problem {
  return {
    code: finding.code,
    severity: finding.severity,
    message: finding.message,
    range: rangeOf(finding.span),
    fixes: finding.fixes.map(({ title, edits }) => ({
      title,
      edits: edits.map(({ span, newText }) => ({ range: exactRangeOf(span), newText })),
    })),
  };
}

/** A fix that replaces a node with another text; none if the node isn't written there. */
export function rewriteFix(title: string, node: SyntaxNode, newText: string): readonly SpanFix[] {
  const span = exactSpanOf(node);
  if (span === undefined) return [];
  const isBlock = node.kind === 'scalar' && (node.style === 'literal' || node.style === 'folded');
  return [{ title, edits: [isBlock ? rewriteBlock(span, newText) : { span, newText }] }];
}

/** A block scalar ends after its line break, which is kept, and so is a comment after its `|` or `>`. */
function rewriteBlock({ chunk, start, end }: ExactSpan, newText: string): SpanEdit {
  const source = chunk.text.slice(start, end).trimEnd();
  const comment = /^[^\n]*?(\s#[^\r\n]*)/.exec(source)?.[1] ?? '';
  return { span: exactSpan(chunk, start, start + source.length), newText: newText + comment };
}

/** `text` in the quotes of this scalar. */
export function spell(text: string, like: ScalarNode): string {
  if (like.style === 'double') return JSON.stringify(text);
  if (like.style === 'single') return `'${text.replaceAll("'", "''")}'`;
  return like.chunk.language === 'json' ? JSON.stringify(text) : plainOrQuoted(text);
}

/** YAML's plain style if it means the same, otherwise in double quotes. */
export function plainOrQuoted(text: string): string {
  return /^[A-Za-z0-9_./][\w./ @+-]*$/.test(text) && !text.endsWith(' ') ? text : JSON.stringify(text);
}

/** The fix that replaces a value, in the same quotes. */
export const changeTo = (text: string, node: ScalarNode): readonly SpanFix[] =>
  rewriteFix(t('Change to {0}', text), node, spell(text, node));
