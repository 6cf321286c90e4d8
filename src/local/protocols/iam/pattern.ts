/** Values of the condition keys of a request, by key in lower case: a list if a key can have several. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'wildcard'; readonly text: string };

/** A variable (also `${*}`, `${?}` and `${$}`, which mean the character itself), a wildcard, or plain text. */
const pieces = /\$\{\s*([^{},'\s]+)\s*(?:,\s*'([^']*)'\s*)?\}|([*?])|([^$*?]+|\$)/g;
const plainPieces = /([*?])|[^*?]+/g;

/**
 * Whether a value matches a pattern of a policy: `*` is any text, `?` one character, and `${aws:userid}` the value of
 * that key in the context, taken literally, or its default. A variable without a value matches nothing
 * (docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html).
 *
 * @param context undefined if variables aren't supported: before version 2012-10-17 of the policy language
 */
export function matchesPattern(pattern: string, value: string, context: Context | undefined): boolean {
  const parts = read(pattern, context);
  if (parts === undefined) return false;
  const expression = parts.map(({ kind, text }) =>
    kind === 'text' ? quote(text) : text === '*' ? '[^]*' : '[^]',
  );
  return new RegExp(`^${expression.join('')}$`, 'u').test(value);
}

/** The same without wildcards: the text that a pattern resolves to; undefined if a variable has no value. */
export const resolve = (pattern: string, context: Context | undefined): string | undefined =>
  read(pattern, context)
    ?.map(({ text }) => text)
    .join('');

function read(pattern: string, context: Context | undefined): readonly Piece[] | undefined {
  if (context === undefined) {
    return [...pattern.matchAll(plainPieces)].map(([text, wildcard]) => pieceOf(text, wildcard));
  }
  const found: Piece[] = [];
  for (const [text, name, fallback, wildcard] of pattern.matchAll(pieces)) {
    if (name === undefined) found.push(pieceOf(text, wildcard));
    else {
      const value = /^[*?$]$/.test(name) ? name : (context[name.toLowerCase()] ?? fallback);
      // A key with several values can't be a variable.
      if (typeof value !== 'string') return undefined;
      found.push({ kind: 'text', text: value });
    }
  }
  return found;
}

const pieceOf = (text: string, wildcard: string | undefined): Piece => ({
  kind: wildcard === undefined ? 'text' : 'wildcard',
  text,
});

const quote = (text: string): string => text.replace(/[.+^${}()|[\]\\*?/]/g, '\\$&');
