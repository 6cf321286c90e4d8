// What a person does in a sweep file: rename a parameter, look over what is asked about, complete what is half typed.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { openHost } from '../host/vscode-host.mjs';
import { Workbench } from './workbench.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const { name, version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
const FILE = 'rename-sweep.yaml';
const TEXT = `defaults:
  ttl: 1h
  user_data: |
    #!/bin/bash
    set -e
    echo "$LR" # LR is the learning rate
    docker run -e LR image
params:
  - {lr: 0.1, batch: 32}
  - {lr: 0.2, }
`;

describe('editing a sweep file', () => {
  /** @type {Workbench} */
  let window;
  let host;
  let workspace;

  before(async () => {
    workspace = fs.mkdtempSync(path.join(os.tmpdir(), 'spawn-editing-'));
    fs.writeFileSync(path.join(workspace, FILE), TEXT);
    host = await openHost({ workspace, vsix: path.join(root, `${name}-${version}.vsix`) });
    window = await Workbench.launch();
    await window.open(host.url());
    await window.openFile(FILE);
    await window.codeLens('Launch 2 runs').waitFor();
  });

  after(async () => {
    await window?.close();
    await host?.stop();
    fs.rmSync(workspace, { recursive: true, force: true });
  });

  afterEach(async function () {
    if (this.currentTest.state === 'failed') await window?.shot('failure');
  });

  it('offers keys between braces that are not there yet', async () => {
    await window.goToEndOfLine(10);
    await window.page.keyboard.press('ArrowLeft');
    await window.page.keyboard.press('Control+Space');
    const suggestions = window.page.locator('.suggest-widget.visible .monaco-list-row');
    await suggestions.filter({ hasText: 'batch' }).waitFor();
    assert.equal(await suggestions.filter({ hasText: /^lr/ }).count(), 0);
    await window.shot('editing-braces');
    await window.page.keyboard.press('Escape');
    await window.page.keyboard.press('Escape');
  });

  it('renames what is certain, and asks about the rest', async () => {
    await window.goToEndOfLine(9);
    for (const _ of 'lr: 0.1, batch: 32}') await window.page.keyboard.press('ArrowLeft');
    await window.page.keyboard.press('F2');
    const box = window.page.locator('.rename-box input');
    await box.waitFor();
    await box.fill('rate');
    await window.page.keyboard.press('Enter');
    const preview = window.page.locator('.part.panel .monaco-list-row');
    await preview.filter({ hasText: 'docker run' }).waitFor();
    const checked = async (text) =>
      preview
        .filter({ hasText: text })
        .locator('input, .monaco-checkbox, .monaco-custom-toggle')
        .first()
        .isChecked();
    assert.equal(await checked('docker run'), false);
    assert.equal(await checked('batch: 32'), true);
    for (const theme of ['dark', 'light']) {
      await window.theme(theme);
      await window.shot(`editing-rename-${theme}`);
    }
    await window.page.locator('.part.panel .monaco-button').filter({ hasText: 'Apply' }).click();
    await window.page.locator('.view-line').filter({ hasText: '"$RATE"' }).waitFor();
    const shown = await window.page.locator('.editor-instance .view-line').allTextContents();
    const lines = shown.join('\n').replaceAll('\u00a0', ' ');
    assert.match(lines, /echo "\$RATE" # LR is the learning rate/);
    assert.match(lines, /docker run -e LR image/);
    assert.match(lines, /- \{rate: 0\.1, batch: 32\}/);
  });
});
