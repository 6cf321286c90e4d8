// Runs out/test/editor/index.js in a desktop VS Code, downloaded on first use: for machines that the server build of
// run-tests.mjs does not run on. VSCODE_VERSION picks another version than the newest one.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const { values } = parseArgs({ options: { grep: { type: 'string' } } });
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'spawn-desktop-'));
const workspace = path.join(folder, 'samples');
fs.cpSync(path.join(root, 'samples'), workspace, { recursive: true });

let code = 1;
try {
  code = await runTests({
    version: process.env.VSCODE_VERSION ?? 'stable',
    extensionDevelopmentPath: root,
    extensionTestsPath: path.join(root, 'out/test/editor/index.js'),
    launchArgs: [workspace, '--disable-extensions', '--user-data-dir', path.join(folder, 'data')],
    extensionTestsEnv: {
      XDG_STATE_HOME: path.join(folder, 'state'),
      SPAWN_REPORTER: path.join(root, 'scripts/tally.cjs'),
      SPAWN_TALLY: process.env.SPAWN_TALLY,
      VSCODE_TEST_GREP: values.grep,
    },
  });
} catch (error) {
  console.error(error.message);
}
fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
process.exit(code);
