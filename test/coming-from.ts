import { readFileSync } from 'node:fs';
import path from 'node:path';
import { repository } from './markdown';

/** A row of docs/coming-from.md. */
export interface Row {
  readonly tool: string;
  /** What another tool's users wrote. */
  readonly there: string;
  /** YAML, keys of the file or of `defaults`. */
  readonly here: string;
  /** How many runs it makes, and what the first finds in its environment: `LR=0.1`, or the variable alone where it is drawn. */
  readonly makes?: { readonly runs: number; readonly first: readonly string[] };
}

const rowLine = /^\| (.+) \| (`.+`) \| (.*)\|$/;

/** All rows of the page, in their order. */
export function rowsOfPage(): readonly Row[] {
  const text = readFileSync(path.join(repository, 'docs', 'coming-from.md'), 'utf8');
  const rows: Row[] = [];
  let tool = '';
  for (const line of text.split('\n')) {
    tool = /^## (.+)$/.exec(line)?.[1] ?? tool;
    const [, there = '', here = '', last = ''] = rowLine.exec(line) ?? [];
    if (here === '') continue;
    const [, count, first = ''] = /^(\d+) runs?: `(.+)`/.exec(last.trim()) ?? [];
    rows.push({
      tool,
      there,
      here: [...here.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code).join('\n'),
      ...(count === undefined ? {} : { makes: { runs: Number(count), first: first.split(' ') } }),
    });
  }
  return rows;
}
