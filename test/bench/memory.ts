import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Bench } from './bench';
import { count } from './figure';
import { exponent } from './measure';

const run = promisify(execFile);
const SIZES = [100, 1_000, 10_000];
const MB = 2 ** 20;

/** Bytes that a reader keeps for an open file, counted in a process of its own after its garbage is collected. */
async function keptBy(who: 'ours' | 'theirs', size: number): Promise<number> {
  const { stdout } = await run(process.execPath, [
    '--expose-gc',
    'out/bench/children/memory.js',
    who,
    String(size),
  ]);
  const { bytes }: { bytes: number } = JSON.parse(stdout);
  return bytes;
}

const memory: Bench = {
  name: 'memory',
  quick: true,
  run: async ({ quick }) => {
    const sizes = quick ? SIZES.slice(-1) : SIZES;
    const points: { size: number; value: number }[] = [];
    for (const size of sizes) points.push({ size, value: (await keptBy('ours', size)) / MB });
    const ours = points.at(-1)?.value ?? Number.NaN;
    const theirs = (await keptBy('theirs', 10_000)) / MB;
    const grown = points.map(({ size, value }) => `${count(size)}: ${value.toFixed(2)} MB`).join(' · ');
    return [
      {
        name: 'memory of an open file, 10,000 runs',
        value: ours,
        unit: 'MB',
        against: { name: 'yaml-language-server', value: theirs },
        ratio: theirs / ours,
        gate: '≤ half of it',
        ok: ours <= theirs / 2,
        ...(quick ? {} : { note: `grows with exponent ${exponent(points).toFixed(2)} · ${grown}` }),
      },
    ];
  },
};

export default [memory];
