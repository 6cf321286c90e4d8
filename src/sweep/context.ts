import type { KeyFacts } from './keys';
import type { Knowledge } from './knowledge';
import type { Surroundings } from './surroundings';
import type { SyntaxNode } from './syntax/node';

/** The surroundings that a part of a sweep file is read with. */
export interface ReadContext {
  readonly keys: KeyFacts;
  readonly knowledge: Knowledge;
  readonly surroundings: Surroundings | undefined;
  /** The node an alias resolves to; undefined if its anchor is missing or the chain of aliases is circular. */
  resolve(node: SyntaxNode): SyntaxNode | undefined;
}
