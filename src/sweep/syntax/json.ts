import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { isBlank, tokenEnd } from './json-lexis';
import {
  type Chunk,
  type Entry,
  type ExactSpan,
  exactSpan,
  type MappingNode,
  type ScalarNode,
  type SyntaxFault,
  type SyntaxNode,
  type Tree,
} from './node';
import { parsePlainJson } from './plain-json';

const deepest = 64;

/** Parses one chunk of JSON; comments and a comma after the last entry are allowed. Numbers keep their spelling. Never throws. */
export function parseJson(chunk: Chunk): Tree {
  return parsePlainJson(chunk) ?? parseAnyJson(chunk);
}

/** The same without the fast path for plain runs. */
export function parseAnyJson(chunk: Chunk): Tree {
  const tooDeep = nestsTooDeep(chunk.text);
  const empty = { anchors: [], aliases: [], merges: [] };
  if (tooDeep !== undefined) {
    return {
      root: undefined,
      faults: [{ kind: 'syntax', chunk, start: tooDeep, end: tooDeep + 1, message: 'Nested too deeply' }],
      ...empty,
    };
  }
  const { before, after } = chunk.frame;
  const errors: ParseError[] = [];
  const root = parseTree(before + chunk.text + after, errors, { allowTrailingComma: true });
  const first = errors[0];
  // Errors after the first one are usually caused by it.
  const faults = first === undefined ? [] : [faultOf(chunk, first)];
  const built = root === undefined ? undefined : new TreeBuilder(chunk).node(root);
  return { ...(built?.kind === 'mapping' ? unframed(built) : { root: built }), faults, ...empty };
}

function faultOf(chunk: Chunk, error: ParseError): SyntaxFault {
  const { text, frame } = chunk;
  const offset = error.offset - frame.before.length;
  let start = Math.max(0, Math.min(offset, text.length - 1));
  // Missing text at the end of a chunk is reported at its last character, since a line break isn't visible.
  if (offset >= text.length) while (start > 0 && isBlank(text.charCodeAt(start))) start--;
  const end = Math.min(Math.max(offset + error.length, start + 1), text.length);
  const words = printParseErrorCode(error.error)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return {
    kind: 'syntax',
    chunk,
    start,
    end: offset >= text.length ? Math.min(start + 1, text.length) : end,
    message: words,
  };
}

/** The content of a chunk of a list, without the mapping and the list in its frame. */
function unframed(root: MappingNode): Pick<Tree, 'root' | 'list'> {
  const { chunk, entries } = root;
  if (chunk.role !== 'item' && chunk.role !== 'close') return { root };
  const list = entries[0]?.value;
  const sequence = list?.kind === 'sequence' ? list : undefined;
  if (chunk.role === 'close') return { root: { ...root, entries: entries.slice(1) }, list: sequence };
  if (sequence === undefined) return { root: undefined };
  const start = sequence.items[0]?.start ?? 0;
  return { root: { ...sequence, start, end: sequence.items.at(-1)?.end ?? start } };
}

class TreeBuilder {
  readonly #shift: number;

  constructor(private readonly chunk: Chunk) {
    this.#shift = chunk.frame.before.length;
  }

  node(node: Node): SyntaxNode {
    switch (node.type) {
      case 'object':
        return { kind: 'mapping', ...this.#span(node), entries: this.#entries(node), flow: true };
      case 'array': {
        const items = (node.children ?? []).map((item) => this.node(item));
        return { kind: 'sequence', ...this.#span(node), items, flow: true };
      }
      default:
        return this.#scalar(node);
    }
  }

  #entries(node: Node): readonly Entry[] {
    const { chunk } = this;
    const entries: Entry[] = [];
    for (const property of node.children ?? []) {
      const [key, value] = property.children ?? [];
      if (key === undefined) continue;
      const after = this.#place(property.offset + property.length);
      entries.push({
        key: this.#scalar(key),
        value:
          value === undefined
            ? { kind: 'scalar', chunk, exact: true, start: after, end: after, text: '', style: 'plain' }
            : this.node(value),
      });
    }
    return entries;
  }

  #scalar(node: Node): ScalarNode {
    const span = this.#span(node);
    return typeof node.value === 'string'
      ? { kind: 'scalar', ...span, text: node.value, style: 'double' }
      : { kind: 'scalar', ...span, text: this.chunk.text.slice(span.start, span.end), style: 'plain' };
  }

  #span({ offset, length }: Node): ExactSpan {
    return exactSpan(this.chunk, this.#place(offset), this.#place(offset + length));
  }

  /** Offset in the chunk; clamped to the chunk for positions in its frame. */
  #place(offset: number): number {
    return Math.max(0, Math.min(offset - this.#shift, this.chunk.text.length));
  }
}

/** The parser recurses as deep as its input; offset of the first bracket beyond the depth of any sweep file. */
function nestsTooDeep(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (isBlank(code)) {
      at++;
      continue;
    }
    if (code === 0x5b || code === 0x7b) depth++;
    else if (code === 0x5d || code === 0x7d) depth = Math.max(0, depth - 1);
    if (depth > deepest) return at;
    at = tokenEnd(text, at);
  }
  return undefined;
}
