import { t } from '@vscode/l10n';
import { escapeHtml } from '../../../text/escape-html';
import type { SweepAddress } from '../../../webview/results/contract';

interface Page {
  /** Source of the extension's scripts and styles. */
  readonly origin: string;
  readonly script: string;
  readonly style: string;
  /** Unique for each page. */
  readonly nonce: string;
  readonly title: string;
  /** Its subject, which the page stores for a window reload. */
  readonly sweeps: readonly SweepAddress[];
  /** The language as a BCP 47 tag, and the translations by their English text; undefined for English. */
  readonly language: string;
  readonly words: Readonly<Record<string, string>> | undefined;
}

/** The HTML of the panel: no external content, no inline script, and one script with the nonce. */
export function pageOf(page: Page): string {
  const { language, nonce, origin, script, style, sweeps, title, words } = page;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${origin}`,
    'img-src data: blob:',
    `font-src ${origin}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeHtml(words === undefined ? 'en' : language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escapeHtml(style)}">
<title>${escapeHtml(title)}</title>
</head>
<body>
<main id="panel" aria-label="${escapeHtml(title)}" data-sweeps="${escapeHtml(JSON.stringify(sweeps))}"${words === undefined ? '' : ` data-words="${escapeHtml(JSON.stringify(words))}"`}><p id="waiting">${escapeHtml(t('Reading results…'))}</p></main>
<script nonce="${nonce}" src="${escapeHtml(script)}"></script>
</body>
</html>`;
}
