import type { Cloud } from '../../src/engine/ports';
import type { Bench, Figure } from './bench';
import { atMost, count } from './figure';
import { exponent } from './measure';
import { requestFor, Simulation } from './simulation';

const ignore = (): void => undefined;

/** How long until EC2 has accepted every launch, in its own token buckets. */
const launchTime: Bench = {
  name: 'launch-time',
  quick: true,
  run: async ({ quick }) => {
    const figures: Figure[] = [];
    const bounds = [
      { size: 500, most: 2, floor: '0 s' },
      { size: 1_500, most: 255, floor: '250 s' },
    ];
    for (const { floor, most, size } of quick ? bounds.slice(0, 1) : bounds) {
      const real = performance.now();
      const ours = await batched(size);
      const note = `floor ${floor}; ${((performance.now() - real) / 1000).toFixed(1)} s of this machine's time, cloud included`;
      figures.push(
        atMost(`launch ${count(size)} runs, all calls accepted (simulated)`, ours, 's', most, {
          against: { name: 'one call per run', value: quick ? formula(size) : await oneByOne(size) },
          exact: true,
          note,
        }),
      );
    }
    return figures;
  },
};

async function batched(size: number): Promise<number> {
  const simulation = await Simulation.start();
  try {
    const { engine } = simulation.engine('ours', { naming: false });
    await simulation.drive(engine.setUp());
    const request = requestFor('bench', size);
    const preview = await simulation.drive(engine.preview(request));
    const start = simulation.now();
    const { view } = await simulation.drive(engine.launch(preview, ignore));
    const launched = view.runs.filter(({ instanceId }) => instanceId !== undefined).length;
    if (launched !== size) throw new Error(`${launched} of ${size} runs were launched`);
    engine.dispose();
    return (simulation.now() - start) / 1000;
  } finally {
    await simulation.stop();
  }
}

/** Seconds that AWS's buckets need for a call per run: five at once, then two a second; 1,000 instances, then two a second. */
const formula = (size: number): number => Math.max((size - 5) / 2, (size - 1_000) / 2);

/** The way of the tutorial's tool, as fast as the limits allow. */
async function oneByOne(size: number): Promise<number> {
  const simulation = await Simulation.start();
  const cloud = simulation.plainCloud('theirs');
  try {
    const compute = cloud.compute('us-east-1');
    const ami = await compute.latestImage('al2023', 'x86_64');
    const start = simulation.now();
    for (let index = 0; index < size; index++) {
      await compute.launch({
        clientToken: `bench-${index}`,
        count: 1,
        minCount: 1,
        instanceType: 't3.micro',
        ami,
        userData: new TextEncoder().encode('#!/bin/sh\n'),
        shutdownBehavior: 'terminate',
        tags: {},
        spot: false,
        securityGroups: [],
      });
    }
    return (simulation.now() - start) / 1000;
  } finally {
    cloud.dispose();
    await simulation.stop();
  }
}

/** Requests since the last time, by action. */
class Meter {
  #before: Readonly<Record<string, number>> = {};

  constructor(private readonly cloud: Cloud) {}

  take(): { readonly total: number; readonly note: string } {
    const now = this.cloud.calls();
    const made = Object.entries(now)
      .map(([action, calls]) => [action, calls - (this.#before[action] ?? 0)] as const)
      .filter(([, calls]) => calls > 0);
    this.#before = now;
    return {
      total: made.reduce((sum, [, calls]) => sum + calls, 0),
      note: made.map(([action, calls]) => `${calls} ${action}`).join(', '),
    };
  }
}

interface Calls {
  readonly size: number;
  readonly launch: number;
  readonly runInstances: number;
  readonly poll: number;
  readonly cancel: number;
  readonly notes: { readonly launch: string; readonly poll: string; readonly cancel: string };
}

async function callsOf(size: number): Promise<Calls> {
  const simulation = await Simulation.start();
  try {
    // Ten thousand names take EC2 a quarter of an hour, which nothing here waits for.
    const { cloud, engine } = simulation.engine('ours', { naming: size <= 1_000 });
    await simulation.drive(engine.setUp());
    const request = requestFor('bench', size);
    const preview = await simulation.drive(engine.preview(request));
    const meter = new Meter(cloud);
    meter.take();
    // Counted when the launch returns: names that are given in the background continue at once.
    const launching = engine
      .launch(preview, ignore)
      .then(({ apiCalls }) => ({ apiCalls, launch: meter.take() }));
    const { apiCalls, launch } = await simulation.drive(launching);
    await simulation.drive(engine.settle());
    // Until EC2 shows what was launched.
    await simulation.drive(simulation.sleep(5_000));
    meter.take();
    const view = await simulation.drive(engine.view(preview.sweepId));
    const poll = meter.take();
    const seen = view.runs.filter(({ instance }) => instance !== undefined).length;
    if (seen !== size) throw new Error(`a poll showed ${seen} of ${size} instances`);
    const { terminated } = await simulation.drive(engine.cancel(preview.sweepId, { keepRunning: false }));
    const cancel = meter.take();
    if (terminated !== size) throw new Error(`${terminated} of ${size} instances were terminated`);
    engine.dispose();
    return {
      size,
      launch: launch.total,
      runInstances: apiCalls['RunInstances'] ?? 0,
      poll: poll.total,
      cancel: cancel.total,
      notes: { launch: launch.note, poll: poll.note, cancel: cancel.note },
    };
  } finally {
    await simulation.stop();
  }
}

const calls: Bench = {
  name: 'calls',
  quick: true,
  run: async ({ quick }) => {
    const points: Calls[] = [];
    for (const size of quick ? [1_000] : [100, 1_000, 10_000]) points.push(await callsOf(size));
    const thousand = points.find(({ size }) => size === 1_000);
    if (thousand === undefined) throw new RangeError('a thousand runs are what the gates speak of');
    const { notes } = thousand;
    const exact = true;
    const gates: readonly Figure[] = [
      atMost('calls to launch 1,000 runs of one shape', thousand.launch, 'calls', 25, {
        against: { name: 'one call per run, tags apart', value: 2_000 },
        exact,
        note: notes.launch,
      }),
      atMost('calls of a poll, 1,000 runs', thousand.poll, 'calls', 2, {
        against: { name: 'one call per run', value: 1_000 },
        exact,
        note: notes.poll,
      }),
      atMost('calls to cancel 1,000 runs', thousand.cancel, 'calls', 4, {
        against: { name: 'one call per run', value: 1_000 },
        exact,
        note: notes.cancel,
      }),
    ];
    return quick ? gates : [...gates, ...growth(points)];
  },
};

/** Launching grows with batches and polling with pages, and neither with anything else. */
function growth(points: readonly Calls[]): readonly Figure[] {
  const line = (name: string, pick: (point: Calls) => number, per: number, each: number): Figure => ({
    name: `${name}: how they grow`,
    value: exponent(points.map((point) => ({ size: point.size, value: pick(point) }))),
    unit: '(exponent)',
    gate: `${each} for every ${count(per)} runs`,
    ok: points.every((point) => pick(point) <= each * Math.ceil(point.size / per)),
    exact: true,
    note: points.map((point) => `${count(point.size)}: ${pick(point)} calls`).join(' · '),
  });
  return [
    line('RunInstances calls', ({ runInstances }) => runInstances, 100, 1),
    line('calls of a poll', ({ poll }) => poll, 1_000, 2),
    line('calls to cancel', ({ cancel }) => cancel, 1_000, 4),
  ];
}

export default [launchTime, calls];
