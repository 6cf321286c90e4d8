// `npm run lint:prose`: reads what people read, and complains of spelling, grammar and private words as FILE:LINE.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { grammar } from './prose/grammar.mjs';
import { findPhrases } from './prose/phrases.mjs';
import { readTexts } from './prose/texts.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);

const PAGES = [
  '*.md',
  'docs/*.md',
  ':!docs/performance.md',
  ':!docs/dependencies.md',
  ':!docs/mutation-testing.md',
  ':!test',
];
/** As git matches paths. The pages left out are tables of packages and of measurements. */
const READ = ['src/*.ts', 'package.nls.json', 'schemas/*.json', ...PAGES];

const texts = readTexts(process.argv.length > 2 ? process.argv.slice(2) : READ);
const check = await grammar('scripts/prose/vocabulary.txt');
const complaints = [...inPlace(texts, findPhrases), ...(await misspelt(texts))];
complaints.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
for (const { file, line, message } of complaints) console.error(`${file}:${line}: ${message}`);
process.exitCode = complaints.length > 0 ? 1 : 0;

/** The texts of a file are checked together, as paragraphs of one: each call of the checker costs as much as a page. */
async function misspelt(all) {
  const found = [];
  for (const file of new Set(all.map((text) => text.file))) {
    const own = all.filter((text) => text.file === file);
    const begins = [];
    let page = '';
    for (const { text } of own) {
      begins.push(page.length);
      page += `${text}\n\n`;
    }
    for (const { at, message } of await check(page)) {
      const which = begins.findLastIndex((begin) => begin <= at);
      found.push({ file, line: lineOf(own[which], at - begins[which]), message });
    }
  }
  return found;
}

function inPlace(all, find) {
  return all.flatMap((text) =>
    find(text.text).map(({ at, message }) => ({ file: text.file, line: lineOf(text, at), message })),
  );
}

function lineOf({ file, start }, at) {
  return fs
    .readFileSync(file, 'utf8')
    .slice(0, start + at)
    .split('\n').length;
}
