// The second half of installing code-server. Its own postinstall accepts Node 24 alone and compiles modules that are not
// needed here, so npm runs with --ignore-scripts, and this installs what VS Code's server requires at run time.
// SPAWN_VSCODE=floor: for the oldest VS Code that is supported.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { vscodeRoot } from './server.mjs';

const ready = path.join(vscodeRoot, 'node_modules/.ready-to-log');
if (!fs.existsSync(ready)) {
  dropGitPins();
  // Not `npm ci`: the shrinkwrap that ships is out of step with its package.json, and `npm ci` refuses it.
  const flags = [
    '--omit=dev',
    '--ignore-scripts',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  execFileSync('npm', ['install', ...flags], { cwd: vscodeRoot, stdio: 'inherit' });
  linkRipgrep();
  replaceSpdlog();
  fs.writeFileSync(ready, '');
}

/** Older releases pin a package to a git+ssh address; the registry has the same version. */
function dropGitPins() {
  const file = path.join(vscodeRoot, 'npm-shrinkwrap.json');
  const lock = JSON.parse(fs.readFileSync(file, 'utf8'));
  for (const [name, entry] of Object.entries(lock.packages)) {
    if (entry.resolved?.startsWith('git')) delete lock.packages[name];
  }
  fs.writeFileSync(file, JSON.stringify(lock));
}

/** Older releases download ripgrep in an install script; Debian's serves as well. */
function linkRipgrep() {
  const bin = path.join(vscodeRoot, 'node_modules/@vscode/ripgrep/bin');
  if (!fs.existsSync(path.dirname(bin)) || fs.existsSync(path.join(bin, 'rg'))) return;
  fs.mkdirSync(bin, { recursive: true });
  fs.symlinkSync('/usr/bin/rg', path.join(bin, 'rg'));
}

/** VS Code's logs go through a native module that no one compiled here. */
function replaceSpdlog() {
  const module = path.join(vscodeRoot, 'node_modules/@vscode/spdlog/index.js');
  fs.copyFileSync(path.join(import.meta.dirname, 'spdlog.cjs'), module);
}
