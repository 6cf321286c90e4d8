import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A page of the documentation. */
export interface Page {
  /** From the root of the repository, with slashes: `docs/aws.md`. */
  readonly file: string;
  readonly text: string;
}

/** Tests are bundled into `out/test/SUITE/FOLDER/`. */
export const repository = path.resolve(__dirname, '../../../..');

/** Everything that people read: what is next to the code in Markdown. */
export function pages(root: string): readonly Page[] {
  const inside = (folder: string): readonly string[] =>
    readdirSync(path.join(root, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => path.posix.join(folder, name));
  return [...inside('.'), ...inside('docs')].map((file) => ({
    file,
    text: readFileSync(path.join(root, file), 'utf8'),
  }));
}

export interface CodeBlock {
  readonly language: string;
  readonly code: string;
  /** Counted from 1. */
  readonly line: number;
}

/** Fenced code blocks, in their order. */
export const codeBlocks = (text: string): readonly CodeBlock[] =>
  [...text.matchAll(/^( *)```(\S*)\n([\s\S]*?)^\1```$/gm)].map(
    ({ 1: indent = '', 2: language = '', 3: code = '', index }) => ({
      language,
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      line: text.slice(0, index).split('\n').length,
    }),
  );

/** The text without its code blocks. */
export const proseOf = (text: string): string => text.replaceAll(/^( *)```[\s\S]*?^\1```$/gm, '');

/** What is in backticks in running text. */
export const codesIn = (text: string): readonly string[] =>
  [...proseOf(text).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);

/** Targets of links and pictures. */
export const linksIn = (text: string): readonly string[] =>
  [...proseOf(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);

/** What can follow `#` in a link to this page, as GitHub makes it from its headings. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  return new Set(
    [...proseOf(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => {
      const slug = heading
        .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-');
      const count = seen.get(slug) ?? 0;
      seen.set(slug, count + 1);
      return count === 0 ? slug : `${slug}-${count}`;
    }),
  );
}

/** The section under a heading, up to the next of its level or above. */
export function sectionOf(text: string, heading: string): string {
  const start = text.indexOf(`\n${heading}\n`);
  if (start < 0) throw new Error(`there is no heading "${heading}"`);
  const level = heading.indexOf(' ');
  const rest = text.slice(start + heading.length + 2);
  const end = rest.search(new RegExp(`^#{1,${level}} `, 'm'));
  return end < 0 ? rest : rest.slice(0, end);
}

/** Rows of the tables in a text, each as its cells. */
export const rowsOf = (text: string): readonly (readonly string[])[] =>
  [...proseOf(text).matchAll(/^\|(.*)\|$/gm)]
    .map(([, row = '']) => row.split(/(?<!\\)\|/).map((cell) => cell.trim()))
    .filter((cells) => !cells.every((cell) => /^:?-+:?$/.test(cell)));
