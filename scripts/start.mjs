// `npm start`: sets everything up, starts the local cloud and a real VS Code with the extension in a copy of the sample
// workspace, and prints its address. Ctrl-C stops what this started, and says what continues.
//   --desktop   opens the desktop VS Code (`code` on the PATH) instead
//   --port N    port of the address; by default 8700, or a free one where that is taken
//   --no-open   prints the address only
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { hostSupported, installHost } from './setup/host.mjs';
import { installPackages } from './setup/packages.mjs';
import { exists, howToInstall, installPrograms } from './setup/programs.mjs';
import { must } from './setup/run.mjs';
import { startLocalCloud } from './start/cloud.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
const { values } = parseArgs({
  options: {
    desktop: { type: 'boolean', default: false },
    port: { type: 'string' },
    open: { type: 'boolean', default: true },
  },
  allowNegative: true,
});
const state = path.join(process.env.XDG_STATE_HOME || path.join(os.homedir(), '.local/state'), 'spawn');
const home = path.join(state, 'vscode');
const workspace = path.join(home, 'samples');

/** Process of a local cloud that ran before this, and continues after it. */
let foundCloud;
/** What this process started, newest last: () => Promise<void>. */
const started = [];
let stopping;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(0));

try {
  await (values.desktop ? startDesktop() : startInBrowser());
} catch (error) {
  console.error(error.message);
  await stop(1);
}

async function startInBrowser() {
  if (!hostSupported) {
    throw new Error(
      'VS Code in the browser runs here on Linux x64 alone; `npm start -- --desktop` opens the desktop one.',
    );
  }
  await prepareSamples();
  await installHost();
  console.log('Building the extension …');
  await must(process.execPath, ['scripts/package.mjs', '--quiet']);
  await cloud();

  // Only now: what it imports has just been installed.
  const { installExtension, startServer } = await import('../test/host/server.mjs');
  const folders = {
    data: path.join(home, 'data'),
    extensions: path.join(home, 'extensions'),
    log: path.join(home, 'server.log'),
  };
  firstSettings(path.join(folders.data, 'data/User/settings.json'));
  const env = { ...ownEnvironment(), SPAWN_FIRST_WINDOW: '1' };
  const { name, version } = JSON.parse(fs.readFileSync('package.json', 'utf8'));
  await installExtension(folders, `${name}-${version}.vsix`, env);
  const token = randomBytes(16).toString('hex');
  // The folder is our own copy of the samples: there is no author to ask about.
  const flags = ['--disable-workspace-trust'];
  const server = await startServer({ ...folders, token, port: await choosePort(), env, flags });
  started.push(server.stop);
  server.exited.then(async (why) => {
    if (stopping !== undefined) return;
    console.error(`${why}; its log is ${folders.log}`);
    await stop(1);
  });

  const first = `vscode-remote://127.0.0.1:${server.port}${workspace}/simple-sweep.yaml`;
  const payload = encodeURIComponent(JSON.stringify([['openFile', first]]));
  const address = `http://127.0.0.1:${server.port}/?tkn=${token}&folder=${encodeURI(workspace)}&payload=${payload}`;
  console.log(`
VS Code with Spawn:  ${address}
Sample workspace:    ${workspace} (a copy; yours to change)
Click "Launch 3 runs" in simple-sweep.yaml, which opens with it. ${whatStops('VS Code')}`);
  if (values.open) openBrowser(address);
}

async function startDesktop() {
  if (!exists('code')) {
    throw new Error(
      'There is no `code` on the PATH. In VS Code, run "Shell Command: Install \'code\' command in PATH"; or use `npm start` without --desktop.',
    );
  }
  await prepareSamples();
  console.log('Building the extension …');
  await must(process.execPath, ['esbuild.js']);
  await cloud();
  const first = path.join(workspace, 'simple-sweep.yaml');
  await must('code', ['--new-window', `--extensionDevelopmentPath=${root}`, workspace, first]);
  console.log(`\nVS Code opens ${workspace} (a copy; yours to change). ${whatStops()}`);
}

async function prepareSamples() {
  await installPackages(root);
  fs.mkdirSync(home, { recursive: true, mode: 0o700 });
  // What the user changed there stays.
  fs.cpSync(path.join(root, 'samples'), workspace, { recursive: true, force: false });
}

/** What Ctrl-C does, in a sentence. `editor`: what was started next to the cloud. */
function whatStops(editor) {
  if (foundCloud !== undefined) {
    const stops = editor === undefined ? 'Ctrl-C ends this' : `Ctrl-C stops ${editor}`;
    return `${stops}; the local cloud ran before (process ${foundCloud}) and goes on.`;
  }
  if (process.platform !== 'linux') return 'Ctrl-C ends this.';
  return editor === undefined ? 'Ctrl-C stops the local cloud.' : 'Ctrl-C stops everything.';
}

/** The local cloud runs on Linux; elsewhere the extension still opens, for AWS. */
async function cloud() {
  if (process.platform !== 'linux') {
    console.log('The local cloud needs Linux: set "spawn.provider" to "aws" to launch sweeps from here.');
    await idle();
    return;
  }
  const missing = await installPrograms(['bwrap', 'curl']);
  if (missing.length > 0) {
    throw new Error(`The local cloud needs ${missing.join(' and ')}: ${howToInstall(missing)}`);
  }
  const local = await startLocalCloud(path.join(state, 'local'), path.join(root, 'dist/local.js'));
  if (local.stop !== undefined) started.push(local.stop);
  else foundCloud = local.pid;
  await idle();
}

/** Keeps this process until it is told to stop. */
async function idle() {
  const timer = setInterval(() => undefined, 2 ** 30);
  started.push(async () => clearInterval(timer));
}

function firstSettings(file) {
  if (fs.existsSync(file)) return;
  const settings = {
    'workbench.startupEditor': 'none',
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'chat.disableAIFeatures': true,
    'remote.autoForwardPorts': false,
    'telemetry.telemetryLevel': 'off',
  };
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `${JSON.stringify(settings, null, 2)}\n`);
}

/** The user's environment, without what npm adds to it. */
function ownEnvironment() {
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$)/.test(name));
  return Object.fromEntries(own);
}

async function choosePort() {
  if (values.port !== undefined) return Number(values.port);
  return (await isFree(8700)) ? 8700 : 0;
}

function isFree(port) {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** Best effort: the address is on the terminal too. */
function openBrowser(address) {
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  const child = spawn('xdg-open', [address], { stdio: 'ignore', detached: true });
  child.once('error', () => undefined);
  child.unref();
}

function stop(code) {
  stopping ??= (async () => {
    for (const end of started.reverse()) await end();
    console.log(
      foundCloud === undefined
        ? '\nStopped.'
        : `\nStopped; the local cloud (process ${foundCloud}) goes on, as it did before. End it with: node dist/cli.js local stop`,
    );
    process.exit(code);
  })();
  return stopping;
}
