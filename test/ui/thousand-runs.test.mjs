// A thousand runs over three regions in the sidebar: opened, scrolled, watched while some end; in every theme.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openHost } from '../host/vscode-host.mjs';
import { Workbench } from './workbench.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const { name, version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));

describe('a thousand runs in the sidebar', function () {
  this.bail(true);

  /** @type {Workbench} */
  let window;
  let host;
  let fleet;
  let folder;

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'spawn-fleet-'));
    fleet = spawn(process.execPath, [path.join(root, 'out/test/ui/fleet.js'), folder], {
      cwd: root,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface({ input: fleet.stdout }), 'line');
    const { accessKeyId, endpoint, region, secretAccessKey } = JSON.parse(line);
    end('succeeded', 0, 90);
    end('failed', 90, 100);
    const workspace = path.join(folder, 'lab');
    fs.mkdirSync(workspace);
    fs.copyFileSync(path.join(root, 'samples/simple-sweep.yaml'), path.join(workspace, 'simple-sweep.yaml'));
    host = await openHost({
      workspace,
      vsix: path.join(root, `${name}-${version}.vsix`),
      env: {
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
      },
      settings: { 'spawn.provider': 'aws', 'spawn.notifications': 'none' },
    });
    window = await Workbench.launch();
    await window.open(host.url());
  });

  after(async () => {
    await window?.close();
    await host?.stop();
    if (fleet !== undefined) {
      const gone = once(fleet, 'exit');
      fleet.stdin.end();
      await gone;
    }
    fs.rmSync(folder, { recursive: true, force: true });
  });

  afterEach(async function () {
    if (this.currentTest.state === 'failed') await window?.shot('failure');
  });

  const end = (state, from, to) => fleet.stdin.write(`${state} ${from} ${to}\n`);

  it('is shown in one line: counts and money, in tree and status bar', async () => {
    await window.showSidebar('Spawn');
    await window
      .row(/100\/1000 done · 900 running · 10 failed · \$0\.\d+ of ≤ \$35\.\d\d \+ 666 runs of unknown price/)
      .waitFor();
    await window.statusBarItem(/900 running · \$0\.\d+ of ≤ \$35\.\d\d · 666 unpriced/).waitFor();
    await window.row(/^\s*Running\s*\d+/).waitFor();
  });

  it('opens and scrolls to its last run', async () => {
    await window.row(/^\s*Running\s*\d+/).click();
    await window.row('lr-0.100').waitFor();
    await window.page.keyboard.press('End');
    await window.row('lr-0.999').waitFor();
    await window.page.keyboard.press('Home');
    await window.row('lr-0.100').waitFor();
  });

  it('moves nothing but what has changed while fifty more runs end', async () => {
    const before = await window.rowTexts();
    end('succeeded', 500, 550);
    await window.command('Spawn: Refresh');
    await window.row(/150\/1000 done · 850 running · 10 failed/).waitFor();
    await window.row(/^\s*Running\s*850/).waitFor();
    const labels = (rows) =>
      rows.map((text) => /lr-\d\.\d+/.exec(text)?.[0]).filter((label) => label !== undefined);
    assert.deepEqual(labels(await window.rowTexts()).slice(0, 5), labels(before).slice(0, 5));
  });

  it('extends several selected runs, after showing their new ends and the added cost', async () => {
    await window.row('lr-0.102').click();
    await window.row('lr-0.104').click({ modifiers: ['Shift'] });
    await window.row('lr-0.103').click({ button: 'right' });
    await window.chooseInMenu('Extend TTL');
    await window.page
      .locator('.quick-input-title')
      .filter({ hasText: 'Extend TTL of 3 instances' })
      .waitFor();
    await window.page.keyboard.press('Control+A');
    await window.page.keyboard.type('2h');
    await window.page.keyboard.press('Enter');
    await window.dialog.waitFor();
    const question = (await window.dialog.textContent()) ?? '';
    assert.match(question, /Extend the TTL of 3 instances by 2h\?/);
    assert.match(question, /lr-0\.102 ends (\d\d-\d\d )?\d\d:\d\d instead of \d\d:\d\d/);
    assert.match(question, /Added cost: up to \$0\.21\. The price of 2 of them is unknown\./);
    await window.shot('8-extend');
    await window.answer('Extend 3 instances');
    await window.row(/lr-0\.103.* 3h left|lr-0\.103.* 2h 5\dm left/).waitFor();
  });

  it('offers for several selected runs what can be done with all of them, and ends them together', async () => {
    await window.row('lr-0.106').click();
    await window.row('lr-0.108').click({ modifiers: ['Shift'] });
    await window.row('lr-0.107').click({ button: 'right' });
    await window.page.locator('.monaco-menu .action-item').first().waitFor();
    const offered = await window.page.locator('.monaco-menu .action-label:not(.separator)').allTextContents();
    assert.deepEqual(
      offered.map((text) => text.trim()),
      ['Connect…', 'Rerun These Runs…', 'Extend TTL…', 'Terminate Instance…'],
    );
    await window.chooseInMenu('Terminate');
    await window.dialog.waitFor();
    assert.match((await window.dialog.textContent()) ?? '', /3 instances/);
    await window.answer('Terminate 3 instances');
    await window.row(/^\s*Running\s*847/).waitFor();
  });

  it('does nothing to another row where the run of a menu changed while the menu was open', async () => {
    await window.row('lr-0.110').click({ button: 'right' });
    await window.page.locator('.monaco-menu .action-item').first().waitFor();
    end('succeeded', 110, 111);
    await window.row(/^\s*Running\s*846/).waitFor();
    await window.chooseInMenu('Terminate');
    const report = window.notification('The row changed before the command started, so nothing was done.');
    await report
      .or(window.dialog.filter({ hasText: 'Terminate lr-0.110' }))
      .first()
      .waitFor();
    assert.equal(await window.page.locator('.quick-input-widget').isVisible(), false, 'a picker opened');
    if (await window.dialog.isVisible()) await window.page.keyboard.press('Escape');
  });

  it('can be read in every theme', async () => {
    for (const theme of ['light', 'high-contrast', 'dark']) {
      await window.theme(theme);
      await window.row('lr-0.100').waitFor();
      await window.shot(`7-thousand-${theme}`);
    }
  });
});
