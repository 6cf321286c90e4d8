import type { SweepDocument } from '../sweep/document';
import type { Layer } from '../sweep/layer';
import type { ScriptFacts } from '../sweep/script/facts';
import type { ReadScript } from '../sweep/script/scripts';
import type { ShellNode, TextSpan } from '../sweep/script/shell';
import { rangeOf } from '../sweep/syntax/chunk';
import type { Range } from '../sweep/text';

/** Token types with the names of VS Code's semantic tokens. */
const tokenTypes = [
  'comment',
  'string',
  'keyword',
  'variable',
  'function',
  'operator',
  'number',
  'parameter',
] as const;
export type TokenType = (typeof tokenTypes)[number];

/** A part of a script on one line. */
export interface Token {
  readonly range: Range;
  readonly type: TokenType;
}

const keywords: ReadonlySet<string> = new Set([
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
const operators: ReadonlySet<string> = new Set([
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

/** Shell highlighting of every visible script: variables that parameters provide are shown as `parameter`. */
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
    if (read?.facts !== undefined) collectAll(read, read.facts, provided, tokens);
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

function collectAll(
  read: ReadScript,
  { trees, hereDocuments }: ScriptFacts,
  provided: ReadonlySet<string>,
  tokens: Token[],
): void {
  const [script, ...bodies] = trees;
  if (script !== undefined) collect(read, script, provided, tokens);
  for (const { opening, body, closing } of hereDocuments) {
    const operator = /<<-?[ \t]*$/.exec(read.text.slice(0, opening.start))?.[0] ?? '';
    const start = opening.start - operator.length;
    push(read, start, start + operator.trimEnd().length, 'operator', tokens);
    push(read, opening.start, opening.end, 'keyword', tokens);
    push(read, closing.start, closing.end, 'keyword', tokens);
    const expanded = bodies.find(({ start, end }) => start < body.end && body.start < end);
    if (expanded === undefined) push(read, body.start, body.end, 'string', tokens);
    else collectText(read, expandedNodes(expanded), body, provided, tokens);
  }
}

/** The expansions in a here-document, which was parsed as a string. */
const expandedNodes = (node: ShellNode): readonly ShellNode[] =>
  node.type === 'string' ? node.children : node.children.flatMap(expandedNodes);

/** A text is colored except for its expansions. */
function collectText(
  read: ReadScript,
  children: readonly ShellNode[],
  { start, end }: TextSpan,
  provided: ReadonlySet<string>,
  tokens: Token[],
): void {
  let at = start;
  for (const child of children) {
    if (!expandedPattern.has(child.type)) continue;
    push(read, at, child.start, 'string', tokens);
    collect(read, child, provided, tokens);
    at = child.end;
  }
  push(read, at, end, 'string', tokens);
}

const expandedPattern: ReadonlySet<string> = new Set([
  ...['simple_expansion', 'expansion', 'command_substitution', 'arithmetic_expansion'],
]);

function collect(read: ReadScript, node: ShellNode, provided: ReadonlySet<string>, tokens: Token[]): void {
  const type = typeOf(read, node, provided);
  if (node.type === 'string') {
    collectText(read, node.children, node, provided, tokens);
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
    case 'regex':
      return 'string';
    case 'variable_name':
      return provided.has(read.text.slice(node.start, node.end)) ? 'parameter' : 'variable';
    case 'special_variable_name':
      return 'variable';
    case 'command_name':
      // A name that is composed of variables isn't known.
      return node.children.every((child) => child.type === 'word') ? 'function' : undefined;
    case 'number':
      return 'number';
    default:
      if (node.named) return undefined;
      return keywords.has(node.type) ? 'keyword' : operators.has(node.type) ? 'operator' : undefined;
  }
}

/** One token for each line, since editors don't support multiline tokens. */
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
