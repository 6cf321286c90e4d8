import type { ScalarNode, SyntaxNode } from './syntax/node';

/** A value without the blanks around it: a `|` block ends with a line break that no name and no setting means. */
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
