import type { Position } from '../text';

/**
 * - `preamble`: the text before the first key
 * - `block`: a top-level key with its value, or without its list's items, which are in the chunks that follow
 * - `item`: one entry of that list
 * - `close`: the end of that list in JSON, with entries and keys on the line of its bracket
 * - `rest`: the text after the first document
 * - `whole`: a file that isn't divided
 */
export type ChunkRole = 'preamble' | 'block' | 'item' | 'close' | 'rest' | 'whole';

/** Brackets that surround a chunk of JSON in its file: with them, it is valid JSON. */
export interface JsonFrame {
  readonly before: string;
  readonly after: string;
}

/** A part of a sweep file that is parsed separately. It begins at the start of a line. */
export interface Chunk {
  readonly text: string;
  readonly role: ChunkRole;
  /** Columns before the dash of the items that follow or of this item, in JSON before the first item; -1 if there are none. */
  readonly itemIndent: number;
  readonly language: 'yaml' | 'json';
  readonly frame: JsonFrame;
  /** 0-based line of its first character; changed by edits above it. */
  line: number;
  readonly lineCount: number;
  /** Offset of each line's first character. */
  readonly lineStarts: readonly number[];
  readonly tree: Tree;
  /** Position in the whole document. Offsets outside the chunk are clamped. */
  positionAt(offset: number): Position;
  /** Offset in this chunk of a position in the whole document, clamped to the chunk and its line. */
  offsetAt(position: Position): number;
}

/**
 * The best known range to show something: UTF-16 offsets into the text of its chunk, half-open. A value from another
 * file, such as a cell of a CSV file, has the place that names the file.
 */
export interface Span {
  readonly chunk: Chunk;
  readonly start: number;
  readonly end: number;
}

/** A place whose characters are exactly those of the value. Only such a place can be edited. */
export interface ExactSpan extends Span {
  readonly exact: true;
}

/** A place in the text of a chunk, by offsets in that text. */
export const exactSpan = (chunk: Chunk, start: number, end: number): ExactSpan => ({
  chunk,
  start,
  end,
  exact: true,
});

/** The place where a node is written; undefined if it is from elsewhere. */
export const exactSpanOf = ({ exact, chunk, start, end }: NodeSpan): ExactSpan | undefined =>
  exact ? exactSpan(chunk, start, end) : undefined;

/** The place of a node. */
export interface NodeSpan extends Span {
  /** Whether it is written there; false if it is computed, or read from another file. */
  readonly exact: boolean;
}

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/** A value as the user spelled it: `0.10` stays `0.10`; quotes and escapes are decoded. */
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

/** A node that aliases can refer to. */
export interface Anchor {
  /** Without its `&`. */
  readonly name: string;
  readonly node: SyntaxNode;
}

/** Why a chunk can't be read as it is written. */
export type SyntaxFault =
  /** It isn't YAML or JSON. */
  | (Span & { readonly kind: 'syntax'; readonly message: string })
  /** An unsupported tag, and its node. */
  | (ExactSpan & { readonly kind: 'tag'; readonly node: SyntaxNode })
  /** A key in braces without a colon. */
  | (Span & { readonly kind: 'colon'; readonly key: ScalarNode });

/** The result of parsing one chunk. */
export interface Tree {
  /** Undefined if the chunk contains only comments. */
  readonly root: SyntaxNode | undefined;
  /** For a list whose entries are in separate chunks: the rest of it at its closing bracket. */
  readonly list?: SequenceNode | undefined;
  readonly faults: readonly SyntaxFault[];
  /** Unordered. */
  readonly anchors: readonly Anchor[];
  readonly aliases: readonly AliasNode[];
  /** Entries whose key is `<<`. */
  readonly merges: readonly Entry[];
}

/** The type of a plain scalar in YAML 1.2 and JSON; quoted scalars are strings. */
export type ScalarType = 'null' | 'boolean' | 'integer' | 'number' | 'string';

/** YAML 1.2 core schema, which includes JSON's numbers and words. */
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

/** The entry of a mapping with this key; the last one if there are several. */
export function entryOf(node: SyntaxNode | undefined, key: string): Entry | undefined {
  return node?.kind === 'mapping' ? node.entries.findLast((entry) => entry.key.text === key) : undefined;
}
