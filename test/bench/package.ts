import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import type { Bench, Figure } from './bench';

const KB = 1024;

/** What a user downloads: at most 2 MB, and nothing in it that is not needed. */
const size: Bench = {
  name: 'package',
  quick: true,
  run: () => {
    const { name, version } = JSON.parse(fs.readFileSync('package.json', 'utf8'));
    const bytes = fs.statSync(`${name}-${version}.vsix`).size;
    const listing = execFileSync(
      process.execPath,
      ['node_modules/@vscode/vsce/vsce', 'ls', '--no-dependencies'],
      {
        encoding: 'utf8',
      },
    );
    const files = listing.split('\n').filter((file) => file !== '' && fs.existsSync(file));
    const note = files.map((file) => `${Math.ceil(fs.statSync(file).size / KB)} KB ${file}`).join('\n');
    const figure: Figure = {
      name: '.vsix size',
      value: bytes / KB,
      unit: 'KB',
      gate: '≤ 2,048 KB',
      ok: bytes <= 2048 * KB,
      exact: true,
      note,
    };
    return Promise.resolve([figure]);
  },
};

export default [size];
