import { bestContender } from '../../results/contender';
import type { Metric } from '../../results/metric';
import type { ResultsTable } from '../../results/record';
import type { Scalar } from '../../results/scalar';
import { joined, type Markdown, ours, verbatim } from '../../text/markdown';
import { resultCell, shownColumns } from './results';

/** The table of `renderResults` for a pull request or an issue. What runs wrote stays text: no link, image, or mention comes of it. */
export function renderResultsMarkdown(table: ResultsTable, metric: Metric | undefined): Markdown {
  const shown = shownColumns(table);
  const best = metric === undefined ? undefined : bestContender(table, metric);
  const isNumeric = (place: number): boolean =>
    table.rows.every(
      (row) => typeof row[place] === 'number' || row[place] === undefined || row[place] === null,
    );
  const rows = table.rows.map((row, at) => [
    ours(at === best ? '★' : ''),
    ...shown.map(({ place, title }) => cellOf(row[place], title)),
  ]);
  return joined(
    [
      lineOf([ours(''), ...shown.map(({ title }) => verbatim(title))]),
      lineOf([ours(':-:'), ...shown.map(({ place }) => ours(isNumeric(place) ? '--:' : '---'))]),
      ...rows.map(lineOf),
    ],
    '\n',
  );
}

function cellOf(value: Scalar | undefined, title: string): Markdown {
  const text = resultCell(value, title);
  return typeof value === 'number' ? ours(text) : verbatim(text);
}

const lineOf = (cells: readonly Markdown[]): Markdown => ours(`| ${cells.join(' | ')} |`);
