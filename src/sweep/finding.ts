import type { Problem } from './problem';
import { rangeOf } from './syntax/chunk';
import type { ScalarNode, Span } from './syntax/node';

export interface SpanEdit {
  readonly span: Span;
  readonly newText: string;
}

/** A problem before it has a place in the document: it moves with the chunks it points into. */
export interface Finding {
  readonly code: string;
  readonly severity: Problem['severity'];
  readonly message: string;
  readonly span: Span;
  readonly fixes: readonly { readonly title: string; readonly edits: readonly SpanEdit[] }[];
}

/** A finding as it stands in the document now. */
export function problemOf(finding: Finding): Problem {
  return {
    code: finding.code,
    severity: finding.severity,
    message: finding.message,
    range: rangeOf(finding.span),
    fixes: finding.fixes.map(({ title, edits }) => ({
      title,
      edits: edits.map(({ span, newText }) => ({ range: rangeOf(span), newText })),
    })),
  };
}

/** `text` as this scalar would be written, in its own quotes. */
export function spell(text: string, like: ScalarNode): string {
  if (like.style === 'double') return JSON.stringify(text);
  if (like.style === 'single') return `'${text.replaceAll("'", "''")}'`;
  return like.chunk.language === 'json' ? JSON.stringify(text) : plainOrQuoted(text);
}

/** YAML's plain spelling where it means the same, else in double quotes. */
export function plainOrQuoted(text: string): string {
  return /^[A-Za-z0-9_./][\w./ @+-]*$/.test(text) && !text.endsWith(' ') ? text : JSON.stringify(text);
}
