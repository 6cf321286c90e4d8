import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import priceTable from '../../../media/prices/ec2-us-east-1.tsv';
import { awsCloud } from '../../../src/aws/cloud';
import type { Clock, Random } from '../../../src/engine/clock';
import { runProgram } from '../../../src/engine/connect/run-program';
import { createEngine } from '../../../src/engine/create';
import type { Engine, LaunchRequest } from '../../../src/engine/engine';
import { Failure } from '../../../src/engine/failure';
import type { Instance } from '../../../src/engine/ports';
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
  /** Called when the engine waits for instances to end. */
  readonly onWait: () => Promise<void>;
  /** Whether EC2 has launched something by now that a quota would count. */
  readonly hasLaunched: () => boolean;
  onLaunch(): void;
}

/** How often the engine looks for ended instances while it waits for them, in milliseconds. */
const fleetPause = 5_000;

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
        if (milliseconds === fleetPause) await odds.onWait();
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
    if (this.calm || luck >= odds.fault + odds.death) return tell(passing, odds, await passing.ask());
    this.faults += 1;
    if (luck < odds.death) {
      const done = random() < 0.5;
      this.dead = true;
      if (done) tell(passing, odds, await passing.ask());
      this.#die('dead');
      return never();
    }
    return fault(passing, random, odds);
  }
}

const isLaunch = ({ action, parameters }: Passing): boolean =>
  action === 'RunInstances' && parameters.get('DryRun') !== 'true';

/** Passes an answer on; of a launch that succeeded the schedule hears. */
function tell(passing: Passing, odds: Odds, answer: Answer): Answer {
  if (isLaunch(passing) && answer.status === 200) odds.onLaunch();
  return answer;
}

const expiredForS3 = (): Answer => ({
  status: 400,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from(
    '<?xml version="1.0"?><Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>',
  ),
});

/** One fault of those that AWS and the network know. */
async function fault(passing: Passing, random: Random, odds: Odds): Promise<Answer> {
  const drop = (): Promise<Answer> => Promise.reject(new Error('connection lost'));
  const launching = isLaunch(passing);
  const ask = async (): Promise<Answer> => tell(passing, odds, await passing.ask());
  const faults: (() => Promise<Answer>)[] = [
    drop,
    () => ask().then(drop),
    async () =>
      ec2Error(503, passing.action.includes('/') ? 'SlowDown' : 'RequestLimitExceeded', 'Slow down.'),
    async () => ec2Error(500, 'InternalError', 'An internal error has occurred.'),
    () => ask().then(() => ec2Error(500, 'InternalError', 'An internal error has occurred.')),
    ...(passing.action.includes('/') ? [async () => expiredForS3()] : []),
    ...(launching && odds.hasLaunched()
      ? [
          // Others use the quota too. It leaves room by the count of our own, so it is asked again.
          async () =>
            ec2Error(
              400,
              'VcpuLimitExceeded',
              'You have requested more vCPU capacity than your current vCPU limit of 1000 allows.',
            ),
        ]
      : []),
    ...(launching
      ? [
          async () => ec2Error(500, 'InsufficientInstanceCapacity', 'No capacity.'),
          async () => ec2Error(400, 'RequestExpired', 'Request has expired.'),
          async () => ec2Error(503, 'Unavailable', 'The server is overloaded.'),
        ]
      : []),
  ];
  const chosen = faults[Math.floor(random() * faults.length)];
  return chosen === undefined ? ask() : chosen();
}

/** A sweep as a seed draws it: its market, regions, limit, and whether it has a bucket. */
function drawSweep(seed: number, random: Random): LaunchRequest {
  const size = 2 + Math.floor(random() * 9);
  const spot = random() < 0.3;
  const regions = random() < 0.2 ? ['us-east-1', 'eu-central-1'] : ['us-east-1'];
  const runs = Array.from({ length: size }, (_, index) =>
    runOf(index, {
      spot,
      instanceTypes: [index % 3 === 0 ? 't3.small' : 't3.micro'],
      region: regions[index % regions.length] ?? 'us-east-1',
    }),
  );
  const limit = random();
  const maxConcurrent = limit < 0.3 ? { maxConcurrent: limit < 0.15 ? Math.ceil(size / 2) : size } : {};
  const request = requestFor({ name: `chaos-${seed}`, runs, ...maxConcurrent });
  return random() < 0.15 ? { ...request, bucket: 'none' } : request;
}

const isAlive = ({ state }: Instance): boolean => state === 'pending' || state === 'running';

/**
 * Launches a sweep through a seeded schedule of faults and deaths, going on in new processes until it is launched; hosts fail
 * and spot instances are taken back meanwhile; then lets agents finish, cancels, and collects. Asserts that each run was
 * launched exactly once, that nothing is left alive, that every run says why it ended, and that nothing which reached S3 is
 * missing from what was collected.
 */
