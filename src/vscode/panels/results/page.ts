import { t } from '@vscode/l10n';
import type { SweepAddress } from '../../../webview/results/contract';

interface Page {
  /** Source that scripts and styles of the extension come from. */
  readonly origin: string;
  readonly script: string;
  readonly style: string;
  /** Fresh for every page. */
  readonly nonce: string;
  readonly title: string;
  /** What it shows: the page keeps it for a window that is loaded again. */
  readonly sweeps: readonly SweepAddress[];
  /** The language of its words, as a BCP 47 tag, and what they are by the English ones; undefined where they are English. */
  readonly language: string;
  readonly words: Readonly<Record<string, string>> | undefined;
}

/** The panel's page: nothing from outside, no inline script, one script that carries the nonce. */
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
<html lang="${escaped(words === undefined ? 'en' : language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escaped(style)}">
<title>${escaped(title)}</title>
</head>
<body>
<main id="panel" aria-label="${escaped(title)}" data-sweeps="${escaped(JSON.stringify(sweeps))}"${words === undefined ? '' : ` data-words="${escaped(JSON.stringify(words))}"`}><p id="waiting">${escaped(t('Reading results…'))}</p></main>
<script nonce="${nonce}" src="${escaped(script)}"></script>
</body>
</html>`;
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
