import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Chunk } from './chunk';
import type { Entry, ScalarNode, SyntaxFault, SyntaxNode, Tree } from './node';

const DEEPEST = 64;

/** Parses one chunk of JSON; comments and a comma behind the last entry are allowed. Numbers keep their spelling. Never throws. */
export function parseJson(chunk: Chunk): Tree {
  const tooDeep = nestsTooDeep(chunk.text);
  const empty = { anchors: new Map<string, SyntaxNode>(), aliases: [] };
  if (tooDeep !== undefined) {
    return {
      root: undefined,
      faults: [{ chunk, start: tooDeep, end: tooDeep + 1, message: 'Nested too deeply' }],
      ...empty,
    };
  }
  const errors: ParseError[] = [];
  const root = parseTree(chunk.text, errors, { allowTrailingComma: true });
  const first = errors[0];
  // What follows a first fault is mostly its echo.
  const faults = first === undefined ? [] : [faultOf(chunk, first)];
  return { root: root === undefined ? undefined : nodeOf(chunk, root, chunk.text), faults, ...empty };
}

function faultOf(chunk: Chunk, error: ParseError): SyntaxFault {
  const { length } = chunk.text;
  const start = Math.min(error.offset, Math.max(0, length - 1));
  const end = Math.min(Math.max(error.offset + error.length, start + 1), length);
  const words = printParseErrorCode(error.error)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return { chunk, start, end, message: words };
}

function nodeOf(chunk: Chunk, node: Node, text: string): SyntaxNode {
  const span = { chunk, start: node.offset, end: node.offset + node.length };
  switch (node.type) {
    case 'object': {
      const entries: Entry[] = [];
      for (const property of node.children ?? []) {
        const [key, value] = property.children ?? [];
        if (key === undefined) continue;
        const after = property.offset + property.length;
        entries.push({
          key: scalarOf(chunk, key, text),
          value:
            value === undefined
              ? { kind: 'scalar', chunk, start: after, end: after, text: '', style: 'plain' }
              : nodeOf(chunk, value, text),
        });
      }
      return { kind: 'mapping', ...span, entries, flow: true };
    }
    case 'array':
      return {
        kind: 'sequence',
        ...span,
        items: (node.children ?? []).map((item) => nodeOf(chunk, item, text)),
        flow: true,
      };
    default:
      return scalarOf(chunk, node, text);
  }
}

function scalarOf(chunk: Chunk, node: Node, text: string): ScalarNode {
  const span = { chunk, start: node.offset, end: node.offset + node.length };
  return typeof node.value === 'string'
    ? { kind: 'scalar', ...span, text: node.value, style: 'double' }
    : { kind: 'scalar', ...span, text: text.slice(span.start, span.end), style: 'plain' };
}

/** The parser recurses as deep as its input; offset of the first bracket beyond what a file may need. */
function nestsTooDeep(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) depth++;
    else if (code === 0x5d || code === 0x7d) depth = Math.max(0, depth - 1);
    if (depth > DEEPEST * 4) return at;
  }
  return undefined;
}
