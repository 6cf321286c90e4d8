// What a person reads, out of the files it is written in: each text with the place of its first character.

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

/** A text, and where it begins in its file. As long as the source: an offset in one is an offset in the other. */
/** @typedef {{ file: string, start: number, text: string }} Text */

const LITERAL = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/y;

/**
 * @param {readonly string[]} patterns what of the repository is read, as git matches paths
 * @returns {Text[]} the translated strings of TypeScript, the descriptions of JSON, and Markdown without code
 */
export function readTexts(patterns) {
  const listed = execFileSync('git', [
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
    '--',
    ...patterns,
  ]);
  const files = String(listed)
    .split('\0')
    .filter((file) => file !== '' && fs.existsSync(file));
  return files.flatMap((file) => textsOf(file, fs.readFileSync(file, 'utf8')));
}

/** @param {string} file @param {string} source @returns {Text[]} */
export function textsOf(file, source) {
  if (file.endsWith('.md')) return [{ file, start: 0, text: withoutCode(source) }];
  const pieces = file.endsWith('.json') ? jsonTexts(file, source) : translatedTexts(source);
  return pieces.map(({ start, text }) => ({ file, start, text: withoutMarks(text) }));
}

/** `t('…')`, whether it is VS Code's, `@vscode/l10n`'s or the webview's; of a choice between literals, each. */
function translatedTexts(source) {
  const found = [];
  for (const call of source.matchAll(/(?<![\w.$])(?:l10n\.)?t\(\s*/g)) {
    LITERAL.lastIndex = call.index + call[0].length;
    const literal = LITERAL.exec(source);
    if (literal) found.push({ start: literal.index + 1, text: literal[0].slice(1, -1) });
  }
  return found;
}

/** Every value of a file of translations; of a schema, the descriptions. */
function jsonTexts(file, source) {
  const key = file.endsWith('.nls.json') ? '[^"]+' : 'description|markdownDescription';
  const pairs = source.matchAll(new RegExp(`"(?:${key})"\\s*:\\s*"((?:[^"\\\\]|\\\\.)*)"`, 'g'));
  return [...pairs].map((pair) => ({
    start: pair.index + pair[0].length - pair[1].length - 1,
    text: pair[1],
  }));
}

const blank = (code) => code.replace(/[^\n]/g, ' ');

/** Fenced blocks, comments, headings that are a code, names of tests, and addresses of links say nothing in English; code within a line stays as code. */
function withoutCode(markdown) {
  const words = markdown
    .replace(/^(```|~~~)[\s\S]*?^\1[^\n]*$/gm, blank)
    .replace(/^#+ [a-z-]+$/gm, blank)
    .replace(/(?<=`: )“[^”]*”(?:, “[^”]*”)*/g, blank)
    .replace(/<!--[\s\S]*?-->/g, blank)
    .replace(/(?<=\]\()[^)\n]*(?=\))/g, blank);
  return namesAsCode(words);
}

/** `{0}`, `$(icon)`, escapes and Markdown's links are written as code of the same length, which no rule reads. */
function withoutMarks(text) {
  const words = text
    .replace(/(`[^`\n]*`)|\{\w+\}/g, (mark, code) => code ?? `\`${mark.slice(1, -1)}\``)
    .replace(/\$\([a-z-]+\)/g, blank)
    .replace(/\w+\\'\w+/g, blank)
    .replace(/\\u[0-9a-f]{4}/gi, (mark) => ' '.repeat(mark.length))
    .replace(/\\n/g, '\n ')
    .replace(/\\(?=.)/g, ' ')
    .replace(/(?<=\]\()[^)\n]*(?=\))/g, blank);
  return namesAsCode(words);
}

/** A file, key, type or program among the words: what has a digit, `_`, `.`, `/`, `=`, `&` or a capital within it. */
const NAME = /(?<!\w)[\w$~./:*-]*(?:\w[./_:=&]\w|\d|[a-z][A-Z]|[A-Z]{2})[\w./:=&*-]*(?<![.:])/g;
/** What follows a piece of code as part of its word, as in “`ttl`s”. */
const ENDING = /(?<=`)['’/]?(?:s|nd|rd|st|th|h|x|d)\b/g;

function namesAsCode(text) {
  const named = text.replace(
    /(`[^`\n]*`)|[^`\n]+/g,
    (part, code) =>
      code ?? part.replace(NAME, (name) => (name.length > 1 ? `\`${name.slice(1, -1)}\`` : ' ')),
  );
  return named.replace(ENDING, blank);
}
