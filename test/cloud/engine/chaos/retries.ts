import assert from 'node:assert/strict';
import { Failure } from '../../../../src/engine/failure';
import type { Instance } from '../../../../src/engine/ports';
import type { SweepView } from '../../../../src/engine/view';
import type { Sweep } from '../../../../src/sweep/run';
import { ignore, requestFor, runOf, type World } from '../world';
import { Process } from './process';
import type { Survival } from './schedule';
import { seeded } from './seeded';
import type { Odds } from './weather';

/** USD: EC2 says to the second when an instance ended, and its disk is deleted a moment later. */
const aMoment = 0.0001;
/** Each run has a call of its own, so that its instance has its tags from the start. */
const types = ['t3.micro', 't3.small', 't3.medium'] as const;

/**
 * Drives a sweep with retries through a seeded schedule of faults and deaths, continuing in new processes, while spot instances
 * are interrupted and hosts fail. Asserts after each launch that no run has two instances, and at the end that every run has
 * ended in a state that its file promises, that it had no more attempts than that, and that nothing costs more than was shown.
 */
export async function surviveRetries(world: World, seed: number): Promise<Survival> {
  const random = seeded(seed);
  const name = `seed ${seed}`;
  const survival = { faults: 0, deaths: 0 };
  const counts = { interrupted: Math.floor(random() * 4), lost: Math.floor(random() * 3), failed: 0 };
  const sweep: Sweep = {
    name: 'test',
    runs: types.map((type, index) =>
      runOf(index, {
        instanceTypes: [type],
        spot: random() < 0.7,
        ...(random() < 0.5 ? { spotFallback: true } : {}),
        retry: counts,
      }),
    ),
  };
  let id = '';
  const look = async (): Promise<readonly Instance[]> => (id === '' ? [] : world.instances(id));
  const isLive = ({ state }: Instance): boolean => state !== 'terminated';
  const checks: Promise<void>[] = [];
  const check = async (): Promise<void> => {
    const live = (await look()).filter(isLive).map(({ tags }) => tags['sweep:index']);
    assert.equal(new Set(live).size, live.length, `${name}: two instances of one run`);
  };
  const strike = async (): Promise<void> => {
    const victims = (await look()).filter(({ state }) => state === 'pending' || state === 'running');
    const victim = victims[Math.floor(random() * victims.length)];
    if (victim === undefined) return;
    world.cloud.control[victim.spot && random() < 0.7 ? 'reclaim' : 'kill']([victim.id]);
  };
  let launchedAny = false;
  const odds: Odds = {
    fault: 0.05 + random() * 0.2,
    death: random() * 0.05,
    onWait: strike,
    hasLaunched: () => launchedAny,
    onLaunch: () => {
      launchedAny = true;
      checks.push(check());
    },
  };
  const start = (life: number): Promise<Process> =>
    Process.start(world, `retries-${seed}${random() < 0.3 ? `-${life}` : ''}`, random, odds);

  let process = await start(0);
  process.calm = true;
  const preview = await process.engine.preview(requestFor(sweep));
  id = preview.sweepId;
  // What is told apart here is retrying: the launch itself has schedules of its own.
  id = (await process.engine.launch(preview, ignore)).view.id;
  let view: SweepView | undefined;
  for (let life = 1; view === undefined; life += 1) {
    assert.ok(life < 80, `${name}: no end`);
    process.calm = life > 50;
    const end = await process.live(
      process.engine.drive(id).then((outcome): SweepView | Failure => outcome.view, asFailure),
    );
    if (end === 'dead') survival.deaths += 1;
    else if (!(end instanceof Failure)) view = end;
    survival.faults += process.faults;
    await process.bury();
    if (view === undefined) process = await start(life);
  }
  await Promise.all(checks);
  const instances = await look();
  for (const run of view.runs) {
    const attempts = instances.filter(({ tags }) => tags['sweep:index'] === String(run.index));
    const states = [...(run.earlier ?? []).map(({ state }) => state), run.state];
    // A fault may be a refusal for good, after which the attempt has no instance.
    const isRefused = run.state === 'launch-failed';
    assert.ok(
      isRefused || ['interrupted', 'lost'].includes(run.state),
      `${name}: ${run.name} is ${run.state}`,
    );
    assert.equal(
      attempts.length,
      (run.attempt ?? 1) - (isRefused ? 1 : 0),
      `${name}: ${run.name} has an instance for each attempt`,
    );
    assert.equal(states.length, run.attempt ?? 1, name);
    for (const state of ['interrupted', 'lost'] as const) {
      const ends = states.filter((one) => one === state).length;
      const most = counts[state] + (run.state === state ? 1 : 0);
      assert.equal(ends <= most && (run.state !== state || ends === most), true, `${name}: ${states.join()}`);
    }
  }
  assert.deepEqual(instances.filter(isLive), [], `${name}: nothing is running`);
  const billed = world.cloud.control
    .bill()
    .filter(({ sweepId }) => sweepId === id)
    .reduce((sum, { address, credits, instance, volume }) => sum + address + credits + instance + volume, 0);
  assert.ok(billed <= preview.estimate.usd + aMoment, `${name}: ${billed} > ${preview.estimate.usd}`);
  assert.ok(view.accruedUsd <= preview.estimate.usd + aMoment, `${name}: ${view.accruedUsd}`);
  return survival;
}

/** A pause is reported by a Failure, and nothing else. */
function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  throw error;
}
