// `npm start` for a newcomer: one command, an address, an extension that works, and nothing left behind after Ctrl-C.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Workbench } from './workbench.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

describe('npm start', function () {
  this.bail(true); // a story told in steps: after one that failed the next have nothing to stand on

  let state;
  let child;
  let window;
  let address;
  const cloudFile = () => path.join(state, 'spawn/local/cloud.json');

  before(() => {
    state = fs.mkdtempSync(path.join(os.tmpdir(), 'spawn-start-'));
  });

  after(async () => {
    await window?.close();
    if (child.exitCode === null) child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
    fs.rmSync(state, { recursive: true, force: true, maxRetries: 5 });
  });

  afterEach(async function () {
    if (this.currentTest.state === 'failed') await window?.shot('failure');
  });

  it('prints an address on loopback, with a token', async () => {
    const env = { ...process.env, XDG_STATE_HOME: state };
    child = spawn(process.execPath, ['scripts/start.mjs', '--no-open', '--port', '0'], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of readline.createInterface({ input: child.stdout })) {
      address = /http:\/\/\S+/.exec(line)?.[0];
      if (address !== undefined) break;
    }
    child.stdout.resume();
    const url = new URL(address ?? assert.fail('npm start ended without an address'));
    assert.equal(url.hostname, '127.0.0.1');
    assert.match(url.searchParams.get('tkn') ?? '', /^[0-9a-f]{32}$/);
    assert.equal(
      (await fetch(url.origin, { redirect: 'manual' })).status,
      403,
      'without the token nobody gets in',
    );
  });

  it('shows the samples with the extension at work on the local cloud', async () => {
    window = await Workbench.launch();
    await window.page.goto(address);
    // The sample, the Spawn view and the walkthrough open by themselves.
    await window.codeLens('Launch 3 runs').waitFor();
    await window.page.locator('.getting-started-step').first().waitFor();
    await window.statusBarItem('local cloud').waitFor();
    await window.page.getByText('No sweeps yet').waitFor();
    await window.shot('npm-start');
  });

  it('ends everything it started on Ctrl-C', async () => {
    const { pid } = JSON.parse(fs.readFileSync(cloudFile(), 'utf8'));
    let said = '';
    child.stdout.on('data', (text) => {
      said += text;
    });
    child.kill('SIGINT');
    const [code] = await once(child, 'close');
    assert.equal(code, 0);
    assert.match(said, /\nStopped\.\n$/);
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
    assert.equal(fs.existsSync(cloudFile()), false);
    await assert.rejects(fetch(address));
  });
});