export async function survive(world: World, seed: number): Promise<Survival> {
  const random = seeded(seed);
  const request = drawSweep(seed, random);
  const size = request.sweep.runs.length;
  const hasBucket = request.bucket !== 'none';
  const regions = [...new Set(request.sweep.runs.map(({ settings }) => settings.region))];
  let launched = false;
  let id = '';
  const look = async (): Promise<readonly Instance[]> =>
    (
      await Promise.all(regions.map((region) => world.aws.compute(region).describe({ 'sweep:id': id })))
    ).flat();
  /** What became of instances that ended by nobody's hand, by id. */
  const victims = new Map<string, 'interrupted' | 'lost'>();
  const strike = async (): Promise<void> => {
    const victim = (await look()).find(isAlive);
    if (victim === undefined) return;
    victims.set(victim.id, victim.spot ? 'interrupted' : 'lost');
    world.cloud.control[victim.spot ? 'reclaim' : 'kill']([victim.id]);
  };
  const odds: Odds = {
    fault: 0.02 + random() * 0.15,
    death: random() * 0.04,
    onWait: strike,
    hasLaunched: () => launched,
    onLaunch: () => {
      launched = true;
    },
  };
  const told = `seed ${seed}`;
  let faults = 0;
  let deaths = 0;

  const first = await Process.start(world, `chaos-${seed}`, random, odds);
  first.calm = true;
  const preview = await first.engine.preview(request);
  first.calm = false;
  id = preview.sweepId;
  let process: Process = first;
  let work: Promise<unknown> = first.engine.launch(preview, request, ignore);
  for (let life = 0; ; life += 1) {
    assert.ok(life < 60, `${told}: no end`);
    // Towards the end the weather clears: what is tested is that it comes through, not that it suffers for ever.
    process.calm = life > 40;
    const end = await process.live(work.then(() => 'done' as const).catch(asFailure));
    if (end === 'done') break;
    if (random() < 0.1) await strike();
    if (end === 'dead') {
      deaths += 1;
      faults += process.faults;
      await process.bury();
      // Without a bucket, no other machine could know of it.
      const elsewhere = random() < 0.3 && hasBucket;
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
    if (known === false) {
      await process.bury();
      return unborn(await look(), { faults, deaths });
    }
    // Neither: it died or failed while it looked, and is looked at again.
    work = known === true ? engine.resume(id, ignore) : known === 'dead' ? never() : Promise.reject(known);
  }
  faults += process.faults;
  await process.bury();

  const heir = world.engine(hasBucket ? `chaos-${seed}-heir` : `chaos-${seed}`);
  const instances = await look();
  const view = await heir.view(id);
  // A quota that is full while nothing of ours lives is no matter of waiting: those runs are given up, and say so.
  const given = view.runs.filter(({ state }) => state === 'launch-failed');
  if (given.length > 0) {
    assert.ok(victims.size > 0, `${told}: given up though nothing had ended`);
    for (const { instance, reason } of given) {
      assert.match(reason ?? '', /quota/, told);
      assert.equal(instance, undefined, told);
    }
  }
  const launches = size - given.length;
  assert.equal(instances.length, launches, `${told}: ${instances.length} instances for ${launches} runs`);
  const owned = view.runs.flatMap((run) => run.instance?.id ?? []);
  assert.equal(new Set(owned).size, launches, `${told}: a run without an instance of its own`);
  const billed = view.runs.filter((run) => run.accruedUsd !== undefined).length;
  assert.equal(billed + view.unpriced, launches, `${told}: ${billed} runs on the bill`);

  const { bucket } = view;
  assert.equal(bucket !== undefined, hasBucket, told);
  // What has ended without a word is known to have: the poll comes before the cancel.
  while ((await look()).some((one) => victims.has(one.id) && one.state !== 'terminated'));
  await heir.view(id);
  const finished =
    bucket === undefined ? [] : view.runs.filter((run) => !given.includes(run) && random() < 0.7);
  for (const run of finished) {
    await world.finish(bucket ?? '', id, run, {
      state: 'succeeded',
      exit: 0,
      results: { 'result.txt': `${seed} ${run.index}\n` },
    });
  }
  const { view: after } = await heir.cancel(id, { keepRunning: false });
  const expected = after.runs.map(({ index, instance }) => {
    if (given.some((run) => run.index === index)) return 'launch-failed';
    if (finished.some((run) => run.index === index)) return 'succeeded';
    return victims.get(instance?.id ?? '') ?? 'cancelled';
  });
  assert.deepEqual(
    after.runs.map((run) => run.state),
    expected,
    told,
  );
  assert.deepEqual((await look()).filter(isAlive), [], `${told}: left alive`);
  if (bucket === undefined) return { faults, deaths };
  const folder = path.join(world.folder, `results-${seed}`);
  await heir.collect(id, folder, ignore);
  for (const run of finished) {
    const text = await fs.readFile(path.join(folder, run.name, 'result.txt'), 'utf8');
    assert.equal(text, `${seed} ${run.index}\n`, told);
  }
  await fs.rm(folder, { recursive: true });
  return { faults, deaths };
}

function unborn(instances: readonly Instance[], survival: Survival): Survival {
  assert.deepEqual(instances, []);
  return survival;
}

/** A pause is told by a Failure, and nothing else. */
function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  throw error;
}

const knows = async (engine: Engine, id: string): Promise<boolean> =>
  (await engine.sweeps()).some((sweep) => sweep.id === id);
