// The results panel in another language: one in which every word is between « and ».
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from '../host/browser.mjs';
import { openPanel, sweepOf, tableOf } from './panel-page.mjs';

const sources = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../src');

/** Every text that the panel's sources, and the counts that they share with others, ask a translation for. */
const asked = ['webview/results', 'text']
  .flatMap((folder) => fs.readdirSync(path.join(sources, folder)).map((file) => path.join(folder, file)))
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => [
    ...fs.readFileSync(path.join(sources, file), 'utf8').matchAll(/\bt\(\s*'((?:[^'\\]|\\.)*)'/g),
  ])
  .map(([, text]) => text);
const words = JSON.stringify(Object.fromEntries(asked.map((text) => [text, `«${text}»`])));

describe('the results panel in another language', () => {
  let browser;
  let tab;

  before(async () => {
    ({ browser, page: tab } = await launchBrowser());
    await openPanel(tab, words);
  });
  after(() => browser?.close());

  const show = (live) =>
    tab.evaluate((message) => window.postMessage(message, '*'), {
      type: 'table',
      table: { ...tableOf(12), notes: [] },
      sweeps: [{ ...sweepOf('sweep-x', 12), live }, sweepOf('sweep-y', 0)],
    });

  /** What of the page a reader sees or hears that is neither in the other language nor data. */
  const leftInEnglish = () =>
    tab.evaluate(() => {
      const found = new Set();
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const { data, parentElement: at } = texts.currentNode;
        // Names of runs and columns, and their values, are the user's own.
        if (at.closest('script, .body, .title, .id, .columns, option, .summary')) continue;
        found.add(data);
      }
      for (const at of document.querySelectorAll('[aria-label], [title], [placeholder]'))
        for (const name of ['aria-label', 'title', 'placeholder'])
          if (!at.closest('.body, .sweep[aria-label]')) found.add(at.getAttribute(name) ?? '');
      return [...found].filter((text) => /\p{L}/u.test(text) && !/[«»]/.test(text)).sort();
    });
  const optionsOf = (label) => tab.getByLabel(label, { exact: true }).locator('option').allTextContents();

  it('translates everything, and leaves names unchanged', async () => {
    await show(true);
    await tab.locator('.body .row').nth(1).click();
    await tab.locator('summary').click();
    assert.deepEqual(await leftInEnglish(), ['CSV', 'PNG', 'SVG']);
    assert.equal(await tab.locator('.actions .count').textContent(), '«12 runs»');
    assert.equal(
      await tab.locator('.summary').textContent(),
      '«Best of 12: run-8 with accuracy 0.994679» · «still running»',
    );
    assert.deepEqual(
      [await optionsOf('«save in»'), await optionsOf('«best»')],
      [
        ['«theme»', '«light»'],
        ['«highest»', '«lowest»'],
      ],
    );
    assert.equal(
      await tab.locator('.plot').getAttribute('aria-label'),
      '«Parallel coordinates of «12 runs» over learning_rate, batch_size, accuracy»',
    );
  });

  it('writes it into plots and groups, too', async () => {
    const textsOf = async (tabName) => {
      await tab.getByRole('tab', { name: tabName }).click();
      await tab.getByRole('button', { name: 'SVG' }).click();
      const content = await tab.evaluate(
        () => window.sent.findLast((one) => one.type === 'exportPlot').content,
      );
      return [...content.matchAll(/<text[^>]*>([^<]*)/g)]
        .map(([, text]) => text)
        .filter((text) => text.includes('«'));
    };
    const best = 'sweep-x, sweep-y   «★ best: run-8, accuracy 0.994679»';
    assert.deepEqual(await textsOf('«Parallel»'), [best, '«learning_rate (log)»']);
    assert.deepEqual(await textsOf('«Scatter»'), ['«learning_rate (log)»', best]);
    assert.deepEqual(await textsOf('«Effect»'), ['«learning_rate (log)»', '«mean»', best]);
    await tab.getByLabel('«group by»', { exact: true }).selectOption('learning_rate');
    assert.equal(await tab.locator('.actions .count').textContent(), '««3 groups» of «12 runs»»');
  });
});
