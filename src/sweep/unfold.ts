import type { ScalarNode, SyntaxNode } from './syntax/node';

/** Maximum number of nodes of a setting. */
const mostNodes = 5_000;

/**
 * A value as plain data with expanded aliases, for the schema. Aliases within aliases can expand to more than fits into
 * memory, and a circular one expands endlessly: everything beyond the size of a setting is null.
 */
export function unfold(
  node: SyntaxNode,
  resolve: (node: SyntaxNode) => SyntaxNode | undefined,
  /** @param under the key that precedes it; "" outside a mapping */
  scalar: (scalar: ScalarNode, under: string) => unknown,
): unknown {
  let left = mostNodes;
  const visit = (each: SyntaxNode, depth: number, under: string): unknown => {
    left--;
    const target = left < 0 || depth > 100 ? undefined : resolve(each);
    switch (target?.kind) {
      case 'scalar':
        return scalar(target, under);
      case 'sequence':
        return target.items.map((item) => visit(item, depth + 1, ''));
      case 'mapping':
        return Object.fromEntries(
          target.entries.map((entry) => [entry.key.text, visit(entry.value, depth + 1, entry.key.text)]),
        );
      default:
        return null;
    }
  };
  return visit(node, 0, '');
}
