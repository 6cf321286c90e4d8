// Installs the real VS Code under test/host.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from './packages.mjs';
import { must } from './run.mjs';

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../test/host');

/** True where the server can run at all: its Node comes as a package for Linux x64. */
export const hostSupported = process.platform === 'linux' && process.arch === 'x64';

/** @param {'newest' | 'floor'} version which VS Code */
export async function installHost(version = 'newest') {
  // Its install scripts would compile modules that are not needed; prepare.mjs does the part that matters.
  await installPackages(version === 'floor' ? path.join(folder, 'floor') : folder, ['--ignore-scripts']);
  const env = { ...process.env, SPAWN_VSCODE: version };
  await must(process.execPath, [path.join(folder, 'prepare.mjs')], { env });
}
