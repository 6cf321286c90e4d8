import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
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

/** Packs the same sources in another folder, with other modes, times, time zone and language. @returns the package */
function packedElsewhere(file: string): Buffer {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'spawn-packed-'));
  try {
    const sources = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      encoding: 'utf8',
    });
    for (const source of sources.split('\0').filter((name) => name !== '' && fs.existsSync(name))) {
      const copy = path.join(folder, source);
      fs.mkdirSync(path.dirname(copy), { recursive: true });
      fs.copyFileSync(source, copy);
      fs.chmodSync(copy, 0o600);
    }
    fs.symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'));
    const committed = execFileSync('git', ['log', '-1', '--format=%ct'], { encoding: 'utf8' }).trim();
    execFileSync(process.execPath, ['scripts/package.mjs', '--quiet'], {
      cwd: folder,
      env: { ...process.env, SOURCE_DATE_EPOCH: committed, TZ: 'Asia/Tokyo', LC_ALL: 'C' },
    });
    return fs.readFileSync(path.join(folder, file));
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** What is released can be checked by whoever packs the same commit. */
const again: Bench = {
  name: 'package-again',
  quick: true,
  run: () => {
    const { name, version } = JSON.parse(fs.readFileSync('package.json', 'utf8'));
    const file = `${name}-${version}.vsix`;
    const [here, elsewhere] = [fs.readFileSync(file), packedElsewhere(file)].map((bytes) =>
      createHash('sha256').update(bytes).digest('hex'),
    );
    const figure: Figure = {
      name: '.vsix packed a second time, elsewhere',
      value: here === elsewhere ? 0 : 1,
      unit: 'differences',
      gate: 'the same bytes',
      ok: here === elsewhere,
      exact: true,
      note: `${here}\n${elsewhere}`,
    };
    return Promise.resolve([figure]);
  },
};

export default [size, again];
