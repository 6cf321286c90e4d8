// Brings node_modules in step with the lock file, and does nothing where it is.
import fs from 'node:fs';
import path from 'node:path';
import { must } from './run.mjs';

/** Installs what package-lock.json in `folder` asks for, when something is missing or of another version. */
export async function installPackages(folder, flags = []) {
  if (inStep(folder)) return false;
  console.log(`Installing npm packages in ${path.relative('.', folder) || 'the project'} …`);
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  await must('npm', ['ci', ...flags, ...quiet], { cwd: folder, shell: process.platform === 'win32' });
  return true;
}

function inStep(folder) {
  const wanted = read(path.join(folder, 'package-lock.json'));
  // npm's own note of what it put there.
  const installed = read(path.join(folder, 'node_modules/.package-lock.json'));
  if (wanted === undefined || installed === undefined) return false;
  return Object.entries(wanted.packages).every(
    ([name, { version, optional }]) =>
      name === '' || optional || installed.packages[name]?.version === version,
  );
}

function read(file) {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined;
}
