// bench/history.jsonl: one line a run, so that drift shows. Milliseconds of two machines compare by their calibration.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';

const FILE = 'bench/history.jsonl';
const ROUNDS = 9;

/** Adds a run. `calibration`: the module of test/bench. */
export async function remember(results, quick, calibration) {
  const entry = {
    date: new Date().toISOString(),
    commit: git('rev-parse', '--short=10', 'HEAD'),
    ...(git('status', '--porcelain', '--', 'src', 'scripts', 'package-lock.json') === ''
      ? {}
      : { edited: true }),
    node: process.version,
    cpu: `${os.cpus().length} × ${os.cpus()[0]?.model.trim()}`,
    load: Number(os.loadavg()[0].toFixed(1)),
    calibration: {
      jsonMs: await medianOf(calibration.jsonCpu),
      startMs: await medianOf(calibration.startCpu),
    },
    quick,
    figures: Object.fromEntries(
      results
        .filter(({ value }) => Number.isFinite(value))
        .map(({ bench, name, ratio, unit, value }) => [
          `${bench}: ${name}`,
          { value: digits(value), unit, ...(ratio === undefined ? {} : { ratio: digits(ratio) }) },
        ]),
    ),
  };
  fs.mkdirSync('bench', { recursive: true });
  fs.appendFileSync(FILE, `${JSON.stringify(entry)}\n`);
}

async function medianOf(sample) {
  const samples = [];
  for (let round = 0; round < ROUNDS; round++) samples.push(await sample());
  return digits(samples.sort((a, b) => a - b)[(ROUNDS - 1) / 2]);
}

const digits = (value) => Number(value.toPrecision(4));

const git = (...words) => execFileSync('git', words, { encoding: 'utf8' }).trim();
