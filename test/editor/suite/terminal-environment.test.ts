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

  it('has spawn work where the setting says', async () => {
    await setProvider('local');
    assert.equal(await found('local'), 'local');
    await setProvider('aws');
    assert.equal(await found('aws'), 'aws');
  });
});
