// `npm start` where a local cloud runs already: it is used, and continues.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startLocalCloud } from '../../scripts/start/cloud.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

describe('npm start -- --desktop next to a local cloud that ran before', function () {
  this.timeout(120_000);
  let folder;
  let env;
  let cloud;

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'spawn-start-'));
    env = { ...process.env, XDG_STATE_HOME: folder, PATH: `${folder}${path.delimiter}${process.env.PATH}` };
    // Stands for the desktop VS Code, which is not what this is about.
    fs.writeFileSync(path.join(folder, 'code'), '#!/bin/sh\n', { mode: 0o755 });
    cloud = await startLocalCloud(path.join(folder, 'spawn/local'), path.join(root, 'dist/local.js'), env);
  });
  after(async () => {
    await cloud?.stop?.();
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('reports that the cloud continues, and leaves it running', async () => {
    const child = spawn(process.execPath, ['scripts/start.mjs', '--desktop'], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    for await (const text of child.stdout.setEncoding('utf8')) {
      said += text;
      if (said.includes('Ctrl-C')) child.kill('SIGINT');
    }
    assert.match(
      said,
      new RegExp(`Ctrl-C ends this; the local cloud ran before \\(process ${cloud.pid}\\) and goes on\\.`),
    );
    assert.match(
      said,
      new RegExp(`\\nStopped; the local cloud \\(process ${cloud.pid}\\) goes on, as it did before\\.`),
    );
    assert.doesNotThrow(() => process.kill(cloud.pid, 0));
  });
});
