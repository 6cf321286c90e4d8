// `npm run package`: the extension as one file, spawn-sweeps-<version>.vsix, and the `spawn` command alone as another for
// `npm install -g`, spawn-sweeps-<version>.tgz. `--quiet` prints only what goes wrong.
// One commit gives the same bytes wherever and whenever it is packed, so anyone can check what was released.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installPackages } from './setup/packages.mjs';
import { must } from './setup/run.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
const { values } = parseArgs({ options: { quiet: { type: 'boolean', default: false } } });
const { name, version } = JSON.parse(fs.readFileSync('package.json', 'utf8'));
const file = `${name}-${version}.vsix`;
const vsce = 'node_modules/@vscode/vsce/vsce';
/** Everything is in the bundles, so no node_modules. */
const bundled = '--no-dependencies';

try {
  await pack();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function pack() {
  await installPackages(root);
  await must(process.execPath, ['esbuild.js', '--production']);
  await must(process.execPath, ['scripts/notices.mjs']);
  // Links in the README stay as they are written.
  const flags = [bundled, '--allow-missing-repository', '--no-rewrite-relative-links', '--out', file];
  settleModes();
  await must(process.execPath, [vsce, 'package', ...flags], { quiet: values.quiet, env: settled() });
  await must('npm', ['pack', '--loglevel=error'], { quiet: values.quiet });
  if (values.quiet) return;
  for (const packed of [file, file.replace(/vsix$/, 'tgz')])
    console.log(`${packed}: ${(fs.statSync(packed).size / 1024).toFixed(0)} KB`);
}

/** A zip file holds the modes of its files, which differ with the umask of whoever checked them out. */
function settleModes() {
  const listing = execFileSync(process.execPath, [vsce, 'ls', bundled], { encoding: 'utf8' });
  for (const packed of listing.split('\n'))
    if (packed !== '' && fs.existsSync(packed)) fs.chmodSync(packed, 0o644);
}

/** The files carry the time of the commit, written in UTC, and are sorted as in English. */
function settled() {
  return { ...process.env, SOURCE_DATE_EPOCH: commitTime(), TZ: 'UTC', LC_ALL: 'en_US.UTF-8' };
}

/** Seconds since 1970. Sources without a history have the time that they are given, or the first that a zip file can hold. */
function commitTime() {
  const given = process.env.SOURCE_DATE_EPOCH;
  if (given) return given;
  try {
    return execFileSync('git', ['log', '-1', '--format=%ct'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return '315619200';
  }
}
