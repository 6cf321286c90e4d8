import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import priceTable from '../../../media/prices/ec2-us-east-1.tsv';
import { awsCloud } from '../../../src/aws/cloud';
import type { Clock, Random } from '../../../src/engine/clock';
import { runProgram } from '../../../src/engine/connect/run-program';
import { createEngine } from '../../../src/engine/create';
import type { Engine } from '../../../src/engine/engine';
import { Failure } from '../../../src/engine/failure';
import { openAccountDisk } from '../../../src/engine/record/account-disk';
import { newSelf } from '../../../src/engine/self';
import { systemClock } from '../../../src/engine/system-clock';
import { type Answer, ec2Error, type Passage, type Passing, startProxy } from './proxy';
import { ignore, requestFor, runOf, type World } from './world';

/** Mulberry32: the same seed, the same faults. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What became of one schedule. */
export interface Survival {
  /** Faults that were met. */
  readonly faults: number;
  /** Processes that were killed. */
  readonly deaths: number;
}

/** What a schedule draws its faults from. */
interface Odds {
  readonly fault: number;
  readonly death: number;
}

const never = <T>(): Promise<T> => new Promise(() => undefined);

/** One process on one machine: an engine behind a way full of faults, which may be killed at any request. */
class Process {
  faults = 0;
  dead = false;
  calm = false;
  readonly #death: Promise<'dead'>;
  #die: (value: 'dead') => void = ignore;

  private constructor(
    readonly engine: Engine,
    private readonly passage: Passage,
    self: { process?: Process },
  ) {
    self.process = this;
    this.#death = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  static async start(world: World, machine: string, random: Random, odds: Odds): Promise<Process> {
    const self: { process?: Process } = {};
    const passage = await startProxy(
      world.cloud.endpoint,
      (passing) => self.process?.meet(passing, random, odds) ?? passing.ask(),
    );
    const connection = { ...world.connection(machine), endpoint: passage.endpoint };
    const clock: Clock = {
      now: () => systemClock.now(),
      // A minute passes in a millisecond; leases are renewed in their own time.
      sleep: async (milliseconds, signal) => {
        await systemClock.sleep(milliseconds === 20_000 ? milliseconds : 1, signal);
        if (self.process?.dead) await never();
      },
    };
    const engine = createEngine({
      cloud: awsCloud(connection, clock, priceTable),
      diskOf: (account) => {
        const { journals, records } = openAccountDisk(connection.stateFolder ?? '', account);
        const unlessDead = <T>(work: () => Promise<T>): Promise<T> => (self.process?.dead ? never() : work());
        return {
          journals: {
            ...journals,
            append: (sweepId, line) => unlessDead(() => journals.append(sweepId, line)),
          },
          records: { ...records, write: (...input) => unlessDead(() => records.write(...input)) },
        };
      },
      loginFolder: connection.stateFolder ?? '',
      run: runProgram,
      clock,
      random,
      self: { ...newSelf(), pid: 900_000_000 + Math.floor(random() * 1e6) },
    });
    return new Process(engine, passage, self);
  }

