import type { Chunk } from './chunk';

/** Where a node stands: UTF-16 offsets into the text of its chunk, half-open. */
export interface Span {
  readonly chunk: Chunk;
  readonly start: number;
  readonly end: number;
}

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/** A value as the user spelled it: `0.10` stays `0.10`; of quotes and escapes only what they mean is left. */
export interface ScalarNode extends Span {
  readonly kind: 'scalar';
  readonly text: string;
  readonly style: ScalarStyle;
}

export interface Entry {
  readonly key: ScalarNode;
  readonly value: SyntaxNode;
}

export interface MappingNode extends Span {
  readonly kind: 'mapping';
  readonly entries: readonly Entry[];
  /** Written with braces. */
  readonly flow: boolean;
}

export interface SequenceNode extends Span {
  readonly kind: 'sequence';
  readonly items: readonly SyntaxNode[];
  /** Written with brackets. */
  readonly flow: boolean;
}

export interface AliasNode extends Span {
  readonly kind: 'alias';
  /** Without its `*`. */
  readonly name: string;
}

export type SyntaxNode = ScalarNode | MappingNode | SequenceNode | AliasNode;

/** Why a chunk is not YAML or JSON. */
export interface SyntaxFault extends Span {
  readonly message: string;
}

/** What a parser makes of one chunk. */
export interface Tree {
  /** Undefined where the chunk holds nothing but comments. */
  readonly root: SyntaxNode | undefined;
  /** Of a list whose entries stand in chunks of their own: what is left of it where its bracket closes. */
  readonly list?: SequenceNode | undefined;
  readonly faults: readonly SyntaxFault[];
  /** Anchors by name, the last of a name. */
  readonly anchors: ReadonlyMap<string, SyntaxNode>;
  readonly aliases: readonly AliasNode[];
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

/** The entry of a mapping with this key; the last one where a key stands twice. */
export function entryOf(node: SyntaxNode | undefined, key: string): Entry | undefined {
  return node?.kind === 'mapping' ? node.entries.findLast((entry) => entry.key.text === key) : undefined;
}
