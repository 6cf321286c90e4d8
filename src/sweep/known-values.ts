import { t } from '@vscode/l10n';
import { distance } from 'fastest-levenshtein';
import type { ReadContext } from './context';
import { changeTo, type Finding } from './finding';
import { nearest } from './keys';
import type { ScalarNode, SyntaxNode } from './syntax/node';

type Note = (finding: Finding) => void;

/** Lists become outdated: a value that isn't in them is a warning, not an error. */
export function noteUnknownTypes(types: readonly ScalarNode[], context: ReadContext, note: Note): void {
  const { instanceTypes } = context.knowledge;
  if (instanceTypes === undefined) return;
  for (const scalar of types) {
    if (scalar.text === '' || instanceTypes.has(scalar.text)) continue;
    const near = nearestTypes(scalar.text, instanceTypes.keys());
    note({
      code: 'unknown-instance-type',
      severity: 'warning',
      message:
        near.length === 0
          ? t('Unknown instance type `{0}`.', scalar.text)
          : t('Unknown instance type `{0}`. Did you mean {1}?', scalar.text, near.join(', ')),
      span: scalar,
      fixes: near.flatMap((type) => changeTo(type, scalar)),
    });
  }
}

/** The three types with the fewest different letters; those of the same family first. */
function nearestTypes(text: string, types: Iterable<string>): readonly string[] {
  const [family = ''] = text.split('.');
  const scored: { readonly type: string; readonly off: number }[] = [];
  for (const type of types) {
    const off = distance(text.toLowerCase(), type) - (type.startsWith(`${family}.`) ? 1 : 0);
    if (off <= 2) scored.push({ type, off });
  }
  return scored
    .sort((a, b) => a.off - b.off || a.type.localeCompare(b.type))
    .slice(0, 3)
    .map(({ type }) => type);
}

export function noteUnknownRegion(node: SyntaxNode, context: ReadContext, note: Note): void {
  const { regions } = context.knowledge;
  if (regions === undefined || node.kind !== 'scalar' || node.text === '' || regions.includes(node.text))
    return;
  // `us-east-1a` is a zone: the region is the part before the letter.
  const zoneless = node.text.replace(/[a-z]$/, '');
  const meant = regions.includes(zoneless) ? zoneless : nearest(node.text, regions);
  note({
    code: 'unknown-region',
    severity: 'warning',
    message:
      meant === undefined
        ? t('Unknown region `{0}`.', node.text)
        : t('Unknown region `{0}`. Did you mean {1}?', node.text, meant),
    span: node,
    fixes: meant === undefined ? [] : changeTo(meant, node),
  });
}
