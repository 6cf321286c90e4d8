import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type ParsedNode,
  parseDocument,
  type Scalar,
  type YAMLError,
} from 'yaml';
import {
  type AliasNode,
  type Anchor,
  type Chunk,
  type Entry,
  type ExactSpan,
  exactSpan,
  isMerge,
  type ScalarNode,
  type ScalarStyle,
  type SyntaxFault,
  type SyntaxNode,
  type Tree,
} from './node';
import { parsePlainYaml } from './plain-yaml';

const styles: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

/** Tags that state the default type of a value. */
const knownTags: ReadonlySet<string> = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'seq', 'map', 'timestamp', 'merge'].map(
    (name) => `tag:yaml.org,2002:${name}`,
  ),
);

/** Deeper nesting has no meaning in a sweep file, and would exhaust the stack. */
const deepest = 64;

/** Parses one chunk of YAML 1.2. Scalars keep their spelling; aliases and `<<` are left to the reader. Never throws. */
export function parseYaml(chunk: Chunk): Tree {
  return parsePlainYaml(chunk) ?? parseAnyYaml(chunk);
}

/** The same without the fast path for plain runs. */
export function parseAnyYaml(chunk: Chunk): Tree {
  const tooDeep = nestsTooDeep(chunk.text);
  if (tooDeep !== undefined) {
    const fault: SyntaxFault = {
      kind: 'syntax',
      chunk,
      start: tooDeep,
      end: tooDeep + 1,
      message: 'Nested too deeply',
    };
    return { root: undefined, faults: [fault], anchors: [], aliases: [], merges: [] };
  }
  const document = parseDocument(chunk.text, {
    schema: 'failsafe',
    uniqueKeys: false,
    merge: false,
    prettyErrors: false,
    // Otherwise, the text after a stray document marker would be lost without a message.
    logLevel: 'error',
    keepSourceTokens: false,
  });
  return new TreeBuilder(chunk, document).tree();
}

/** The `yaml` package recurses as deep as its input; offset of the first bracket or dash beyond the depth of any sweep file. */
function nestsTooDeep(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) depth++;
    else if (code === 0x5d || code === 0x7d) depth = Math.max(0, depth - 1);
    if (depth > deepest * 4) return at;
  }
  const dashes = /^ *(?:[-?:] +){64}/m.exec(text);
  return dashes?.index;
}

class TreeBuilder {
  readonly #anchors: Anchor[] = [];
  readonly #aliases: AliasNode[] = [];
  readonly #merges: Entry[] = [];
  readonly #faults: SyntaxFault[] = [];

  constructor(
    private readonly chunk: Chunk,
    private readonly document: Document.Parsed<ParsedNode>,
  ) {}

  tree(): Tree {
    const { contents, errors } = this.document;
    const root = contents === null ? undefined : this.#node(contents, 0, 0);
    const first = errors.find((error) => !this.#isHarmless(error));
    // Errors after the first one are usually caused by it.
    if (first !== undefined) this.#faults.unshift(this.#fault(first));
    return {
      root,
      faults: this.#faults,
      anchors: this.#anchors,
      aliases: this.#aliases,
      merges: this.#merges,
    };
  }

  /** A tab in a line without content doesn't indent anything. */
  #isHarmless({ code, pos: [at] }: YAMLError): boolean {
    if (code !== 'TAB_AS_INDENT') return false;
    const { text } = this.chunk;
    const start = text.lastIndexOf('\n', at - 1) + 1;
    const end = text.indexOf('\n', at);
    return /^\s*(?:#|$)/.test(text.slice(start, end === -1 ? text.length : end));
  }

  #fault(error: YAMLError): SyntaxFault {
    const { chunk } = this;
    const { text } = chunk;
    let start = Math.min(error.pos[0], Math.max(0, text.length - 1));
    // Missing text at the end of a line is reported at its last character, since a line break isn't visible.
    while (start > 0 && /\s/.test(text[start] ?? ' ')) start--;
    const end = Math.min(Math.max(error.pos[1], start + 1), text.length);
    const message = isColonAlone(text, start, error) ? 'A colon needs a space after it' : error.message;
    return {
      kind: 'syntax',
      chunk,
      start,
      end: start < error.pos[0] ? start + 1 : end,
      message,
    };
  }

