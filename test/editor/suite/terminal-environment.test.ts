import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { activated, until } from './extension';

const always: vscode.Event<unknown> = (listener) => {
  const timer = setInterval(listener, 100);
  return new vscode.Disposable(() => clearInterval(timer));
};

const setProvider = async (provider: string | undefined): Promise<void> =>
  vscode.workspace
    .getConfiguration('spawn')
    .update('provider', provider, vscode.ConfigurationTarget.Workspace);

/** The server build of the oldest VS Code comes without the native part that starts a terminal's process. */
const canOpenTerminals = !vscode.version.startsWith('1.96.');

describe('a new terminal', () => {
  const chosen = vscode.workspace.getConfiguration('spawn').inspect<string>('provider')?.workspaceValue;
  let folder: string;

  before(async function () {
    if (process.platform === 'win32' || !canOpenTerminals) this.skip();
    await activated();
    folder = await mkdtemp(path.join(tmpdir(), 'spawn-terminal-'));
  });
  after(async () => {
    await setProvider(chosen);
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  /** What a shell in a new terminal finds in its environment; an environment is in step once it says what is wanted. */
  const found = async (wanted: string): Promise<string> => {
    let seen = '';
    let tries = 0;
    await until(`a terminal with ${wanted}`, always, async () => {
      const file = path.join(folder, `${wanted}-${++tries}`);
      const terminal = vscode.window.createTerminal({
        shellPath: '/bin/sh',
        shellArgs: ['-c', `printf "%s." "$SPAWN_PROVIDER" > '${file}'; exec cat`],
      });
      seen = await until('its answer', always, async () => {
        const text = await readFile(file, 'utf8').catch(() => '');
        return text.endsWith('.') ? text.slice(0, -1) : undefined;
      });
      terminal.dispose();
      return seen === wanted ? true : undefined;
    });
    return seen;
  };

  /** What commands print in a new terminal. */
  const printed = async (commands: string, file: string): Promise<string> => {
    const terminal = vscode.window.createTerminal({
      shellPath: '/bin/sh',
      shellArgs: ['-c', `{ ${commands}; } > '${file}.part' 2>&1; mv '${file}.part' '${file}'; exec cat`],
    });
    const text = await until('its answer', always, () => readFile(file, 'utf8').catch(() => undefined));
    terminal.dispose();
    return text;
  };

  it("has the command of this extension on its PATH, which the editor's own runtime runs", async () => {
    const { extensionUri, packageJSON } = await activated();
    let tries = 0;
    // The extension writes what starts it when it is activated, and nothing waits for that.
    const text = await until('the version', always, async () => {
      const found = await printed(
        'spawn --version; command -v spawn',
        path.join(folder, `version-${++tries}`),
      );
      return found.startsWith(packageJSON.version) ? found : undefined;
    });
    const launcher = text.split('\n')[1] ?? '';
    assert.match(launcher, /spawn\.spawn-sweeps\/bin\/spawn$/);
    const lines = (await readFile(launcher, 'utf8')).split('\n');
    assert.ok(
      lines.includes(`program=${vscode.Uri.joinPath(extensionUri, 'dist/cli.js').fsPath}`),
      lines.join('\n'),
    );
    assert.ok(lines.includes(`runtime=${process.execPath}`), lines.join('\n'));
  });

  it('uses the provider of the setting for spawn', async () => {
    await setProvider('local');
    assert.equal(await found('local'), 'local');
    await setProvider('aws');
    assert.equal(await found('aws'), 'aws');
  });
});
