// The results panel's own script in a real browser, under the policy its page sets: ten thousand runs, and hostile names.
import assert from 'node:assert/strict';
import { launchBrowser } from '../host/browser.mjs';
import { openPanel, sweepOf, tableOf } from './panel-page.mjs';

/** Two sweeps whose runs are called the same. */
function twoSweeps(count) {
  const { columns, kinds, rows } = tableOf(count);
  const beside = (id) => rows.map(([name, ...cells]) => [name, id, ...cells]);
  return {
    type: 'table',
    table: {
      columns: ['name', 'sweep', ...columns.slice(1)],
      kinds: ['run', 'sweep', ...kinds.slice(1)],
      rows: [...beside('sweep-a'), ...beside('sweep-b')],
      notes: [],
    },
    sweeps: [sweepOf('sweep-a', count), { ...sweepOf('sweep-b', count), live: true }],
  };
}

describe('the results panel', () => {
  let browser;
  let tab;
  const errors = [];

  before(async () => {
    ({ browser, page: tab } = await launchBrowser({ scrollBars: true }));
    tab.on('pageerror', (error) => errors.push(String(error)));
    tab.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    // Every drawing of the plot asks once for the colors of the theme.
    await tab.addInitScript(() => {
      window.drawings = 0;
      const { getComputedStyle } = window;
      window.getComputedStyle = (of, ...more) => {
        if (of === document.body) window.drawings += 1;
        return getComputedStyle(of, ...more);
      };
    });
    await openPanel(tab);
  });

  after(() => browser?.close());

  const show = (count) =>
    tab.evaluate((message) => window.postMessage(message, '*'), {
      type: 'table',
      table: tableOf(count),
      sweeps: [sweepOf('sweep-x', count)],
    });
  const last = (wanted) => tab.evaluate((type) => window.sent.findLast((one) => one.type === type), wanted);
  const names = () => tab.locator('.body .row .cell:first-child').allTextContents();

  /** How often the plot is drawn until nothing has been drawn for thirty frames. */
  const drawingsOf = async (act) => {
    const before = await tab.evaluate(() => window.drawings);
    await act();
    return tab.evaluate(async (start) => {
      let seen = window.drawings;
      for (let still = 0; still < 30; still += 1) {
        await new Promise((done) => requestAnimationFrame(done));
        if (window.drawings !== seen) still = 0;
        seen = window.drawings;
      }
      return seen - start;
    }, before);
  };

  it('shows ten thousand runs with only those in sight in the page', async () => {
    await show(10_000);
    await tab.locator('.body .row').first().waitFor();
    assert.equal(await tab.locator('.count').textContent(), '10000 runs');
    assert.ok((await tab.locator('.body .row').count()) < 100);
    await tab.locator('.grid').evaluate((grid) => {
      grid.scrollTop = 24 * 9_000;
    });
    // It opens best first.
    const ranked = tableOf(10_000).rows.toSorted((a, b) => b[4] - a[4]);
    await tab.locator('.body .row', { hasText: ranked[9_000][0] }).first().waitFor();
  });

  it('sorts by a click on a title, and names the best run', async () => {
    await tab.locator('.grid').evaluate((grid) => {
      grid.scrollTop = 0;
    });
    // It opens best first; a click on the metric turns it round.
    await tab.locator('.body .row.best').waitFor();
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
    assert.deepEqual(await last('openLog'), { type: 'openLog', sweepId: 'sweep-x', run: (await names())[1] });
  });

  it('sums up by a parameter', async () => {
    await show(12);
    await tab.getByLabel('group by', { exact: true }).selectOption('learning_rate');
    assert.deepEqual(await tab.locator('.body .row .cell:nth-child(2)').allTextContents(), ['4', '4', '4']);
    assert.equal(await tab.locator('.actions .count').textContent(), '3 groups of 12 runs');
    await tab.getByLabel('group by', { exact: true }).selectOption('');
    await tab.getByLabel('Filter batch_size').fill('<=64');
    await tab.getByLabel('group by', { exact: true }).selectOption('learning_rate');
    assert.deepEqual(await tab.locator('.body .row .cell:nth-child(2)').allTextContents(), ['2', '2', '2']);
    assert.equal(await tab.locator('.actions .count').textContent(), '3 groups of 6 runs');
    await tab
      .getByRole('img', { name: 'Parallel coordinates of 6 runs over learning_rate, batch_size, accuracy' })
      .waitFor();
    await tab.getByLabel('group by', { exact: true }).selectOption('');
    await tab.getByLabel('Filter batch_size').fill('');
    await tab.getByLabel('group by', { exact: true }).selectOption('');
  });

  it('reruns the runs that are chosen, by mouse and by keyboard', async () => {
    await show(12);
    const row = (at) => tab.locator('.body .row').nth(at);
    await row(1).click();
    await row(3).click({ modifiers: ['Control'] });
    await tab.getByRole('button', { name: 'Rerun 2 runs' }).click();
    const shown = await names();
    assert.deepEqual(
      (await last('rerun')).runs,
      [1, 3].map((at) => ({ sweepId: 'sweep-x', run: shown[at] })),
    );
    await row(2).click();
    await tab.locator('.grid').focus();
    await tab.keyboard.press('Shift+ArrowDown');
    await tab.keyboard.press('Shift+ArrowDown');
    assert.equal(await tab.locator('.actions .count').textContent(), '12 runs, 3 selected');
    await tab.keyboard.press('Control+ArrowDown');
    await tab.keyboard.press('Control+ArrowDown');
    await tab.keyboard.press(' ');
    await tab.getByRole('button', { name: 'Rerun 4 runs' }).press('Enter');
    assert.deepEqual(
      (await last('rerun')).runs.map(({ run }) => run),
      [2, 3, 4, 6].map((at) => shown[at]),
    );
    await tab.locator('.grid').focus();
    await tab.keyboard.press('Control+a');
    assert.equal(await tab.locator('.body .row[aria-selected=true]').count(), 12);
    await tab.keyboard.press('Escape');
    assert.equal(await tab.locator('.body .row[aria-selected=true]').count(), 0);
  });

  it('keeps the keyboard where it is when a choice draws everything again', async () => {
    const focused = () => tab.evaluate(() => document.activeElement?.getAttribute('data-key'));
    await tab.getByLabel('Metric', { exact: true }).focus();
    await tab.keyboard.press('ArrowUp');
    assert.equal(await focused(), 'Metric');
    await tab.getByLabel('Metric', { exact: true }).selectOption('accuracy');
    await tab.getByRole('tab', { name: 'Parallel' }).focus();
    await tab.keyboard.press('ArrowRight');
    assert.equal(await tab.locator('[role=tab][aria-selected=true]').textContent(), 'Scatter');
    assert.equal(await tab.evaluate(() => document.activeElement?.textContent), 'Scatter');
    await tab.keyboard.press('ArrowLeft');
    await tab.locator('summary').press('Enter');
    await tab.getByLabel('batch_size', { exact: true }).press(' ');
    assert.equal(await focused(), 'column batch_size');
    assert.equal(await tab.getByRole('columnheader', { name: 'batch_size' }).count(), 0);
    await tab.getByLabel('batch_size', { exact: true }).press(' ');
    await tab.keyboard.press('Escape');
    assert.equal(await tab.locator('details').getAttribute('open'), null);
    const height = () => tab.locator('.plot').evaluate((plot) => plot.clientHeight);
    const before = await height();
    await tab.getByRole('separator').press('ArrowUp');
    assert.equal(await height(), before - 24);
  });

  it('shows two sweeps side by side and knows whose run is whose', async () => {
    await tab.evaluate((message) => window.postMessage(message, '*'), twoSweeps(4));
    await tab.locator('.sweep').nth(1).waitFor();
    assert.deepEqual(await tab.locator('.sweep .id').allTextContents(), ['sweep-a', 'sweep-b']);
    assert.equal(await tab.locator('.actions .count').textContent(), '8 runs');
    await tab.getByLabel('Filter sweep').fill('=sweep-b');
    await tab.locator('.body .row', { hasText: 'run-2' }).dblclick();
    assert.deepEqual(await last('openLog'), { type: 'openLog', sweepId: 'sweep-b', run: 'run-2' });
    await tab.getByRole('button', { name: 'Files' }).click();
    assert.deepEqual(await last('openFolder'), { type: 'openFolder', sweepId: 'sweep-b', run: 'run-2' });
    await tab.getByLabel('Filter sweep').fill('');
    await tab.getByLabel('group by', { exact: true }).selectOption('sweep');
    assert.deepEqual(await names(), ['sweep-a', 'sweep-b']);
    await tab.getByLabel('group by', { exact: true }).selectOption('');
    await tab.getByRole('group', { name: 'sweep-b' }).getByRole('checkbox').check();
    assert.deepEqual(await last('follow'), { type: 'follow', sweepId: 'sweep-b', on: true });
    await tab.getByRole('group', { name: 'sweep-a' }).getByRole('button', { name: 'Remove' }).click();
    assert.deepEqual(await last('removeSweep'), { type: 'removeSweep', sweepId: 'sweep-a' });
    await tab.getByRole('button', { name: 'Add sweep…' }).click();
    assert.deepEqual(await last('addSweep'), { type: 'addSweep' });
    const { filters, pinned, plot, sweeps } = await tab.evaluate(() => window.kept);
    assert.deepEqual(
      { filters: filters.sweep, pinned, plot, sweeps },
      {
        filters: '',
        pinned: ['name'],
        plot: 'parallel',
        sweeps: [
          { provider: 'local', sweepId: 'sweep-a' },
          { provider: 'local', sweepId: 'sweep-b' },
        ],
      },
    );
  });

  it('shows a thousand columns, whatever they are called, with only those in sight in the page', async () => {
    const odd = ['__proto__', 'constructor', '=cmd()', '日本', '<b>'];
    const more = Array.from({ length: 1_000 }, (_, i) => `k${i}`);
    const titles = ['name', ...odd, ...more];
    await tab.evaluate((message) => window.postMessage(message, '*'), {
      type: 'table',
      table: {
        columns: titles,
        kinds: titles.map((title) => (title === 'name' ? 'run' : 'result')),
        rows: [0, 1, 2].map((row) => [`run-${row}`, ...titles.slice(1).map((_, i) => row * 10_000 + i)]),
        notes: [],
      },
      sweeps: [sweepOf('sweep-x', 3)],
    });
    await tab.locator('.title', { hasText: 'constructor' }).waitFor();
    assert.ok((await tab.locator('.body .cell').count()) < 150);
    assert.deepEqual(
      await Promise.all(odd.map((title) => tab.getByLabel(`Filter ${title}:`).inputValue())),
      odd.map(() => ''),
    );
    await tab.getByLabel('Filter __proto__:').fill('=10000');
    assert.deepEqual(await names(), ['run-1']);
    await tab.getByLabel('Filter __proto__:').fill('');
    await tab.locator('.grid').evaluate((grid) => {
      grid.scrollLeft = grid.scrollWidth;
    });
    await tab.getByTitle('Sort by k999').focus();
    await tab.keyboard.press('Enter');
    assert.deepEqual(await names(), ['run-2', 'run-1', 'run-0']);
    assert.equal(await tab.evaluate(() => document.activeElement?.getAttribute('title')), 'Sort by k999');
  });

  it('shows why nothing newer is shown, and how to continue', async () => {
    await tab.evaluate(() => window.postMessage({ type: 'trouble', message: 'The session expired.' }, '*'));
    await tab.getByRole('alert').getByText('The session expired.').waitFor();
    await tab.getByRole('button', { name: 'Try again' }).click();
    assert.deepEqual(await last('retry'), { type: 'retry' });
    await show(12);
    await tab.getByRole('alert').waitFor({ state: 'hidden' });
  });

  /** Brushes the upper end of the axis of learning rates, which is where its title has room at the left. */
  const brushLeftmost = async () => {
    const box = await tab.locator('.plot').boundingBox();
    await tab.mouse.move(box.x + 78, box.y + 60);
    await tab.mouse.down();
    await tab.mouse.move(box.x + 78, box.y + 90, { steps: 4 });
    await tab.mouse.up();
  };

  it('keeps what is brushed while new results come in', async () => {
    await brushLeftmost();
    await tab.locator('.actions .count', { hasText: 'of 12 runs' }).waitFor();
    const brushed = await tab.locator('.actions .count').textContent();
    assert.equal(brushed, '4 of 12 runs');
    await show(12);
    await tab.locator('.actions .count', { hasText: brushed }).waitFor();
    await tab.getByRole('tab', { name: 'Effect' }).click();
    await tab.locator('.actions .count', { hasText: /^12 runs/ }).waitFor();
    await tab.getByRole('tab', { name: 'Parallel' }).click();
  });

  it('leaves everything as the user had it while runs end', async () => {
    /** A sweep of 240 runs of which so many have ended. */
    const send = (ended) => {
      const table = tableOf(240);
      return tab.evaluate((message) => window.postMessage(message, '*'), {
        type: 'table',
        table: {
          ...table,
          rows: table.rows.map((cells, i) => (i < ended ? cells : [...cells.slice(0, 3), 'running'])),
          notes: [],
        },
        sweeps: [{ ...sweepOf('sweep-live', 240), live: true }],
      });
    };
    await send(60);
    await tab.locator('.actions .count', { hasText: /^240 runs/ }).waitFor();
    await tab.getByTitle('Sort by batch_size').click();
    await tab.getByLabel('Filter batch_size').fill('>=64');
    await tab.locator('.actions .count', { hasText: '180 of 240 runs' }).waitFor();
    await tab.getByRole('img', { name: /of 180 runs/ }).waitFor();
    await brushLeftmost();
    await tab.locator('.actions .count', { hasText: '60 of 240 runs' }).waitFor();
    const row = (at) => tab.locator('.body .row').nth(at);
    await row(1).click();
    await row(2).click({ modifiers: ['Control'] });
    await tab.locator('.grid').evaluate((grid) => {
      grid.scrollTop = 240;
    });
    await tab.getByLabel('Filter batch_size').evaluate((field) => {
      field.focus();
      field.setSelectionRange(1, 2);
    });
    await row(20).waitFor();
    const seen = () =>
      tab.evaluate(() => {
        const { activeElement: field } = document;
        const grid = document.querySelector('.grid');
        return {
          count: document.querySelector('.actions .count')?.textContent,
          rows: [...document.querySelectorAll('.body .row .cell:first-child')].map(
            (cell) => cell.textContent,
          ),
          chosen: [...document.querySelectorAll('.body .row[aria-selected=true]')].map(({ id }) => id),
          sorted: document.querySelector('[aria-sort$=scending] .title')?.textContent,
          filter: field?.getAttribute('data-key') === 'filter batch_size' ? field.value : 'elsewhere',
          cursor: [field?.selectionStart, field?.selectionEnd],
          scrollTop: grid?.scrollTop,
        };
      });
    const before = await seen();
    assert.deepEqual(
      { ...before, rows: before.rows.length > 20, chosen: before.chosen.length },
      {
        count: '60 of 240 runs, 2 selected',
        rows: true,
        chosen: 2,
        sorted: 'batch_size ↓',
        filter: '>=64',
        cursor: [1, 2],
        scrollTop: 240,
      },
    );
    const ended = () => tab.locator('.body .row', { hasText: 'succeeded' }).count();
    const few = await ended();
    await send(240);
    await tab.waitForFunction(
      () =>
        ![...document.querySelectorAll('.body .row')].some(({ textContent }) =>
          textContent.includes('running'),
        ),
    );
    await drawingsOf(() => undefined);
    assert.deepEqual(await seen(), before);
    assert.ok(few < (await ended()));
    await tab.getByLabel('Filter batch_size').fill('');
    await tab.locator('.grid').focus();
    await tab.keyboard.press('Escape');
    await tab.getByRole('tab', { name: 'Effect' }).click();
    await tab.getByRole('tab', { name: 'Parallel' }).click();
    // Another plot brings no filter back that the user has taken away.
    await tab.locator('.actions .count', { hasText: /^240 runs$/ }).waitFor();
    // A metric that is chosen sorts best first again.
    for (const metric of ['batch_size', 'accuracy'])
      await tab.getByLabel('Metric', { exact: true }).selectOption(metric);
    await show(12);
    await tab.locator('.actions .count', { hasText: /^12 runs$/ }).waitFor();
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

  it('shares a page with a plot that can be shown as an image', async () => {
    const fresh = await browser.newPage();
    await openPanel(fresh);
    await fresh.evaluate((message) => window.postMessage(message, '*'), {
      type: 'table',
      table: tableOf(12),
      sweeps: [sweepOf('sweep-x', 12)],
    });
    await fresh.getByRole('button', { name: 'Share…' }).click();
    const { plot, plotText } = await fresh.evaluate(() =>
      window.sent.findLast(({ type }) => type === 'share'),
    );
    assert.match(plotText, /12 runs/);
    // Only what is well-formed is shown: names of fonts have quotes.
    const width = await fresh.evaluate(async (svg) => {
      const image = new Image();
      image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
      await image.decode();
      return image.naturalWidth;
    }, plot);
    assert.ok(width > 100, `the plot is ${width} px wide`);
    await fresh.close();
  });

  /** What a saved plot holds: the points of its lines, its words, and the color of its ground. */
  const pictureOf = async () => {
    await tab.getByRole('button', { name: 'SVG' }).click();
    const { content } = await last('exportPlot');
    return {
      texts: [...content.matchAll(/<text[^>]*>([^<]*)/g)].map(([, text]) => text),
      ground: /<rect [^>]*fill="([^"]+)"/.exec(content)?.[1],
      lines: [...content.matchAll(/<polyline points="([^"]*)"/g)].map(([, points]) =>
        [...points.matchAll(/(\S+) (\S+)/g)].map(([, x, y]) => [Number(x), Number(y)]),
      ),
    };
  };

  it('leads no line through a place on an axis of which its run has no value', async () => {
    const columns = ['name', 'sweep', 'lr', 'depth', 'state', 'accuracy'];
    const rows = [
      ['a', 'sweep-a', 0.1, undefined, 'succeeded', 0.5],
      ['b', 'sweep-a', 0.2, undefined, 'succeeded', undefined],
      ['c', 'sweep-b', undefined, 2, 'failed', 0.95],
      ['d', 'sweep-b', undefined, 4, 'running', 0.9],
    ];
    const kinds = ['run', 'sweep', 'parameter', 'parameter', 'outcome', 'result'];
    await tab.evaluate((message) => window.postMessage(message, '*'), {
      type: 'table',
      table: { columns, kinds, rows, notes: [] },
      sweeps: [{ ...sweepOf('sweep-a', 2), name: 'first' }, sweepOf('sweep-b', 2)],
    });
    await tab.locator('.actions .count', { hasText: /^4 runs/ }).waitFor();
    const { lines, texts } = await pictureOf();
    const runs = lines.filter((line) => line.length === 4);
    const foot = Math.max(...runs.flat().map(([, y]) => y));
    // By axis, how many of the four lines end in the mark below its scale.
    assert.equal(runs.length, 4);
    assert.deepEqual(
      [1, 2, 3].map((axis) => runs.filter((line) => line[axis][1] === foot).length),
      [2, 2, 1],
    );
    assert.equal(texts.filter((text) => text === 'no value').length, 3);
    assert.ok(texts.includes('gray: no value'));
    assert.ok(
      texts.some((text) => text.startsWith('first, sweep-b') && text.includes('★ best: d, accuracy 0.9')),
    );
  });

  it('never shows a failed run as the best, and reports if none succeeded', async () => {
    assert.match(await tab.locator('.summary').textContent(), /^Best of 4: d of sweep-b with accuracy 0.9/);
    assert.deepEqual(await names(), ['d', 'a', 'b', 'c']);
    assert.deepEqual(await tab.locator('.body .row.best .cell:first-child').allTextContents(), ['d']);
    const { columns, kinds } = tableOf(1);
    await tab.evaluate((message) => window.postMessage(message, '*'), {
      type: 'table',
      table: { columns, kinds, rows: [['a', 0.1, 32, 'failed', 0.95]], notes: [] },
      sweeps: [sweepOf('sweep-x', 1)],
    });
    await tab.locator('.summary', { hasText: 'No run succeeded' }).waitFor();
    assert.equal(await tab.locator('.body .row.best').count(), 0);
    assert.equal(await tab.locator('.actions .count').textContent(), '1 run');
    assert.deepEqual(await tab.locator('.sweep .size').allTextContents(), ['1 run']);
  });

  it('prompts once for the better direction of an unknown metric, and names no best run before the answer', async () => {
    const { kinds } = tableOf(1);
    const rows = [
      ['a', 0.1, 32, 'succeeded', 4],
      ['b', 0.1, 64, 'succeeded', 2],
    ];
    const columns = ['name', 'learning_rate', 'batch_size', 'state', 'fitness'];
    const post = (table, metric) =>
      tab.evaluate((message) => window.postMessage(message, '*'), {
        type: 'table',
        table: { columns, kinds, rows, notes: [], ...table },
        sweeps: [sweepOf('sweep-x', 2)],
        ...metric,
      });
    await post({});
    await tab.locator('.summary', { hasText: 'Which values of fitness are best?' }).waitFor();
    assert.equal(await tab.locator('.body .row.best').count(), 0);
    assert.equal(await tab.getByRole('button', { name: 'Refine around the best' }).count(), 0);
    assert.equal(await tab.getByLabel('best', { exact: true }).inputValue(), '');
    assert.deepEqual(await names(), ['a', 'b'], 'rows are ordered by a guess');
    await tab.getByRole('button', { name: 'The lowest' }).click();
    await tab.locator('.summary', { hasText: /^Best of 2: b with fitness 2/ }).waitFor();
    assert.deepEqual(await names(), ['b', 'a']);
    assert.deepEqual(await last('chooseMetric'), {
      type: 'chooseMetric',
      metric: { title: 'fitness', goal: 'min' },
    });
    // A metric whose name is known brings its own end.
    await post({
      columns: ['name', 'learning_rate', 'fitness', 'state', 'val/acc'],
      kinds: [...kinds.slice(0, 2), 'result', ...kinds.slice(3)],
    });
    await tab.getByLabel('Metric', { exact: true }).selectOption('val/acc');
    await tab.locator('.summary', { hasText: /^Best of 2: a with val\/acc 4/ }).waitFor();
  });

  it('shows that another metric has another best run, and that the metric of the file is missing', async () => {
    const rows = [
      ['a', 0.1, 0.2, 'succeeded', 0.9],
      ['b', 0.1, 0.1, 'succeeded', 0.8],
    ];
    const columns = ['name', 'learning_rate', 'val/loss', 'state', 'val/f1'];
    const kinds = ['run', 'parameter', 'result', 'outcome', 'result'];
    const post = (metric) =>
      tab.evaluate((message) => window.postMessage(message, '*'), {
        type: 'table',
        table: { columns, kinds, rows, notes: [], ...metric },
        sweeps: [sweepOf('sweep-x', 2)],
      });
    await post({});
    await tab.locator('.summary', { hasText: 'by val/f1 it is a' }).waitFor();
    await post({ metric: { name: 'val/f1', goal: 'max' } });
    await tab.locator('.summary', { hasText: /^Best of 2: a with val\/f1 0.9/ }).waitFor();
    await post({ metric: { name: 'bleu', goal: 'max' } });
    await tab.locator('.summary', { hasText: 'ranks runs by bleu, which no run has written' }).waitFor();
    assert.equal(await tab.locator('.body .row.best').count(), 0);
  });

  it('keeps a sort of the user, and the buttons that save where they are', async () => {
    await show(12);
    await tab.getByTitle('Sort by batch_size').click();
    const sorted = await names();
    await show(12);
    assert.deepEqual(await names(), sorted);
    const places = [];
    for (const kind of ['Scatter', 'Effect', 'Parallel']) {
      await tab.getByRole('tab', { name: kind }).click();
      places.push(await tab.getByRole('button', { name: 'PNG' }).boundingBox());
    }
    assert.deepEqual(places, [places[2], places[2], places[2]]);
  });

  it('saves in the colors of the theme, or in light ones', async () => {
    const theme = await pictureOf();
    await tab.getByLabel('save in', { exact: true }).selectOption('light');
    const light = await pictureOf();
    assert.deepEqual([theme.ground, light.ground], ['#1e1e1e', '#ffffff']);
    await tab.getByLabel('save in', { exact: true }).selectOption('theme');
  });

  it('scrolls a parallel plot that has more axes than fit, and keeps their labels apart', async () => {
    const size = tab.viewportSize();
    const params = Array.from({ length: 8 }, (_, i) => `a_rather_long_name_${i}`);
    await tab.setViewportSize({ width: 480, height: 720 });
    await tab.evaluate((message) => window.postMessage(message, '*'), {
      type: 'table',
      table: {
        columns: ['name', ...params, 'accuracy'],
        kinds: ['run', ...params.map(() => 'parameter'), 'result'],
        rows: [0, 1, 2].map((i) => [`run-${i}`, ...params.map((_, p) => `${'word'.repeat(9)}-${i * p}`), i]),
        notes: [],
      },
      sweeps: [sweepOf('sweep-x', 3)],
    });
    await tab.waitForFunction(() => {
      const plot = document.querySelector('.plot');
      return plot !== null && plot.scrollWidth > plot.clientWidth;
    });
    const { texts } = await pictureOf();
    assert.ok(texts.filter((text) => text.includes('word')).every((text) => text.length < 16));
    await tab.setViewportSize(size);
  });

  /** A table whose axes need more than 900 pixels. */
  const wide = (count) => {
    const params = Array.from({ length: 8 }, (_, i) => `axis_${i}`);
    return {
      type: 'table',
      table: {
        columns: ['name', ...params, 'accuracy'],
        kinds: ['run', ...params.map(() => 'parameter'), 'result'],
        rows: Array.from({ length: count }, (_, i) => [
          `run-${i}`,
          ...params.map((_, p) => (i * (p + 1)) % 7),
          Math.sin(i),
        ]),
        notes: [],
      },
      sweeps: [sweepOf('sweep-x', count)],
    };
  };

  for (const count of [3, 10_000])
    it(`draws ${count} runs once for a size, whether its axes just fit, just do not, or the window is tiny`, async () => {
      const size = tab.viewportSize();
      await drawingsOf(() => undefined);
      assert.equal(
        await drawingsOf(() => tab.evaluate((message) => window.postMessage(message, '*'), wide(count))),
        1,
      );
      const room = () =>
        tab.locator('.plot').evaluate(({ clientWidth, scrollWidth }) => ({ clientWidth, scrollWidth }));
      await tab.setViewportSize({ width: 480, height: 720 });
      await drawingsOf(() => undefined);
      const { clientWidth, scrollWidth: needed } = await room();
      const aside = 480 - clientWidth;
      assert.ok(needed > clientWidth);
      const drawn = {};
      const around = count === 3 ? [-8, -2, -1, 0, 1, 2, 8] : [-1];
      for (const by of around) {
        const width = needed + aside + by;
        const times = await drawingsOf(() => tab.setViewportSize({ width, height: 720 }));
        const { clientWidth, scrollWidth } = await room();
        drawn[by] = [times, scrollWidth > clientWidth];
      }
      assert.deepEqual(drawn, Object.fromEntries(around.map((by) => [by, [1, by < -1]])));
      // Nothing changes where only the table has less room, nor where the size is back before it was drawn.
      assert.equal(await drawingsOf(() => tab.setViewportSize({ ...tab.viewportSize(), height: 700 })), 0);
      assert.equal(await drawingsOf(() => tab.setViewportSize({ width: 480, height: 300 })), 1);
      assert.equal(await drawingsOf(() => tab.setViewportSize(size)), 1);
      // Colors that are the same are asked for, and nothing is drawn; others are drawn.
      const recolored = (style) =>
        drawingsOf(() =>
          tab.evaluate((text) => {
            document.body.style.cssText = text;
            document.body.classList.toggle('vscode-reduce-motion');
          }, style),
        );
      assert.deepEqual([await recolored(''), await recolored('--best: #abcdef')], [1, 2]);
      await recolored('');
      await tab.getByTitle('Sort by axis_0').click();
      assert.match((await names())[0], /^run-/);
    });

  // Told and not asserted: the machine has a say in it. Wanted are 1 s and 100 ms.
  it('measures how soon ten thousand runs are rendered and sorted', async () => {
    const took = await tab.evaluate(
      async (message) => {
        const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        const timed = async (act, isDone) => {
          const start = performance.now();
          act();
          while (isDone() === false) await painted();
          await painted();
          return Math.round(performance.now() - start);
        };
        const count = () => document.querySelector('.actions .count')?.textContent;
        const sorted = () => document.querySelector('[aria-sort$=scending] .title')?.textContent ?? '';
        const sortBy = (title) =>
          timed(
            () =>
              [...document.querySelectorAll('.title')]
                .find(({ title: tip }) => tip === `Sort by ${title}`)
                ?.click(),
            () => sorted().startsWith(title),
          );
        const before = window.drawings;
        const first = await timed(
          () => window.postMessage(message, '*'),
          () => count() === '10000 runs',
        );
        // The plot is drawn after the table. (No waiting for an idle moment: a page that asks for no frame may get none.)
        while (window.drawings === before) await painted();
        return { first, numbers: await sortBy('accuracy'), names: await sortBy('name') };
      },
      { type: 'table', table: tableOf(10_000), sweeps: [sweepOf('sweep-x', 10_000)] },
    );
    console.log(
      `      10,000 runs: first paint ${took.first} ms, sorted by a number ${took.numbers} ms, by name ${took.names} ms`,
    );
    assert.equal((await names())[0], 'run-9999');
  });

  it('broke no rule of its page', () => assert.deepEqual(errors, []));
});
