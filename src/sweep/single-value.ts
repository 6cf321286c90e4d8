import type { ScalarNode, SyntaxNode } from './syntax/node';

/** A value without surrounding spaces: a `|` block ends with a line break that isn't intended in a name or a setting. */
export function singleValue(scalar: ScalarNode): ScalarNode {
  const text = scalar.text.trim();
  return text === scalar.text ? scalar : { ...scalar, text };
}

/** The same for a resolved node. */
export const singleValues =
  (resolve: (node: SyntaxNode) => SyntaxNode | undefined) =>
  (node: SyntaxNode): SyntaxNode | undefined => {
    const target = resolve(node);
    return target?.kind === 'scalar' ? singleValue(target) : target;
  };
