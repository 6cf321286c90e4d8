// The results panel's own script in a real browser, under the policy its page sets: ten thousand runs, and hostile names.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from '../host/browser.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const origin = 'http://127.0.0.1:1';
const page = `<!DOCTYPE html><html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-n'; style-src ${origin}; img-src data: blob:">
<link rel="stylesheet" href="${origin}/results.css"></head>
<body class="vscode-dark"><main id="panel"></main>
<script nonce="n">const sent = []; window.sent = sent; let state; window.acquireVsCodeApi = () => ({ postMessage: (m) => sent.push(m), getState: () => state, setState: (s) => { state = s; } });</script>
<script nonce="n" src="${origin}/results.js"></script></body></html>`;

/** @param {number} count */
function tableOf(count) {
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

describe('the results panel', () => {
  let browser;
  let tab;
  const errors = [];

  before(async () => {
    ({ browser, page: tab } = await launchBrowser());
    tab.on('pageerror', (error) => errors.push(String(error)));
    tab.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    const files = {
      '/': ['text/html', page],
      '/results.js': ['text/javascript', fs.readFileSync(path.join(root, 'dist/results.js'), 'utf8')],
      '/results.css': ['text/css', fs.readFileSync(path.join(root, 'media/results.css'), 'utf8')],
    };
    await tab.route(`${origin}/**`, (route) => {
      const [contentType, body] = files[new URL(route.request().url()).pathname] ?? ['text/plain', ''];
      return route.fulfill({ contentType, body });
    });
    await tab.goto(origin);
    await tab.waitForFunction(() => window.sent.some(({ type }) => type === 'ready'));
  });

  after(() => browser?.close());

  const show = (count) =>
    tab.evaluate(
      (table) => window.postMessage({ type: 'table', sweepId: 'sweep-x', table, live: false }, '*'),
      tableOf(count),
    );
  const names = () => tab.locator('.body .row .cell:first-child').allTextContents();

  it('shows ten thousand runs with only those in sight in the page', async () => {
    await show(10_000);
    await tab.locator('.body .row').first().waitFor();
    assert.equal(await tab.locator('.count').textContent(), '10000 runs');
    assert.ok((await tab.locator('.body .row').count()) < 100);
    await tab.locator('.grid').evaluate((grid) => {
      grid.scrollTop = 24 * 9_000;
    });
    await tab.locator('.body .row', { hasText: 'run-9000' }).first().waitFor();
  });

  it('sorts by a click on a title, and names the best run', async () => {
    await tab.locator('.grid').evaluate((grid) => {
      grid.scrollTop = 0;
    });
    await tab.locator('.title', { hasText: 'accuracy' }).click();
    const [first] = await names();
    assert.match(
      await tab.locator('.summary').textContent(),
      new RegExp(`^Best of 10000: ${first} with accuracy `),
    );
    assert.equal(await tab.locator('[role=columnheader][aria-sort=descending]').count(), 1);
    await tab.locator('.title', { hasText: 'accuracy' }).click();
    assert.notEqual((await names())[0], first);
  });

  it('filters every column at once, and keeps the cursor while one types', async () => {
    await tab.getByLabel('Filter learning_rate').fill('=0.01');
    await tab.getByLabel('Filter batch_size').fill('>96');
    await tab.getByLabel('Filter batch_size').press('End');
    const wanted = tableOf(10_000).rows.filter((row) => row[1] === 0.01 && row[2] > 96).length;
    assert.equal(await tab.locator('.count').textContent(), `${wanted} of 10000 runs`);
    assert.equal(await tab.evaluate(() => document.activeElement?.getAttribute('data-title')), 'batch_size');
    await tab.getByLabel('Filter learning_rate').fill('');
    await tab.getByLabel('Filter batch_size').fill('');
  });

  it('shows a name as text, whatever it holds, and runs none of it', async () => {
    await show(3);
    await tab.locator('.body .row', { hasText: '<img src=x' }).waitFor();
    assert.equal(await tab.evaluate(() => window.hacked), undefined);
    assert.equal(await tab.locator('img').count(), 0);
  });

  it('opens the log of the run chosen on the keyboard', async () => {
    await tab.locator('.grid').focus();
    await tab.keyboard.press('Home');
    await tab.keyboard.press('ArrowDown');
    await tab.keyboard.press('Enter');
    const log = await tab.evaluate(() => window.sent.findLast(({ type }) => type === 'openLog'));
    assert.equal(log.run, (await names())[1]);
  });

  it('sums up by a parameter', async () => {
    await show(12);
    await tab.locator('.actions select').selectOption('learning_rate');
    assert.deepEqual(await tab.locator('.body .row .cell:nth-child(2)').allTextContents(), ['4', '4', '4']);
    await tab.locator('.actions select').selectOption('');
  });

  it('exports the plot as it is drawn, and the rows as they are shown', async () => {
    await tab.getByRole('button', { name: 'SVG' }).click();
    await tab.getByRole('button', { name: 'PNG' }).click();
    await tab.getByRole('button', { name: 'CSV' }).click();
    const sent = await tab.evaluate(() => window.sent.slice(-3));
    assert.deepEqual(
      sent.map(({ type, format }) => `${type} ${format ?? ''}`.trim()),
      ['exportPlot svg', 'exportPlot png', 'exportTable'],
    );
    assert.match(sent[0].content, /^<svg /);
    assert.equal(Buffer.from(sent[1].content, 'base64').subarray(1, 4).toString(), 'PNG');
    assert.equal(sent[2].rows.length, 12);
    assert.deepEqual(sent[2].columns[0], 'name');
  });

  it('broke no rule of its page', () => assert.deepEqual(errors, []));
});
