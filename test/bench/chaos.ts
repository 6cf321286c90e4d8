import { survive } from '../cloud/engine/chaos';
import { ignore, requestFor, sweepOf, World } from '../cloud/engine/world';
import type { Bench } from './bench';
import { count } from './figure';

const SCHEDULES = 1_000;
/** Schedules that run side by side: most of their time is waiting for the disk. */
const AT_ONCE = 4;
/** Minutes; what has not run by then counts as missing. */
const LONGEST = 30;

/** Seeded schedules of faults and deaths: each run launched exactly once, nothing left alive, nothing lost. */
const chaos: Bench = {
  name: 'chaos',
  quick: false,
  run: async () => {
    const world = await World.start();
    const deadline = performance.now() + LONGEST * 60_000;
    const failures: string[] = [];
    let [survived, faults, deaths, next] = [0, 0, 0, 1];
    const worker = async (): Promise<void> => {
      while (next <= SCHEDULES && performance.now() < deadline) {
        const seed = next++;
        try {
          const survival = await survive(world, seed);
          survived += 1;
          faults += survival.faults;
          deaths += survival.deaths;
        } catch (error) {
          failures.push(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
    };
    try {
      await settle(world);
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
    } finally {
      await world.stop();
    }
    return [
      {
        name: 'chaos: schedules survived, each run launched exactly once',
        value: survived,
        unit: 'schedules',
        gate: `${count(SCHEDULES)}, none lost`,
        ok: survived >= SCHEDULES && failures.length === 0,
        exact: true,
        note: [`${count(faults)} faults, ${count(deaths)} processes killed`, ...failures.slice(0, 10)].join(
          '\n',
        ),
      },
    ];
  },
};

/** The account is set up before the weather turns. */
async function settle(world: World): Promise<void> {
  const engine = world.engine('settler');
  await engine.setUp();
  const request = requestFor(sweepOf(1));
  const preview = await engine.preview(request);
  await engine.launch(preview, request, ignore);
  await engine.cancel(preview.sweepId, { keepRunning: false });
}

export default [chaos];
