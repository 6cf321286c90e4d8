import type { Position } from '../text';

/**
 * - `preamble`: what is before the first key
 * - `block`: a top-level key with its value, or with its list's items left to the chunks that follow
 * - `item`: one entry of that list
 * - `close`: the end of that list in JSON, with entries and keys that share a line with its bracket
 * - `rest`: what follows the first document
 * - `whole`: a file that is not cut
 */
export type ChunkRole = 'preamble' | 'block' | 'item' | 'close' | 'rest' | 'whole';

/** Brackets that are around a chunk of JSON elsewhere in its file: with them it is valid JSON. */
export interface JsonFrame {
  readonly before: string;
  readonly after: string;
}

/** A piece of a sweep file that is parsed alone. It begins at the beginning of a line. */
export interface Chunk {
  readonly text: string;
  readonly role: ChunkRole;
  /** Columns before the dash of the items that follow or of this item, in JSON before the first item; -1 where there are none. */
  readonly itemIndent: number;
  readonly language: 'yaml' | 'json';
  readonly frame: JsonFrame;
  /** 0-based line of its first character; moved by edits above it. */
  line: number;
  readonly lineCount: number;
  /** Offset of each line's first character. */
  readonly lineStarts: readonly number[];
  readonly tree: Tree;
  /** Place in the whole document. Offsets outside the chunk are pulled in. */
  positionAt(offset: number): Position;
  /** Offset in this chunk of a place in the whole document, pulled into the chunk and its line. */
  offsetAt(position: Position): number;
}

/**
 * The best known range to show something: UTF-16 offsets into the text of its chunk, half-open. A value that
 * comes from elsewhere, such as a cell of a CSV file, has the place of what names it.
 */
export interface Span {
  readonly chunk: Chunk;
  readonly start: number;
  readonly end: number;
}

/** A place whose characters are exactly what is meant. An edit replaces such a place, and no other. */
export interface ExactSpan extends Span {
  readonly exact: true;
}

/** A place in the text of a chunk, by offsets that were counted in that text. */
export const exactSpan = (chunk: Chunk, start: number, end: number): ExactSpan => ({
  chunk,
  start,
  end,
  exact: true,
});

/** Where a node is written; undefined where it comes from elsewhere. */
export const exactSpanOf = ({ exact, chunk, start, end }: NodeSpan): ExactSpan | undefined =>
  exact ? exactSpan(chunk, start, end) : undefined;

/** Where a node is. */
export interface NodeSpan extends Span {
  /** Whether it is written there; false where it is worked out, or read from another file. */
  readonly exact: boolean;
}

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/** A value as the user spelled it: `0.10` stays `0.10`; of quotes and escapes only what they mean is left. */
export interface ScalarNode extends NodeSpan {
  readonly kind: 'scalar';
  readonly text: string;
  readonly style: ScalarStyle;
}

export interface Entry {
  readonly key: ScalarNode;
  readonly value: SyntaxNode;
}

export interface MappingNode extends NodeSpan {
  readonly kind: 'mapping';
  readonly entries: readonly Entry[];
  /** Written with braces. */
  readonly flow: boolean;
}

export interface SequenceNode extends NodeSpan {
  readonly kind: 'sequence';
  readonly items: readonly SyntaxNode[];
  /** Written with brackets. */
  readonly flow: boolean;
}

export interface AliasNode extends NodeSpan {
  readonly kind: 'alias';
  /** Without its `*`. */
  readonly name: string;
}

export type SyntaxNode = ScalarNode | MappingNode | SequenceNode | AliasNode;

/** A node that aliases may refer to. */
export interface Anchor {
  /** Without its `&`. */
  readonly name: string;
  readonly node: SyntaxNode;
}

/** Why a chunk cannot be read as it is written. */
export type SyntaxFault =
  /** It is not YAML or JSON. */
  | (Span & { readonly kind: 'syntax'; readonly message: string })
  /** A tag that means nothing here, and what it is the tag of. */
  | (ExactSpan & { readonly kind: 'tag'; readonly node: SyntaxNode })
  /** A key in braces without a colon. */
  | (Span & { readonly kind: 'colon'; readonly key: ScalarNode });

/** What a parser makes of one chunk. */
export interface Tree {
  /** Undefined where the chunk holds nothing but comments. */
  readonly root: SyntaxNode | undefined;
  /** For a list whose entries are in separate chunks: the rest of it at its closing bracket. */
  readonly list?: SequenceNode | undefined;
  readonly faults: readonly SyntaxFault[];
  /** In no order. */
  readonly anchors: readonly Anchor[];
  readonly aliases: readonly AliasNode[];
  /** Entries whose key is `<<`. */
  readonly merges: readonly Entry[];
}

/** What a plain scalar means to YAML 1.2 and JSON; anything quoted is a string. */
export type ScalarType = 'null' | 'boolean' | 'integer' | 'number' | 'string';

/** YAML 1.2 core schema, which holds JSON's numbers and words too. */
export function scalarType(scalar: ScalarNode): ScalarType {
  if (scalar.style !== 'plain') return 'string';
  const { text } = scalar;
  if (/^(?:|~|null|Null|NULL)$/.test(text)) return 'null';
  if (/^(?:true|True|TRUE|false|False|FALSE)$/.test(text)) return 'boolean';
  if (/^[-+]?[0-9]+$|^0o[0-7]+$|^0x[0-9a-fA-F]+$/.test(text)) return 'integer';
  if (/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(text)) return 'number';
  if (/^[-+]?\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$/.test(text)) return 'number';
  return 'string';
}

/** Whether a key merges its resolved value into its mapping. */
export const isMerge = ({ text, style, chunk }: ScalarNode): boolean =>
  text === '<<' && style === 'plain' && chunk.language === 'yaml';

/** The entry of a mapping with this key; the last one where a key is twice. */
export function entryOf(node: SyntaxNode | undefined, key: string): Entry | undefined {
  return node?.kind === 'mapping' ? node.entries.findLast((entry) => entry.key.text === key) : undefined;
}
