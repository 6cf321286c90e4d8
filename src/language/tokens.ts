import type { SweepDocument } from '../sweep/document';
import type { Layer } from '../sweep/layer';
import type { ReadScript } from '../sweep/script/scripts';
import type { ShellNode } from '../sweep/script/shell';
import { rangeOf } from '../sweep/syntax/chunk';
import type { Range } from '../sweep/text';

/** Token types as VS Code's semantic tokens name them. */
const TOKEN_TYPES = [
  'comment',
  'string',
  'keyword',
  'variable',
  'function',
  'operator',
  'number',
  'parameter',
] as const;
export type TokenType = (typeof TOKEN_TYPES)[number];

/** A piece of a script in one line. */
export interface Token {
  readonly range: Range;
  readonly type: TokenType;
}

const KEYWORDS: ReadonlySet<string> = new Set([
  ...[
    'if',
    'then',
    'else',
    'elif',
    'fi',
    'for',
    'in',
    'do',
    'done',
    'while',
    'until',
    'case',
    'esac',
    'function',
  ],
  ...['select', 'export', 'local', 'declare', 'typeset', 'readonly', 'unset', '[[', ']]'],
]);
const OPERATORS: ReadonlySet<string> = new Set([
  '|',
  '||',
  '&&',
  '&',
  '>',
  '>>',
  '<',
  '<<',
  '<<-',
  '<<<',
  '2>',
  '&>',
  ';;',
  '|&',
]);

/** Shell highlighting of every script in sight: variables that parameters provide stand out as `parameter`. */
export function scriptTokens(document: SweepDocument, visible?: Range): readonly Token[] {
  const tokens: Token[] = [];
  const provided = new Set(
    [...document.parameterKeys().keys()].map((key) => document.context.keys.of(key).variable),
  );
  const visit = (layer: Layer): void => {
    const { script } = layer;
    if (script?.kind !== 'inline') return;
    const { chunk } = script.node;
    const hidden =
      visible !== undefined &&
      (chunk.line > visible.end.line || chunk.line + chunk.lineCount < visible.start.line);
    const read = hidden ? undefined : document.scripts.read(script);
    if (read?.facts !== undefined) collect(read, read.facts.tree, provided, tokens);
  };
  visit(document.defaults);
  for (const { cell } of document.rows.withScript()) visit(cell.layer);
  const sorted = tokens.sort(
    (a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character,
  );
  return visible === undefined
    ? sorted
    : sorted.filter(
        ({ range }) => range.start.line >= visible.start.line && range.start.line <= visible.end.line,
      );
}

function collect(read: ReadScript, node: ShellNode, provided: ReadonlySet<string>, tokens: Token[]): void {
  const type = typeOf(read, node, provided);
  // A string is coloured around what is expanded in it.
  if (node.type === 'string' || node.type === 'heredoc_body') {
    let at = node.start;
    for (const child of node.children) {
      if (
        child.type !== 'simple_expansion' &&
        child.type !== 'expansion' &&
        child.type !== 'command_substitution'
      )
        continue;
      push(read, at, child.start, 'string', tokens);
      collect(read, child, provided, tokens);
      at = child.end;
    }
    push(read, at, node.end, 'string', tokens);
    return;
  }
  if (type !== undefined) {
    push(read, node.start, node.end, type, tokens);
    return;
  }
  for (const child of node.children) collect(read, child, provided, tokens);
}

function typeOf(read: ReadScript, node: ShellNode, provided: ReadonlySet<string>): TokenType | undefined {
  switch (node.type) {
    case 'comment':
      return 'comment';
    case 'raw_string':
    case 'ansi_c_string':
    case 'heredoc_content':
    case 'regex':
      return 'string';
    case 'variable_name':
      return provided.has(read.text.slice(node.start, node.end)) ? 'parameter' : 'variable';
    case 'special_variable_name':
      return 'variable';
    case 'command_name':
      // A name that is put together from variables is none yet.
      return node.children.every((child) => child.type === 'word') ? 'function' : undefined;
    case 'number':
      return 'number';
    case 'heredoc_start':
    case 'heredoc_end':
      return 'keyword';
    default:
      if (node.named) return undefined;
      return KEYWORDS.has(node.type) ? 'keyword' : OPERATORS.has(node.type) ? 'operator' : undefined;
  }
}

/** One token for each line: editors know no longer ones. */
function push(read: ReadScript, start: number, end: number, type: TokenType, tokens: Token[]): void {
  for (let at = start; at < end; ) {
    const lineBreak = read.text.indexOf('\n', at);
    const stop = lineBreak === -1 || lineBreak > end ? end : lineBreak;
    if (stop > at) {
      const range = rangeOf(read.map.toSource({ start: at, end: stop }));
      if (range.start.line === range.end.line && range.end.character > range.start.character)
        tokens.push({ range, type });
    }
    at = stop + 1;
  }
}
