const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const quote = 0x22;
const asterisk = 0x2a;
const slash = 0x2f;
const backslash = 0x5c;

/** Offset after the string, comment, word, or punctuation that begins at a nonblank offset. */
export function tokenEnd(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === quote) return stringEnd(text, at);
  if (code === slash && isComment(text, at)) return commentEnd(text, at);
  if (isSign(code) || code === slash) return at + 1;
  let end = at + 1;
  while (end < text.length && !isDelimiter(text.charCodeAt(end))) end++;
  return end;
}

export const isComment = (text: string, at: number): boolean => {
  const next = text.charCodeAt(at + 1);
  return text.charCodeAt(at) === slash && (next === slash || next === asterisk);
};

/** A string ends with its line, closed or not. */
function stringEnd(text: string, at: number): number {
  for (let end = at + 1; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === quote) return end + 1;
    if (code === lineFeed || code === carriageReturn) return end;
    if (code === backslash && !isLineBreak(text.charCodeAt(end + 1))) end++;
  }
  return text.length;
}

function commentEnd(text: string, at: number): number {
  if (text.charCodeAt(at + 1) === asterisk) {
    const end = text.indexOf('*/', at + 2);
    return end === -1 ? text.length : end + 2;
  }
  let end = at + 2;
  while (end < text.length && !isLineBreak(text.charCodeAt(end))) end++;
  return end;
}

const isLineBreak = (code: number): boolean => code === lineFeed || code === carriageReturn;

export const isBlank = (code: number): boolean => code === 0x20 || code === 0x09 || isLineBreak(code);

/** `{`, `}`, `[`, `]`, `:` and `,`. */
const isSign = (code: number): boolean =>
  code === 0x7b || code === 0x7d || code === 0x5b || code === 0x5d || code === 0x3a || code === 0x2c;

const isDelimiter = (code: number): boolean =>
  isBlank(code) || isSign(code) || code === quote || code === slash;