  #node(node: Node | null, fallback: number, depth: number): SyntaxNode {
    const { chunk } = this;
    if (node === null)
      return {
        kind: 'scalar',
        chunk,
        exact: false,
        start: fallback,
        end: fallback,
        text: '',
        style: 'plain',
      };
    const [start, end] = node.range ?? [fallback, fallback];
    const span = exactSpan(chunk, start, end);
    if (depth > deepest) {
      this.#faults.push({ kind: 'syntax', ...span, message: 'Nested too deeply' });
      return { kind: 'scalar', ...span, text: '', style: 'plain' };
    }
    const built = this.#bare(node, span, depth);
    if (node.tag !== undefined) this.#checkTag(node.tag, built);
    if ('anchor' in node && node.anchor !== undefined) this.#anchors.push({ name: node.anchor, node: built });
    return built;
  }

  #bare(node: Node, span: ExactSpan, depth: number): SyntaxNode {
    if (isAlias(node)) {
      const alias: AliasNode = { kind: 'alias', ...span, name: node.source };
      this.#aliases.push(alias);
      return alias;
    }
    if (isMap(node)) {
      const entries: Entry[] = [];
      for (const pair of node.items) {
        const key = this.#key(pair.key, span.start, depth);
        if (key === undefined) continue;
        if (node.flow === true && pair.value === null)
          this.#faults.push({ kind: 'colon', chunk: key.chunk, start: key.start, end: key.end, key });
        const place = this.#afterColon(key.end);
        if (node.flow !== true) this.#checkColon(key, place);
        const value = this.#node(asNode(pair.value), place, depth + 1);
        const entry = { key, value: isNothing(value) ? { ...value, start: place, end: place } : value };
        entries.push(entry);
        if (isMerge(key)) this.#merges.push(entry);
      }
      const end = node.flow === true ? span.end : lastEnd(entries.at(-1)?.value, span);
      return { kind: 'mapping', ...span, end, entries, flow: node.flow === true };
    }
    if (isSeq(node)) {
      const items = node.items.map((item) => this.#node(asNode(item), span.start, depth + 1));
      const end = node.flow === true ? span.end : lastEnd(items.at(-1), span);
      return { kind: 'sequence', ...span, end, items, flow: node.flow === true };
    }
    return isScalar(node) ? this.#scalar(node, span) : { kind: 'scalar', ...span, text: '', style: 'plain' };
  }

  #key(key: unknown, fallback: number, depth: number): ScalarNode | undefined {
    const node = this.#node(asNode(key), fallback, depth + 1);
    if (node.kind === 'scalar') return isNothing(node) ? this.#emptyKey(node) : node;
    const { chunk, start, end } = node;
    this.#faults.push({ kind: 'syntax', chunk, start, end, message: 'A key must be a single word or text' });
    return undefined;
  }

  #scalar(node: Scalar, span: ExactSpan): ScalarNode {
    const style = styles[node.type ?? 'PLAIN'] ?? 'plain';
    const text = typeof node.value === 'string' ? node.value : (node.source ?? '');
    return { kind: 'scalar', ...span, text, style };
  }

  /** A missing key, which every entry of a sweep file needs. */
  #emptyKey({ chunk, end }: ScalarNode): undefined {
    const blanks = /(?:\s|#[^\n]*)*/y;
    blanks.lastIndex = end;
    const start = Math.min(end + (blanks.exec(chunk.text)?.[0].length ?? 0), chunk.text.length - 1);
    this.#faults.push({
      kind: 'syntax',
      chunk,
      start,
      end: start + 1,
      message: 'A key is missing before the colon',
    });
  }

  /** A tag without an effect is ignored: values are passed as they are written. */
  #checkTag(tag: string, node: SyntaxNode): void {
    if (tag === '!' || knownTags.has(tag)) return;
    const before = this.chunk.text.slice(0, node.start);
    const written = /(![^\s,[\]{}]*)(?:\s+&[^\s,[\]{}]+)?(?:\s|#[^\n]*)*$/.exec(before);
    const start = written?.index ?? node.start;
    const span = exactSpan(this.chunk, start, start + (written?.[1]?.length ?? 0));
    this.#faults.push({ kind: 'tag', ...span, node });
  }

  /** In some places, the package also accepts a colon on a later line. */
  #checkColon(key: ScalarNode, afterColon: number): void {
    const { chunk } = this;
    const { text } = chunk;
    if (!text.slice(key.end, afterColon).includes('\n')) return;
    if (/(?:^|\s)\?\s(?:\s*[&!]\S+\s)*\s*$/.test(text.slice(0, key.start))) return;
    const { start, end } = key;
    this.#faults.push({
      kind: 'syntax',
      chunk,
      start,
      end,
      message: 'A key and its colon need to be on a single line',
    });
  }

  /** An empty value is directly after its key's colon. */
  #afterColon(keyEnd: number): number {
    const colon = this.chunk.text.indexOf(':', keyEnd);
    return colon === -1 || this.chunk.text.slice(keyEnd, colon).trim() !== '' ? keyEnd : colon + 1;
  }
}

const isNothing = (node: SyntaxNode): boolean =>
  node.kind === 'scalar' && node.style === 'plain' && node.start === node.end;

/** `ttl:1h`, if a key with its value was intended. */
function isColonAlone(text: string, at: number, { code }: YAMLError): boolean {
  const line = text.slice(text.lastIndexOf('\n', at) + 1).split('\n', 1)[0] ?? '';
  return (
    (code === 'MISSING_CHAR' || code === 'MULTILINE_IMPLICIT_KEY') && /^\s*(?:- +)*[\w.-]+:[^\s:]/.test(line)
  );
}

const asNode = (value: unknown): Node | null =>
  isScalar(value) || isMap(value) || isSeq(value) || isAlias(value) ? value : null;

/** A block collection ends with its last value: the package's `range[1]` can be after its last line. */
const lastEnd = (last: SyntaxNode | undefined, span: { start: number; end: number }): number =>
  last === undefined ? span.end : Math.max(span.start, last.end);
