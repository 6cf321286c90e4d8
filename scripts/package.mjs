// `npm run package`: the extension as one file, spawn-sweeps-<version>.vsix. `--quiet` prints only what goes wrong.
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
  // Everything is in the bundles, so no node_modules; links in the README stay as they are written.
  const flags = [
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '--out',
    file,
  ];
  await must(process.execPath, ['node_modules/@vscode/vsce/vsce', 'package', ...flags], {
    quiet: values.quiet,
  });
  if (!values.quiet) console.log(`${file}: ${(fs.statSync(file).size / 1024).toFixed(0)} KB`);
}
