import type { ShellNode, TextSpan } from './shell';

/** The text of a command's word before expansion. */
export interface Literal {
  readonly text: string;
  /** Offset of its first character; the others follow. */
  readonly start: number;
  /** It contains no expansions or escapes. */
  readonly whole: boolean;
}

/** The literal beginning of a word, without its quotes. */
export function literalOf(node: ShellNode, script: string): Literal {
  const { start, end, children } = node;
  const dynamic: Literal = { text: '', start, whole: false };
  switch (node.type) {
    case 'word':
    case 'number':
    case 'variable_name':
      return wordOf(script.slice(start, end), start);
    case 'raw_string':
      return { text: script.slice(start + 1, end - 1), start: start + 1, whole: true };
    case 'ansi_c_string': {
      const text = script.slice(start + 2, end - 1);
      return { text, start: start + 2, whole: !text.includes('\\') };
    }
    case 'string': {
      const expanded = children.find(({ named, type }) => named && type !== 'string_content');
      const text = script.slice(start + 1, expanded?.start ?? end - 1);
      return { text, start: start + 1, whole: expanded === undefined && !text.includes('\\') };
    }
    case 'command_name':
    case 'concatenation': {
      const [first, ...rest] = children;
      if (first === undefined) return wordOf(script.slice(start, end), start);
      const literal = literalOf(first, script);
      return rest.length === 0 ? literal : { ...literal, whole: false };
    }
    default:
      return dynamic;
  }
}

function wordOf(text: string, start: number): Literal {
  // `\export` is `export`, without an alias of that name.
  const escaped = /^\\(?=\w)/.test(text) ? 1 : 0;
  const rest = text.slice(escaped);
  return { text: rest, start: start + escaped, whole: !/[\\$`*?]/.test(rest) };
}

/** The variable in a word: `NAME`, `NAME=value`, `NAME[1]`. `dynamic` if it is known only when the script runs. */
export function nameIn({ text, start, whole }: Literal): TextSpan | 'dynamic' | undefined {
  const match = /^([A-Za-z_]\w*)(\+?=|\[)?/.exec(text);
  if (match === null) return text === '' && !whole ? 'dynamic' : undefined;
  const [all, name = '', operator] = match;
  if (operator === undefined && all.length < text.length) return undefined;
  if (operator === undefined && !whole) return 'dynamic';
  return { start, end: start + name.length };
}
