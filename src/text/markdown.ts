declare const isMarkdown: unique symbol;

/** Markdown of which everything that others wrote is `verbatim` or `code`: no link, no picture and no HTML of theirs comes about. */
export type Markdown = string & { readonly [isMarkdown]: true };

/** Markdown that is in this program. */
export const ours = (text: string): Markdown => text as Markdown;

/** What begins or ends something in Markdown; at the start of a line a list, a heading or a rule; addresses become links by themselves. */
const signs = /[\\`*_[\]~|<>&@]|^\s*[-+=#]|(?<=^\s*\d+)[.)]|:(?=\/\/)|(?<=www)\./gi;

/** Text of any origin, shown as it is. On one line. */
export const verbatim = (text: string): Markdown =>
  ours(
    onOneLine(text).replace(signs, (sign) => `${sign.slice(0, -1)}&#${sign.charCodeAt(sign.length - 1)};`),
  );

/** Text of any origin in the letters of code. On one line. */
export function code(text: string): Markdown {
  const shown = onOneLine(text);
  if (shown.trim() === '') return ours('` `');
  const fence = '`'.repeat(longestRun(shown) + 1);
  return ours(/^`|`$|^ .* $/.test(shown) ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`);
}

/** Lines of any origin as a block of code. */
export function codeBlock(language: string, text: string): Markdown {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return ours(`${fence}${language}\n${text}\n${fence}`);
}

/** Replaces `{0}`, `{1}` … in a message of this program */
export const compose = (sentence: string, ...values: readonly Markdown[]): Markdown =>
  ours(sentence.replace(/\{(\d+)\}/g, (place, index: string) => values[Number(index)] ?? place));

/** Paragraphs, unless something else is between them. */
export const joined = (parts: readonly Markdown[], between = '\n\n'): Markdown => ours(parts.join(between));

/** Long values are truncated: a tooltip isn't the place to read them. */
const longest = 500;

const onOneLine = (text: string): string =>
  (text.length > longest ? `${text.slice(0, longest)}…` : text).replace(/[\r\n\u2028\u2029]+/g, ' ↵ ');

const longestRun = (text: string): number =>
  Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
