import type { ReadContext } from './context';
import type { Finding } from './finding';
import { distinct } from './merge';
import type { SettingKey } from './settings';
import type { ScalarNode, SyntaxNode } from './syntax/node';

/** Reads the value of a reserved key, which the schema has validated; undefined: as if the key were missing. */
export type ReadValue<V> = (
  node: SyntaxNode,
  context: ReadContext,
  note: (finding: Finding) => void,
  key: SettingKey,
) => V | undefined;

/** "" if it isn't a scalar. */
export const readText = (node: SyntaxNode): string => (node.kind === 'scalar' ? node.text : '');

/** A text, or a list of texts. */
export const readTexts = (node: SyntaxNode, context: ReadContext): readonly string[] =>
  scalarsOf(node, context).map(({ text }) => text);

/** A scalar, or the scalars of a list. */
export function scalarsOf(node: SyntaxNode, context: ReadContext): readonly ScalarNode[] {
  if (node.kind === 'scalar') return [node];
  if (node.kind !== 'sequence') return [];
  return node.items.map((item) => context.resolve(item)).filter((item) => item?.kind === 'scalar');
}

/** Texts by keys, each key once. */
export const readTextMap: ReadValue<Readonly<Record<string, string>>> = (node, context, note) =>
  node.kind !== 'mapping'
    ? {}
    : Object.fromEntries(
        distinct(node.entries, note).map(({ key, value }) => {
          const target = context.resolve(value);
          return [key.text, target === undefined ? '' : readText(target)];
        }),
      );
