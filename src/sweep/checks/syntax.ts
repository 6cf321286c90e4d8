import { t } from '@vscode/l10n';
import { lineEnd } from '../document-diagnostics';
import { type Finding, rewriteFix, type SpanFix } from '../finding';
import { withSpace } from '../missing-space';
import type { Structure } from '../structure';
import { type Chunk, exactSpan, type SyntaxFault, type SyntaxNode } from '../syntax/node';
import { hasContent } from '../syntax/split-yaml';

/** Text that isn't YAML or JSON, or that is in a place where no key is allowed. */
export function syntaxFindings(faulty: Iterable<Chunk>, structure: Structure): readonly Finding[] {
  const findings: Finding[] = [];
  for (const chunk of faulty) {
    for (const fault of chunk.tree.faults) findings.push(findingOf(fault));
  }
  const { rest, stray } = structure;
  const unread = findings.some(({ code }) => code === 'invalid-yaml' || code === 'invalid-json');
  if (rest !== undefined && hasContent(rest.text)) {
    findings.push({
      code: 'second-document',
      severity: 'error',
      message: t(
        'A sweep file is a single document, so everything from here is ignored. Move it to a separate file.',
      ),
      span: { chunk: rest, start: 0, end: lineEnd(rest.text) },
      fixes: [],
    });
  }
  if (stray !== undefined && !unread) {
    findings.push({
      code: 'not-a-sweep',
      severity: 'error',
      message: t(
        'A sweep file must be a mapping with keys such as {0}.',
        '`defaults`, `params`, `grid`, `random`',
      ),
      span: stray,
      fixes: [],
    });
  }
  return findings;
}

function findingOf(fault: SyntaxFault): Finding {
  switch (fault.kind) {
    case 'syntax': {
      const json = fault.chunk.language === 'json';
      return {
        code: json ? 'invalid-json' : 'invalid-yaml',
        severity: 'error',
        message: json ? t('Invalid JSON: {0}.', fault.message) : t('Invalid YAML: {0}.', fault.message),
        span: fault,
        fixes: [],
      };
    }
    case 'tag': {
      const { chunk, start, end, node } = fault;
      return {
        code: 'unknown-tag',
        severity: 'error',
        message: t(
          '`{0}` is a YAML tag, which has no meaning in a sweep file, so the value would lose it. Put text that begins with ! in quotes.',
          chunk.text.slice(start, end),
        ),
        span: fault,
        fixes: [...quoteTag(fault, node), ...dropTag(fault, node)],
      };
    }
    case 'colon': {
      const { text } = fault.key;
      const spaced = withSpace(text);
      return {
        code: 'missing-colon',
        severity: 'error',
        message: /:(?!\s)/.test(text)
          ? t('`{0}` is a single word, a key without a value. Add a space after the colon.', text)
          : t('`{0}` has no value. Add a colon and a space after the key.', text),
        span: fault,
        fixes:
          spaced === undefined || fault.key.style !== 'plain'
            ? []
            : rewriteFix(t('Change to {0}', spaced), fault.key, spaced),
      };
    }
  }
}

/** `!important` was intended as text. */
function quoteTag(tag: SyntaxFault & { kind: 'tag' }, node: SyntaxNode): readonly SpanFix[] {
  if (node.kind !== 'scalar' || node.style !== 'plain' || node.text.includes('\n')) return [];
  const written = tag.chunk.text.slice(tag.start, node.start === node.end ? tag.end : node.end);
  if (written.includes('\n') || /\s&/.test(written)) return [];
  const newText = JSON.stringify(written);
  const span = exactSpan(tag.chunk, tag.start, tag.start + written.length);
  return [{ title: t('Change to {0}', newText), edits: [{ span, newText }] }];
}

function dropTag({ chunk, start, end }: SyntaxFault, node: SyntaxNode): readonly SpanFix[] {
  if (node.start === node.end) return [];
  const blanks = /[ \t]*/y;
  blanks.lastIndex = end;
  const span = exactSpan(chunk, start, end + (blanks.exec(chunk.text)?.[0].length ?? 0));
  return [{ title: t('Remove the tag'), edits: [{ span, newText: '' }] }];
}
