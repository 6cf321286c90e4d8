// A VS Code of its own for one test run: private home, settings, extensions and a copy of the workspace, all in one
// folder that goes away at the end together with every process that was started from it.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { installExtension, startServer, vscodeRoot } from './server.mjs';

/** Extensions with code that ship with VS Code and stay on; the others would cost time and reach for the network. */
const BUILT_IN = new Set(['vscode.configuration-editing', 'vscode.json-language-features']);

/** Keeps start-up quiet and every screenshot free of what is not ours. */
const SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'editor.stickyScroll.enabled': false,
  'remote.autoForwardPorts': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
};

/** Trusts no workspace, and asks no one. */
const RESTRICTED = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

/**
 * @param {object} options
 * @param {string} options.workspace folder to copy; the original is never touched
 * @param {Record<string, unknown>} [options.settings] user settings next to the quiet ones
 * @param {Record<string, string>} [options.env]
 * @param {string} [options.vsix] packaged extension to install
 * @param {string} [options.next to] folder of an extension that is there from the start
 * @param {boolean} [options.trusted] false: VS Code opens the workspace in Restricted Mode
 * @param {boolean} [options.smoke] VS Code's smoke-test driver: takes extensions from the address, shows no dialog and no toast
 */
export async function openHost({
  workspace,
  settings = {},
  env = {},
  vsix,
  beside,
  trusted = true,
  smoke = false,
}) {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'spawn-host-')));
  const folder = Object.fromEntries(
    ['home', 'tmp', 'data', 'extensions', 'workspace'].map((name) => [name, path.join(root, name)]),
  );
  for (const dir of Object.values(folder)) fs.mkdirSync(dir, { mode: 0o700 });
  folder.workspace = path.join(folder.workspace, path.basename(workspace)); // its name is on every screenshot
  fs.cpSync(workspace, folder.workspace, { recursive: true });
  if (beside !== undefined) {
    // A server without a list of extensions takes those that are in the folder.
    const { publisher, name, version } = JSON.parse(
      fs.readFileSync(path.join(beside, 'package.json'), 'utf8'),
    );
    const copy = path.join(folder.extensions, `${publisher}.${name}-${version}`);
    fs.cpSync(beside, copy, { recursive: true });
  }
  const settingsFile = path.join(folder.data, 'data/User/settings.json');
  fs.mkdirSync(path.dirname(settingsFile), { recursive: true });
  fs.writeFileSync(
    settingsFile,
    JSON.stringify({ ...SETTINGS, ...(trusted ? {} : RESTRICTED), ...settings }, null, 2),
  );

  const folders = { data: folder.data, extensions: folder.extensions, log: path.join(root, 'server.log') };
  const environment = { ...privateEnvironment(root, folder), ...env };
  const stateFolder = path.join(folder.home, '.local/state/spawn');
  const token = randomBytes(16).toString('hex');
  let server;
  const stop = async () => {
    await server?.stop();
    await endLocalCloud(path.join(stateFolder, 'local'));
    if (process.env.SPAWN_HOST_KEEP) console.error(`kept ${root}`);
    else fs.rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    if (vsix !== undefined) await installExtension(folders, vsix, environment);
    const flags = [
      ...(trusted ? ['--disable-workspace-trust'] : []),
      ...(smoke ? ['--enable-smoke-test-driver'] : []),
    ];
    server = await startServer({ ...folders, token, env: environment, flags });
  } catch (error) {
    await stop();
    throw error;
  }

  // VS Code takes an extension from the address only where its authority is the one the browser shows.
  const authority = `127.0.0.1:${server.port}`;
  return {
    root,
    folder,
    stateFolder,
    log: folders.log,
    environment,
    exited: server.exited,
    stop,
    remote: (file) => `vscode-remote://${authority}${path.resolve(file)}`,
    url: (payload = []) =>
      `http://${authority}/?${new URLSearchParams({ tkn: token, folder: folder.workspace, payload: JSON.stringify(payload) })}`,
  };
}

function privateEnvironment(root, folder) {
  const env = { ...process.env };
  for (const name of Object.keys(env)) if (/^(XDG_|AWS_|SPAWN_|VSCODE_)/.test(name)) delete env[name];
  return {
    ...env,
    HOME: folder.home,
    TMPDIR: folder.tmp,
    XDG_RUNTIME_DIR: folder.tmp,
    VSCODE_SKIP_BUILTIN_EXTENSIONS: builtInsToSkip().join(','),
    EXTENSIONS_GALLERY: '{"serviceUrl":""}', // no marketplace
    VSCODE_TEST_REPORT: path.join(root, 'report.txt'),
    SPAWN_TALLY: path.join(root, 'tally.json'),
  };
}

function builtInsToSkip() {
  const dir = path.join(vscodeRoot, 'extensions');
  return fs.readdirSync(dir).flatMap((name) => {
    const file = path.join(dir, name, 'package.json');
    if (!fs.existsSync(file)) return [];
    const manifest = JSON.parse(fs.readFileSync(file, 'utf8'));
    const id = `${manifest.publisher}.${manifest.name}`;
    return (manifest.main || manifest.browser) && !BUILT_IN.has(id) ? [id] : [];
  });
}

/** Ends a local cloud that the extension started: it is detached on purpose, so that it outlives a window. */
async function endLocalCloud(state) {
  const file = path.join(state, 'cloud.json');
  if (!fs.existsSync(file)) return;
  const { pid } = JSON.parse(fs.readFileSync(file, 'utf8'));
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    for (let tries = 0; tries < 100; tries++) {
      if (!send(pid, tries === 0 ? signal : 0)) return;
      await delay(50);
    }
  }
}

function send(pid, signal) {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if (error.code === 'ESRCH') return false;
    throw error;
  }
}
