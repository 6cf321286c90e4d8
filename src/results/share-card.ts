import { t } from '@vscode/l10n';
import { escapeHtml } from '../text/escape-html';
import { cellsOf } from './column';
import { bestContender, bestFirst } from './contender';
import type { Metric } from './metric';
import type { ResultsTable } from './record';
import { textOf } from './selection';

/** The facts on a card in addition to the table of its sweeps. */
export interface CardFacts {
  readonly title: string;
  /** A line for each fact: when it was launched, how its runs ended, what it cost. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** What each row is called in short, in the order of the rows. */
  readonly labels: readonly string[];
  /** The plot as SVG; shown as an image, so that nothing in it runs. */
  readonly plot: string | undefined;
  readonly plotText: string;
  /** The sweep files as launched. */
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

/** Runs listed on a card. */
const mostRuns = 10;

/**
 * A page that shows how a sweep went: its best run, a plot, the best runs, and its file. It contains everything it shows, loads
 * nothing, and runs no script, so that it opens offline and can be sent to anyone.
 */
export function shareCard(table: ResultsTable, metric: Metric | undefined, card: CardFacts): string {
  const best = metric === undefined ? undefined : bestContender(table, metric);
  const order = metric === undefined ? table.rows.map((_, row) => row) : bestFirst(table, metric);
  const varying = varyingParameters(table);
  const { facts, files, labels, plot, plotText, title } = card;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<header><h1>${escapeHtml(title)}</h1><dl>${facts.map(factHtml).join('')}</dl></header>
${best === undefined || metric === undefined ? '' : bestHtml(table, metric, best, labels, varying)}
${plot === undefined ? '' : `<img alt="${escapeHtml(plotText)}" src="data:image/svg+xml;charset=utf-8,${encodeURIComponent(plot).replaceAll("'", '%27')}">`}
${runsHtml(table, metric, order, labels, varying)}
${files.map(({ name, text }) => `<details><summary>${escapeHtml(name)}</summary><pre>${escapeHtml(text)}</pre></details>`).join('\n')}
<footer>${escapeHtml(t('Made with Spawn for VS Code'))}</footer>
</main>
</body>
</html>
`;
}

function bestHtml(
  table: ResultsTable,
  { title }: Metric,
  best: number,
  labels: readonly string[],
  varying: readonly string[],
): string {
  const value = textOf(cellsOf(table, title)[best]);
  const parameters = varying.map((key) => factHtml([key, textOf(cellsOf(table, key)[best])]));
  return `<section class="best"><div><p>${escapeHtml(t('Best run'))}</p><h2>${escapeHtml(labelOf(table, labels, best))}</h2></div>
<div><p>${escapeHtml(title)}</p><h2>${escapeHtml(value)}</h2></div><dl>${parameters.join('')}</dl></section>`;
}

function runsHtml(
  table: ResultsTable,
  metric: Metric | undefined,
  order: readonly number[],
  labels: readonly string[],
  varying: readonly string[],
): string {
  const columns = [
    ...varying,
    ...(metric === undefined ? [] : [metric.title]),
    ...['state', 'cost_usd'].filter((title) => table.columns.includes(title)),
  ];
  const cells = new Map(columns.map((title) => [title, cellsOf(table, title)]));
  const rows = order
    .slice(0, mostRuns)
    .map(
      (row) =>
        `<tr><th scope="row">${escapeHtml(labelOf(table, labels, row))}</th>${columns
          .map((title) => `<td>${escapeHtml(textOf(cells.get(title)?.[row]))}</td>`)
          .join('')}</tr>`,
    );
  const left = order.length - rows.length;
  return `<table><thead><tr><th scope="col">${escapeHtml(t('run'))}</th>${columns
    .map((title) => `<th scope="col">${escapeHtml(title)}</th>`)
    .join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>
${left <= 0 ? '' : `<p class="more">${escapeHtml(t('and {0} more', left))}</p>`}`;
}

const labelOf = (table: ResultsTable, labels: readonly string[], row: number): string =>
  labels[row] ?? textOf(cellsOf(table, 'name')[row]);

const varyingParameters = (table: ResultsTable): readonly string[] =>
  table.columns.filter(
    (title, place) => table.kinds[place] === 'parameter' && new Set(cellsOf(table, title)).size > 1,
  );

const factHtml = ([name, value]: readonly [string, string]): string =>
  `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`;

const style = `
:root { color-scheme: light; font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; color: #1f2328; background: #f6f8fa; }
body { margin: 0; }
main { max-width: 1080px; margin: 32px auto; padding: 40px 48px; background: #fff; border: 1px solid #d0d7de; border-radius: 12px; }
h1 { margin: 0 0 8px; font-size: 30px; }
dl { display: flex; flex-wrap: wrap; gap: 4px 32px; margin: 0; }
dt { color: #59636e; font-size: 13px; }
dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.best { display: flex; flex-wrap: wrap; gap: 16px 48px; align-items: center; margin: 28px 0 8px; padding: 20px 24px; background: #fff8c5; border-radius: 8px; }
.best p { margin: 0; color: #59636e; font-size: 13px; }
.best h2 { margin: 0; font-size: 24px; font-variant-numeric: tabular-nums; }
img { display: block; width: 100%; margin: 24px 0; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 16px 6px 0; border-bottom: 1px solid #d0d7de; text-align: left; font-weight: normal; }
thead th { color: #59636e; font-size: 13px; }
details { margin-top: 24px; }
summary { cursor: pointer; }
pre { padding: 16px; background: #f6f8fa; border-radius: 8px; overflow-x: auto; font: 13px/1.5 ui-monospace, Menlo, Consolas, monospace; }
.more, footer { color: #59636e; font-size: 13px; }
footer { margin-top: 32px; }
@media print { :root { background: #fff; } main { margin: 0; border: 0; } }
`;
