// `npm run bench -- --compare REV NAME…`: this version and another one, each built from its sources and measured by its own
// benches, in turn, so that whatever else the machine does meets both.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { must } from '../setup/run.mjs';
import { round } from './table.mjs';

const ROUNDS = 3;

/** @returns the exit code: 1 where a bench of either version did not run */
export async function compare(revision, names, quick) {
  const commit = execFileSync('git', ['rev-parse', '--verify', `${revision}^{commit}`], {
    encoding: 'utf8',
  }).trim();
  const folder = await checkedOut(commit);
  const sides = [
    { title: revision, folder, samples: new Map() },
    { title: 'now', folder: process.cwd(), samples: new Map() },
  ];
  let broken = 0;
  for (let round = 1; round <= ROUNDS; round++)
    for (const side of sides) {
      console.log(`round ${round} of ${ROUNDS}: ${side.title}`);
      if (!take(side, names, quick)) broken += 1;
    }
  print(sides);
  return broken === 0 ? 0 : 1;
}

/** The sources of a commit, with packages of their own where its lock file differs. */
async function checkedOut(commit) {
  const folder = path.resolve('out/compare', commit.slice(0, 10));
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const archive = path.join(folder, '.archive.tar');
  execFileSync('git', ['archive', '--output', archive, commit]);
  execFileSync('tar', ['-xf', archive, '-C', folder]);
  fs.rmSync(archive);
  const lock = 'package-lock.json';
  if (fs.readFileSync(lock).equals(fs.readFileSync(path.join(folder, lock))))
    fs.symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'));
  else await must('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
  // Packing asks git when the sources were committed.
  execFileSync('git', ['init', '-q'], { cwd: folder });
  return folder;
}

function take({ folder, samples }, names, quick) {
  const words = ['scripts/bench.mjs', '--json', ...(quick ? ['--quick'] : []), ...names];
  const { stdout } = spawnSync(process.execPath, words, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
    env: { ...process.env, SOURCE_DATE_EPOCH: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const start = stdout.indexOf('[');
  if (start < 0) return false;
  for (const { bench, name, unit, value } of JSON.parse(stdout.slice(start))) {
    const title = `${bench}: ${name}`;
    const known = samples.get(title) ?? { unit, values: [] };
    if (Number.isFinite(value)) known.values.push(value);
    samples.set(title, known);
  }
  return true;
}

function print([before, now]) {
  console.log(`\n${'figure'.padEnd(80)} ${before.title.padStart(12)} ${'now'.padStart(12)}   ratio`);
  for (const title of new Set([...before.samples.keys(), ...now.samples.keys()])) {
    const [old, fresh] = [before, now].map(({ samples }) => middle(samples.get(title)?.values ?? []));
    const unit = (now.samples.get(title) ?? before.samples.get(title)).unit;
    const ratio = old === undefined || fresh === undefined || old === 0 ? '' : `${round(fresh / old)} ×`;
    const shown = (value) => (value === undefined ? '–' : `${round(value)} ${unit}`).padStart(12);
    console.log(`${title.slice(0, 80).padEnd(80)} ${shown(old)} ${shown(fresh)}   ${ratio}`);
  }
}

const middle = (values) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
