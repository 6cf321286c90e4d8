// What a person does with the packed extension on the local cloud: look, break, fix, launch, watch, collect.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startLocalCloud } from '../../scripts/start/cloud.mjs';
import { openHost } from '../host/vscode-host.mjs';
import { Workbench } from './workbench.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const { name, version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
const TTL_LINE = 4;
const EMPTY_LINE = 10;
const RUNS = ['test-1', 'test-2', 'test-3'];

describe('a sweep, from file to results', function () {
  this.bail(true); // a story told in steps: after one that failed the next have nothing to stand on

  /** @type {Workbench} */
  let window;
  let host;
  let cloud;
  let rowsSeen;
  let toastsSeen;
  const results = (...parts) => path.join(host.folder.workspace, 'results', ...parts);

  before(async () => {
    host = await openHost({
      workspace: path.join(root, 'samples'),
      vsix: path.join(root, `${name}-${version}.vsix`),
    });
    cloud = await startLocalCloud(
      path.join(host.stateFolder, 'local'),
      path.join(root, 'dist/local.js'),
      host.environment,
    );
    window = await Workbench.launch();
    await window.open(host.url());
  });

  after(async () => {
    await window?.close();
    await cloud?.stop?.();
    await host?.stop();
  });

  afterEach(async function () {
    if (this.currentTest.state === 'failed') await window?.shot('failure');
  });

  it('offers to launch the three runs, and shows their cost', async () => {
    await window.openFile('simple-sweep.yaml');
    await window.codeLens('Launch 3 runs').waitFor();
    await window.codeLens(/^free · ≤ \$0\.16 on AWS$/).waitFor();
    assert.equal(await window.squiggles.count(), 0);
    await window.shot('1-lens');
  });

  it('underlines problems, shows how to fix them, and removes the mark again', async () => {
    await window.goToEndOfLine(TTL_LINE);
    await window.page.keyboard.press('Backspace');
    await window.squiggles.first().waitFor();
    assert.match(await window.nextProblem(), /30m/);
    await window.shot('2-problem');
    await window.page.keyboard.type('m');
    await window.squiggles.first().waitFor({ state: 'detached' });
    await window.page.keyboard.press('Control+S');
  });

  for (const theme of ['light', 'dark', 'high-contrast'])
    it(`shows the plan as a page that can be launched from, in ${theme}`, async () => {
      await window.theme(theme);
      await window.command('Spawn: Dry Run');
      const plan = window.webview.locator('main');
      await plan.getByRole('button', { name: 'Launch 3 runs…' }).waitFor();
      assert.deepEqual(await plan.locator('h2').allTextContents(), [
        'Cost',
        'Resources to be created in the account',
        'API calls',
        'Batches',
        'Environment of each run',
      ]);
      await plan.getByText('0 · test-1').click();
      await plan.getByText('PARAM_VALUE').first().waitFor();
      await window.shot(`plan-${theme}`);
      await plan.getByRole('button', { name: 'Launch 3 runs…' }).click();
      await window.dialog.waitFor();
      assert.match(
        (await window.dialog.textContent()) ?? '',
        /Launch 3 runs in the local cloud at no cost\?/,
      );
      await window.page.keyboard.press('Escape');
      await window.dialog.waitFor({ state: 'detached' });
      await window.page.keyboard.press('Control+W');
      await window.codeLens('Launch 3 runs').waitFor();
    });

  it('asks before anything is launched', async () => {
    await window.showSidebar('Spawn');
    rowsSeen = await window.watch('.part.sidebar .monaco-list-row');
    toastsSeen = await window.watch('.notification-toast');
    await window.codeLens('Launch 3 runs').click();
    await window.dialog.waitFor();
    const question = (await window.dialog.textContent()) ?? '';
    assert.match(question, /Launch 3 runs in the local cloud at no cost\?/);
    assert.match(question, /bucket spawn-results-/, 'what is made first is told');
    await window.shot('3-confirm');
  });

  it('keeps the question there while the details are read', async () => {
    await window.answer('Show Details');
    const question = window.page
      .locator('.quick-input-title')
      .filter({ hasText: /Launch 3 runs in the local/ });
    await question.waitFor();
    const plan = window.webview.locator('main');
    await plan.filter({ hasText: 'Dry run of simple-sweep.yaml' }).waitFor();
    assert.equal(
      await plan.getByRole('button', { name: 'Launch' }).count(),
      0,
      'it is being confirmed already',
    );
    await plan.getByText('Environment of each run').click();
    await window.page.keyboard.press('PageDown');
    assert.equal(await question.isVisible(), true, 'the question went away');
    await window.shot('3-details');
  });

  it('launches, and the sidebar follows every run to its end', async () => {
    const launch = window.page
      .locator('.quick-input-list .monaco-list-row')
      .filter({ hasText: 'Launch 3 runs' });
    await launch.click();
    await window.row(/simple/).waitFor();
    await window.notification(/finished|succeeded/).waitFor({ timeout: 90_000 });
    const toasts = await toastsSeen();
    assert.ok(
      toasts.some((text) => /launching/i.test(text)),
      `no progress was shown: ${toasts.join(' | ')}`,
    );
    await window.shot('4-finished');
    const rows = await rowsSeen();
    for (const run of RUNS) {
      const states = rows.filter((text) => text.includes(run));
      assert.ok(states.length > 1, `${run} never changed: ${rows.join(' | ')}`);
      assert.ok(
        states.some((text) => /succeeded/.test(text)),
        `${run} never succeeded: ${states.join(' | ')}`,
      );
    }
  });

  it('opens the log of a run by a click on its row', async () => {
    await window.row('test-2').click();
    await window.page.locator('.tabs-container .tab.active').filter({ hasText: 'test-2' }).waitFor();
    await window.page
      .locator('.editor-instance .view-line')
      .filter({ hasText: /Parameter.value:.20/ })
      .waitFor();
  });

  it('collects the results into the workspace', async () => {
    await window.pressInNotification(/finished|succeeded/, 'Collect');
    await window.notification(/collected/i).waitFor();
    for (const [index, run] of RUNS.entries()) {
      assert.equal(fs.readFileSync(results(run, 'result.txt'), 'utf8'), `Result: ${(index + 1) * 20}\n`);
      assert.match(
        fs.readFileSync(results(run, 'output.log'), 'utf8'),
        new RegExp(`Running experiment: ${run}`),
      );
    }
    const table = fs.readFileSync(results('results.csv'), 'utf8').trim().split(/\r?\n/);
    assert.equal(table.length, 1 + RUNS.length);
    for (const [index, run] of RUNS.entries()) assert.ok(table[index + 1].includes(run), table[index + 1]);
    assert.equal(JSON.parse(fs.readFileSync(results('results.json'), 'utf8')).length, RUNS.length);
  });

  it('shows them in the explorer', async () => {
    await window.openFile('results/test-1/result.txt');
    await window.page.locator('.editor-instance .view-line').filter({ hasText: 'Result:' }).waitFor();
    await window.shot('5-results');
  });

  it('shows them in a panel, which is back as it was after the window was loaded again', async () => {
    await window.command('Spawn: Show Results');
    const panel = window.webview;
    const runs = async () => {
      await panel
        .locator('.body .row')
        .nth(RUNS.length - 1)
        .waitFor();
      return panel.locator('.body .row .cell:first-child').allTextContents();
    };
    assert.deepEqual(await runs(), RUNS);
    await panel.getByTitle('Sort by param_value').click();
    assert.deepEqual(await runs(), RUNS.toReversed());
    await panel.getByLabel('Filter param_value').fill('>10');
    await panel.locator('.actions .count').filter({ hasText: '2 of 3 runs' }).waitFor();
    await window.shot('6-results-panel');
    await panel.locator('.body .row', { hasText: 'test-2' }).click();
    await panel.getByRole('button', { name: 'In sweep file' }).click();
    await window.statusBarItem('Ln 15, Col').waitFor();
    await window.page.keyboard.press('Control+W');
    await panel.getByRole('button', { name: 'Log' }).click();
    await window.page.locator('.editor-instance .view-line').filter({ hasText: 'test-2' }).first().waitFor();
    await window.page.keyboard.press('Control+W');
    await window.reload();
    await panel.locator('.actions .count').filter({ hasText: '2 of 3 runs' }).waitFor();
    await panel.getByLabel('Filter param_value').fill('');
    assert.deepEqual(await runs(), RUNS.toReversed());
    await window.closeEditors();
  });

  for (const theme of ['light', 'dark', 'high-contrast']) {
    it(`can be looked at in ${theme}`, async () => {
      await window.openFile('simple-sweep.yaml');
      await window.page.keyboard.press('Control+Home');
      await window.goToEndOfLine(EMPTY_LINE);
      await window.theme(theme);
      await window.showSidebar('Spawn');
      await window.row('test-1').waitFor();
      await window.codeLens('Launch 3 runs').waitFor();
      await window.shot(`theme-${theme}`);
    });
  }

  it('shows a newcomer round', async () => {
    await window.theme('dark');
    await window.command('Spawn: Take the Tour');
    await window.page.keyboard.press('Control+B'); // its pictures show where there is room for them
    const step = (title) => window.page.locator('.getting-started-step').filter({ hasText: title });
    await step('Find the best run').click();
    await step('Find the best run').and(window.page.locator('.expanded')).waitFor();
    await window.page.locator('.getting-started-media iframe').waitFor();
    await window.shot('tour');
  });

  if (process.env.SPAWN_SCREENSHOTS) {
    it('has its picture taken for the README', () => {
      const pictures = path.join(root, 'media/screenshots');
      fs.mkdirSync(pictures, { recursive: true });
      fs.copyFileSync(path.join(root, 'out/shots/theme-dark.png'), path.join(pictures, 'overview.png'));
    });
  }
});
