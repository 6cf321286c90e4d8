// The results panel's page as the extension makes it, for a browser: the same script, style and policy, and a stand-in for VS Code.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const origin = 'http://127.0.0.1:1';
/** @param {string} [words] what the page's words are in another language, as JSON */
const pageOf = (words) => `<!DOCTYPE html><html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-n'; style-src ${origin}; img-src data: blob:">
<link rel="stylesheet" href="${origin}/results.css"></head>
<body class="vscode-dark"><main id="panel" data-sweeps='[{"provider":"local","sweepId":"sweep-x"}]'${words === undefined ? '' : ` data-words="${words.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`}></main>
<script nonce="n">const sent = []; window.sent = sent; let state; window.acquireVsCodeApi = () => ({ postMessage: (m) => sent.push(m), getState: () => state, setState: (s) => { state = s; window.kept = s; } });</script>
<script nonce="n" src="${origin}/results.js"></script></body></html>`;

/** @param {number} count */
export function tableOf(count) {
  const rows = Array.from({ length: count }, (_, i) => [
    i === 0 ? '<img src=x onerror="window.hacked=1">' : `run-${i}`,
    [0.001, 0.01, 0.1][i % 3],
    32 * (1 + (i % 4)),
    'succeeded',
    Math.sin(i) / 2 + 0.5,
  ]);
  return {
    columns: ['name', 'learning_rate', 'batch_size', 'state', 'accuracy'],
    kinds: ['run', 'parameter', 'parameter', 'outcome', 'result'],
    rows,
    notes: ['results.json of run-7 is no JSON.'],
  };
}

export const sweepOf = (sweepId, rows) => ({
  provider: 'local',
  sweepId,
  name: '',
  rows,
  live: false,
  following: false,
});

/**
 * Opens the panel in a tab; what it sends to VS Code is in `window.sent`, what it keeps there in `window.kept`.
 * @param {import('playwright-core').Page} tab
 * @param {string} [words] what its words are in another language, as JSON
 */
export async function openPanel(tab, words) {
  const files = {
    '/': ['text/html', pageOf(words)],
    '/results.js': ['text/javascript', fs.readFileSync(path.join(root, 'dist/results.js'), 'utf8')],
    '/results.css': ['text/css', fs.readFileSync(path.join(root, 'media/results.css'), 'utf8')],
  };
  await tab.route(`${origin}/**`, (route) => {
    const [contentType, body] = files[new URL(route.request().url()).pathname] ?? ['text/plain', ''];
    return route.fulfill({ contentType, body });
  });
  await tab.goto(origin);
  await tab.waitForFunction(() => window.sent.some(({ type }) => type === 'ready'));
}