  /** Ends with the work, or with the process. */
  live<T>(work: Promise<T>): Promise<T | 'dead'> {
    return Promise.race([work, this.#death]);
  }

  async bury(): Promise<void> {
    this.dead = true;
    this.engine.dispose();
    await this.passage.close();
  }

  async meet(passing: Passing, random: Random, odds: Odds): Promise<Answer> {
    if (this.dead) return never();
    const luck = random();
    if (this.calm || luck >= odds.fault + odds.death) return passing.ask();
    this.faults += 1;
    if (luck < odds.death) {
      const done = random() < 0.5;
      this.dead = true;
      if (done) await passing.ask();
      this.#die('dead');
      return never();
    }
    return fault(passing, random);
  }
}

/** One fault of those that AWS and the network know. */
async function fault(passing: Passing, random: Random): Promise<Answer> {
  const drop = (): Promise<Answer> => Promise.reject(new Error('connection lost'));
  const launching = passing.action === 'RunInstances' && passing.parameters.get('DryRun') !== 'true';
  const faults: (() => Promise<Answer>)[] = [
    drop,
    () => passing.ask().then(drop),
    async () =>
      ec2Error(503, passing.action.includes('/') ? 'SlowDown' : 'RequestLimitExceeded', 'Slow down.'),
    async () => ec2Error(500, 'InternalError', 'An internal error has occurred.'),
    () => passing.ask().then(() => ec2Error(500, 'InternalError', 'An internal error has occurred.')),
    ...(launching
      ? [
          async () => ec2Error(500, 'InsufficientInstanceCapacity', 'No capacity.'),
          async () => ec2Error(400, 'RequestExpired', 'Request has expired.'),
          async () => ec2Error(503, 'Unavailable', 'The server is overloaded.'),
        ]
      : []),
  ];
  const chosen = faults[Math.floor(random() * faults.length)];
  return chosen === undefined ? passing.ask() : chosen();
}

/**
 * Launches a sweep through a seeded schedule of faults and deaths, going on in new processes until it is launched; then
 * lets its agents finish, cancels or terminates, and collects. Asserts that each run was launched exactly once, that
 * nothing is left alive, and that nothing which reached S3 is missing from what was collected.
 */
export async function survive(world: World, seed: number): Promise<Survival> {
  const random = seeded(seed);
  const odds: Odds = { fault: 0.02 + random() * 0.15, death: random() * 0.04 };
  const size = 2 + Math.floor(random() * 9);
  const runs = Array.from({ length: size }, (_, index) =>
    runOf(index, { instanceTypes: [index % 3 === 0 ? 't3.small' : 't3.micro'] }),
  );
  const maxConcurrent = random() < 0.3 ? { maxConcurrent: size } : {};
  const request = requestFor({ name: `chaos-${seed}`, runs, ...maxConcurrent });
  const told = `seed ${seed}`;
  let faults = 0;
  let deaths = 0;

  const first = await Process.start(world, `chaos-${seed}`, random, odds);
  first.calm = true;
  const preview = await first.engine.preview(request);
  first.calm = false;
  const id = preview.sweepId;
  let process: Process = first;
  let work: Promise<unknown> = first.engine.launch(preview, request, ignore);
  for (let life = 0; ; life += 1) {
    assert.ok(life < 60, `${told}: no end`);
    // Towards the end the weather clears: what is tested is that it comes through, not that it suffers for ever.
    process.calm = life > 40;
    const end = await process.live(work.then(() => 'done' as const).catch(asFailure));
    if (end === 'done') break;
    if (end === 'dead') {
      deaths += 1;
      faults += process.faults;
      await process.bury();
      const elsewhere = random() < 0.3;
      process = await Process.start(
        world,
        elsewhere ? `chaos-${seed}-${life}` : `chaos-${seed}`,
        random,
        odds,
      );
    }
    const { engine } = process;
    const known = await process.live(knows(engine, id).catch(asFailure));
    // Killed before anything was written down: nothing was launched, and the user starts anew.
    if (known === false) return unborn(world, id, { faults, deaths });
    // Neither: it died or failed while it looked, and is looked at again.
    work = known === true ? engine.resume(id, ignore) : known === 'dead' ? never() : Promise.reject(known);
  }
  faults += process.faults;
  await process.bury();

  const heir = world.engine(`chaos-${seed}-heir`);
  const instances = await world.instances(id);
  const view = await heir.view(id);
  assert.equal(instances.length, size, `${told}: ${instances.length} instances for ${size} runs`);
  const owned = view.runs.map((run) => run.instance?.id);
  assert.equal(new Set(owned).size, size, `${told}: a run without an instance of its own`);
  assert.ok(!owned.includes(undefined), told);
  const billed = view.runs.filter((run) => run.accruedUsd !== undefined).length;
  assert.equal(billed, size, `${told}: ${billed} runs on the bill`);

  const { bucket } = view;
  assert.ok(bucket !== undefined);
  const finished = view.runs.filter(() => random() < 0.7);
  for (const run of finished) {
    await world.finish(bucket, id, run, {
      state: 'succeeded',
      exit: 0,
      results: { 'result.txt': `${seed} ${run.index}\n` },
    });
  }
  const { view: after } = await heir.cancel(id, { keepRunning: false });
  assert.deepEqual(
    after.runs.map((run) => run.state),
    after.runs.map((run) => (finished.some(({ index }) => index === run.index) ? 'succeeded' : 'cancelled')),
    told,
  );
  const alive = (await world.instances(id)).filter(({ state }) => state === 'pending' || state === 'running');
  assert.deepEqual(alive, [], `${told}: left alive`);
  const folder = path.join(world.folder, `results-${seed}`);
  await heir.collect(id, folder, ignore);
  for (const run of finished) {
    const text = await fs.readFile(path.join(folder, run.name, 'result.txt'), 'utf8');
    assert.equal(text, `${seed} ${run.index}\n`, told);
  }
  await fs.rm(folder, { recursive: true });
  return { faults, deaths };
}

async function unborn(world: World, id: string, survival: Survival): Promise<Survival> {
  assert.deepEqual(await world.instances(id), []);
  return survival;
}

/** A pause is told by a Failure, and nothing else. */
function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  throw error;
}

const knows = async (engine: Engine, id: string): Promise<boolean> =>
  (await engine.sweeps()).some((sweep) => sweep.id === id);
