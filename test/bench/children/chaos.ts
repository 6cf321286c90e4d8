// Schedules of faults in a process and a cloud of their own, one after the other: prints a line for each.
import { settledWorld, survive } from '../../cloud/engine/chaos/schedule';
import type { Outcome } from '../chaos';

async function main(): Promise<void> {
  const [first, last] = process.argv.slice(2).map(Number);
  if (first === undefined || last === undefined) throw new Error('usage: chaos.js FIRST LAST');
  const world = await settledWorld();
  try {
    for (let seed = first; seed <= last; seed++) {
      process.stdout.write(`${JSON.stringify(await outcomeOf(seed, survive(world, seed)))}\n`);
    }
  } finally {
    await world.stop();
  }
}

async function outcomeOf(seed: number, survival: ReturnType<typeof survive>): Promise<Outcome> {
  try {
    const { deaths, faults } = await survival;
    return { seed, deaths, faults };
  } catch (error) {
    return { seed, deaths: 0, faults: 0, failure: error instanceof Error ? error.message : String(error) };
  }
}

void main();
