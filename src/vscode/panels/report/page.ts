import { t } from '@vscode/l10n';
import { escapeHtml } from '../../../text/escape-html';
import type { Report, ReportBlock, Section } from '../../documents/report';

/** Sections of one kind that are listed one by one: more make a page slow, and the text has them all. */
const mostFolded = 200;

/** A button above the report: a command of ours with its argument. */
export interface PageAction {
  readonly title: string;
  readonly command: string;
  readonly argument: string;
  readonly primary?: boolean;
}

interface Page {
  /** Source that styles of the extension come from. */
  readonly origin: string;
  readonly style: string;
  readonly language: string;
  readonly actions: readonly PageAction[];
}

/** The report as a page without scripts: its buttons are commands that the panel allows, and what is folded opens by itself. */
export function reportPage(report: Report, { actions, language, origin, style }: Page): string {
  const folded = report.sections.filter((section) => section.folded === true);
  const hidden = new Set(folded.slice(mostFolded));
  const left = hidden.size;
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${origin}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escapeHtml(style)}">
<title>${escapeHtml(report.title)}</title>
</head>
<body>
<main>
<h1>${escapeHtml(report.title)}</h1>
<nav aria-label="${escapeHtml(t('Actions'))}">${actions.map(button).join('')}</nav>
${report.blocks.map(html).join('\n')}
${report.sections
  .filter((section) => !hidden.has(section))
  .map(sectionHtml)
  .join('\n')}
${left === 0 ? '' : `<p>${escapeHtml(t('and {0} more: see the text', left))}</p>`}
</main>
</body>
</html>`;
}

function button({ argument, command, primary, title }: PageAction): string {
  const address = `command:${command}?${encodeURIComponent(JSON.stringify([argument]))}`;
  return `<a class="button${primary === true ? ' primary' : ''}" role="button" href="${escapeHtml(address)}">${escapeHtml(title)}</a>`;
}

function sectionHtml({ blocks, folded, level, title }: Section): string {
  const body = blocks.map(html).join('\n');
  if (folded === true) return `<details><summary>${escapeHtml(title)}</summary>${body}</details>`;
  return `<section><h${level}>${escapeHtml(title)}</h${level}>${body}</section>`;
}

function html(block: ReportBlock): string {
  switch (block.kind) {
    case 'text':
      return `<p>${escapeHtml(block.text)}</p>`;
    case 'note':
      return `<p class="note">${escapeHtml(block.text)}</p>`;
    case 'facts':
      return `<table class="facts"><tbody>${block.rows.map(([name, value]) => rowHtml(name, [value])).join('')}</tbody></table>`;
    case 'variables':
      return `<table class="facts code"><tbody>${block.rows.map(([name, value]) => rowHtml(name, [value])).join('')}</tbody></table>`;
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
    case 'table':
      return `<table><thead><tr>${block.columns.map((title) => `<th scope="col">${escapeHtml(title)}</th>`).join('')}</tr></thead><tbody>${block.rows
        .map((cells) => {
          const [first = '', ...others] = cells;
          const empty = block.columns.length - cells.length;
          return rowHtml(first, [...others, ...Array.from({ length: empty }, () => '')]);
        })
        .join('')}</tbody></table>`;
    case 'resource': {
      const line = `<strong>${escapeHtml(block.what)}</strong> <code>${escapeHtml(block.name)}</code>: ${escapeHtml(block.purpose)}`;
      return block.policy === undefined
        ? `<p>${line}</p>`
        : `<p>${line}</p><details><summary>${escapeHtml(t('Policy of {0}', block.name))}</summary><pre>${escapeHtml(block.policy)}</pre></details>`;
    }
  }
}

const rowHtml = (name: string, values: readonly string[]): string =>
  `<tr><th scope="row">${escapeHtml(name)}</th>${values.map((value) => `<td>${escapeHtml(value)}</td>`).join('')}</tr>`;
