declare const isMarkdown: unique symbol;

/** Markdown in which all text of other origin is `verbatim` or `code`, so that it can't contain a link, an image, or HTML. */
export type Markdown = string & { readonly [isMarkdown]: true };

/** Markdown from this program. */
export const ours = (text: string): Markdown => text as Markdown;

/**
 * Characters with a meaning in Markdown; at the start of a line, those of a list, a heading, or a rule; URLs become
 * links by themselves.
 */
const signs = /[\\`*_[\]~|<>&@]|^\s*[-+=#]|(?<=^\s*\d+)[.)]|:(?=\/\/)|(?<=www)\./gi;

/** Text of any origin, shown as it is, on one line. */
export const verbatim = (text: string): Markdown =>
  ours(
    onOneLine(text).replace(signs, (sign) => `${sign.slice(0, -1)}&#${sign.charCodeAt(sign.length - 1)};`),
  );

/** Text of any origin as inline code, on one line. */
export function code(text: string): Markdown {
  const shown = onOneLine(text);
  if (shown.trim() === '') return ours('` `');
  const fence = '`'.repeat(longestRun(shown) + 1);
  return ours(/^`|`$|^ .* $/.test(shown) ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`);
}

/** Lines of any origin as a code block. */
export function codeBlock(language: string, text: string): Markdown {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return ours(`${fence}${language}\n${text}\n${fence}`);
}

/** Replaces `{0}`, `{1}` … in a message of this program */
export const compose = (sentence: string, ...values: readonly Markdown[]): Markdown =>
  ours(sentence.replace(/\{(\d+)\}/g, (place, index: string) => values[Number(index)] ?? place));

/** Joins paragraphs with a blank line, or with another separator. */
export const joined = (parts: readonly Markdown[], between = '\n\n'): Markdown => ours(parts.join(between));

/** Long values are truncated: a tooltip isn't the place to read them. */
const longest = 500;

const onOneLine = (text: string): string =>
  (text.length > longest ? `${text.slice(0, longest)}…` : text).replace(/[\r\n\u2028\u2029]+/g, ' ↵ ');

const longestRun = (text: string): number =>
  Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
