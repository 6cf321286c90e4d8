import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as os from 'node:os';
import { createInterface } from 'node:readline';
import type { Bench } from './bench';
import { count } from './figure';

const SCHEDULES = 1_000;
/** Schedules of one process and one cloud: every new machine of a schedule reads all sweeps that this cloud has seen. */
const BLOCK = 25;
/** Minutes; what has not run by then counts as missing. */
const LONGEST = 30;

/** What became of a schedule. */
export interface Outcome {
  readonly seed: number;
  readonly faults: number;
  readonly deaths: number;
  readonly failure?: string;
}

/** Seeded schedules of faults and deaths: each run launched exactly once, nothing left alive, nothing lost. */
const chaos: Bench = {
  name: 'chaos',
  quick: false,
  run: async () => {
    const started = performance.now();
    const signal = AbortSignal.timeout(LONGEST * 60_000);
    const outcomes: Outcome[] = [];
    let next = 1;
    const worker = async (): Promise<void> => {
      while (next <= SCHEDULES && !signal.aborted) {
        const first = next;
        next += BLOCK;
        await runBlock(first, Math.min(SCHEDULES, first + BLOCK - 1), outcomes, signal);
      }
    };
    await Promise.all(Array.from({ length: os.availableParallelism() }, worker));
    const failures = outcomes.filter(({ failure }) => failure !== undefined);
    const survived = outcomes.length - failures.length;
    const minutes = (performance.now() - started) / 60_000;
    const sum = (of: 'faults' | 'deaths'): string =>
      count(outcomes.reduce((total, outcome) => total + outcome[of], 0));
    return [
      {
        name: 'chaos: schedules survived, each run launched exactly once',
        value: survived,
        unit: 'schedules',
        gate: `${count(SCHEDULES)}, none lost`,
        ok: survived >= SCHEDULES,
        exact: true,
        note: [
          `${sum('faults')} faults, ${sum('deaths')} processes killed, ${minutes.toFixed(1)} minutes`,
          ...failures.slice(0, 10).map(({ failure, seed }) => `seed ${seed}: ${failure}`),
        ].join('\n'),
      },
    ];
  },
};

/** Adds what became of each schedule; one whose process broke has no outcome, and counts as missing. */
async function runBlock(
  first: number,
  last: number,
  outcomes: Outcome[],
  signal: AbortSignal,
): Promise<void> {
  const child = spawn(process.execPath, ['out/bench/children/chaos.js', String(first), String(last)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    signal,
  });
  child.on('error', () => undefined);
  const gone = once(child, 'close');
  for await (const line of createInterface({ input: child.stdout })) outcomes.push(JSON.parse(line));
  await gone.catch(() => undefined);
}

export default [chaos];
