import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { Random } from '../../../../src/engine/clock';
import type { Engine, LaunchRequest } from '../../../../src/engine/engine';
import { Failure } from '../../../../src/engine/failure';
import type { Instance } from '../../../../src/engine/ports';
import { taggedInstances } from '../../../../src/engine/track/instances';
import type { SweepView } from '../../../../src/engine/view';
import { ignore, launched, never, requestFor, sweepOf, World } from '../world';
import { drawSweep } from './draw';
import { Process } from './process';
import { seeded } from './seeded';
import type { Odds } from './weather';

/** What became of one schedule. */
export interface Survival {
  /** Faults that were met. */
  readonly faults: number;
  /** Processes that were killed. */
  readonly deaths: number;
}

/** USD: EC2 says to the second when an instance ended, and its disk goes a moment later. */
const aMoment = 0.0001;

const isAlive = ({ state }: Instance): boolean => state === 'pending' || state === 'running';

/** A local cloud whose account is set up before the weather turns. */
export async function settledWorld(): Promise<World> {
  const world = await World.start();
  const engine = world.engine('settler');
  await engine.setUp();
  const { id } = await launched(engine, requestFor(sweepOf(1)));
  await engine.cancel(id, { keepRunning: false });
  return world;
}

/**
 * Launches a sweep through a seeded schedule of faults and deaths, going on in new processes until it is launched; hosts fail
 * and spot instances are taken back in the meantime; then lets agents finish, cancels, and collects. Asserts that each run was
 * launched exactly once, that nothing is left alive, that every run says why it ended, and that nothing which reached S3 is
 * missing from what was collected.
 */
export async function survive(world: World, seed: number): Promise<Survival> {
  const schedule = new Schedule(world, seed);
  if (await schedule.launch()) await schedule.check();
  return schedule;
}

class Schedule implements Survival {
  faults = 0;
  deaths = 0;
  #id = '';
  #launched = false;
  readonly #told: string;
  readonly #random: Random;
  readonly #request: LaunchRequest;
  readonly #hasBucket: boolean;
  readonly #regions: readonly string[];
  readonly #odds: Odds;
  /** What became of instances that ended by no one's hand, by id. */
  readonly #victims = new Map<string, 'interrupted' | 'lost'>();

  constructor(
    private readonly world: World,
    private readonly seed: number,
  ) {
    this.#told = `seed ${seed}`;
    this.#random = seeded(seed);
    this.#request = drawSweep(seed, this.#random);
    this.#hasBucket = this.#request.bucket !== 'none';
    this.#regions = [...new Set(this.#request.sweep.runs.map(({ settings }) => settings.region))];
    this.#odds = {
      fault: 0.05 + this.#random() * 0.25,
      death: this.#random() * 0.1,
      onWait: () => this.#strike(),
      hasLaunched: () => this.#launched,
      onLaunch: () => {
        this.#launched = true;
      },
    };
  }

  /** @returns false where a process was killed before it had launched or written down anything: the user starts again */
  async launch(): Promise<boolean> {
    let process = await this.#start(`chaos-${this.seed}`);
    process.calm = true;
    const preview = await process.engine.preview(this.#request);
    process.calm = false;
    this.#id = preview.sweepId;
    let work: Promise<unknown> = process.engine.launch(preview, ignore);
    for (let life = 0; ; life += 1) {
      assert.ok(life < 60, `${this.#told}: no end`);
      // Towards the end the weather clears: what is tested is that it comes through, not that it suffers for ever.
      process.calm = life > 40;
      const end = await process.live(work.then(() => 'done' as const).catch(asFailure));
      if (end === 'done') break;
      if (this.#random() < 0.1) await this.#strike();
      if (end === 'dead') {
        this.deaths += 1;
        await this.#bury(process);
        // Without a bucket, no other machine could know of it.
        const elsewhere = this.#random() < 0.3 && this.#hasBucket;
        process = await this.#start(`chaos-${this.seed}${elsewhere ? `-${life}` : ''}`);
      }
      const { engine } = process;
      const known = await process.live(knows(engine, this.#id).catch(asFailure));
      if (known === true) await this.#checkBill();
      if (known === false) {
        await this.#bury(process);
        assert.deepEqual(await this.#look(), [], `${this.#told}: launched and not written down`);
        return false;
      }
      // Neither: it died or failed while it looked, and is looked at again.
      work =
        known === true ? engine.resume(this.#id, ignore) : known === 'dead' ? never() : Promise.reject(known);
    }
    await this.#bury(process);
    return true;
  }

  async check(): Promise<void> {
    const heir = this.world.engine(`chaos-${this.seed}${this.#hasBucket ? '-heir' : ''}`);
    const instances = await this.#look();
    const view = await heir.view(this.#id);
    const given = this.#givenUp(view);
    this.#checkLaunched(view, instances, given);
    await this.#checkBill();
    assert.equal(view.bucket !== undefined, this.#hasBucket, this.#told);
    await this.#untilStruckAreGone();
    // What has ended without a word is known to have: the poll comes before the cancel.
    await heir.view(this.#id);
    const finished = await this.#finishSome(view, given);
    const { view: after } = await heir.cancel(this.#id, { keepRunning: false });
    const expected = after.runs.map(({ index, instance }) => {
      if (given.has(index)) return 'launch-failed';
      if (finished.has(index)) return 'succeeded';
      return this.#victims.get(instance?.id ?? '') ?? 'cancelled';
    });
    assert.deepEqual(
      after.runs.map((run) => run.state),
      expected,
      this.#told,
    );
    assert.deepEqual((await this.#look()).filter(isAlive), [], `${this.#told}: left alive`);
    await this.#checkBill();
    if (this.#hasBucket) await this.#checkCollected(heir, finished);
  }

  /** However little of the sweep is known to whoever looks: what has accrued and what the TTLs allow covers what the cloud has charged. */
  async #checkBill(): Promise<void> {
    const charged = this.#charged();
    // Before its first call a sweep may be on one machine alone; what was launched, every machine knows.
    if (charged === 0) return;
    const watcher = this.world.engine(`chaos-${this.seed}${this.#hasBucket ? '-watcher' : ''}`);
    const { projectedUsd } = await watcher.view(this.#id);
    watcher.dispose();
    assert.ok(
      charged <= projectedUsd + aMoment,
      `${this.#told}: ${charged} was charged, and ${projectedUsd} allowed`,
    );
  }

  /** What the cloud has charged by now for what has a known price, USD. */
  #charged(): number {
    return this.world.cloud.control
      .bill()
      .filter(({ sweepId }) => sweepId === this.#id)
      .filter(({ region }) => region === 'us-east-1')
      .reduce(
        (sum, { address, credits, instance, volume }) => sum + instance + credits + volume + address,
        0,
      );
  }

  /** Places of the runs that were given up: a quota that is full while nothing of ours lives is no matter of waiting, and they say so. */
  #givenUp({ runs }: SweepView): ReadonlySet<number> {
    const given = runs.filter(({ state }) => state === 'launch-failed');
    if (given.length > 0)
      assert.ok(this.#victims.size > 0, `${this.#told}: given up though nothing had ended`);
    for (const { instance, reason } of given) {
      assert.match(reason ?? '', /quota/, this.#told);
      assert.equal(instance, undefined, this.#told);
    }
    return new Set(given.map(({ index }) => index));
  }

  #checkLaunched(view: SweepView, instances: readonly Instance[], given: ReadonlySet<number>): void {
    const launches = view.runs.length - given.size;
    assert.equal(
      instances.length,
      launches,
      `${this.#told}: ${instances.length} instances for ${launches} runs`,
    );
    const owned = view.runs.flatMap((run) => run.instance?.id ?? []);
    assert.equal(new Set(owned).size, launches, `${this.#told}: a run without an instance of its own`);
    const billed = view.runs.filter((run) => run.accruedUsd !== undefined).length;
    assert.equal(billed + view.unpriced, launches, `${this.#told}: ${billed} runs on the bill`);
  }

  /** Has some runs write their results and end well. @returns their places, and their names */
  async #finishSome(
    { bucket, runs }: SweepView,
    given: ReadonlySet<number>,
  ): Promise<ReadonlyMap<number, string>> {
    if (bucket === undefined) return new Map();
    const finished = runs.filter(({ index }) => !given.has(index) && this.#random() < 0.7);
    for (const run of finished) {
      await this.world.finish(bucket, this.#id, run, {
        state: 'succeeded',
        exit: 0,
        results: { 'result.txt': this.#resultOf(run.index) },
      });
    }
    return new Map(finished.map(({ index, name }) => [index, name]));
  }

  async #checkCollected(heir: Engine, finished: ReadonlyMap<number, string>): Promise<void> {
    const folder = path.join(this.world.folder, `results-${this.seed}`);
    await heir.collect(this.#id, folder, ignore);
    for (const [index, name] of finished) {
      const text = await fs.readFile(path.join(folder, name, 'result.txt'), 'utf8');
      assert.equal(text, this.#resultOf(index), this.#told);
    }
    await fs.rm(folder, { recursive: true });
  }

  #resultOf(index: number): string {
    return `${this.seed} ${index}\n`;
  }

  #start(machine: string): Promise<Process> {
    return Process.start(this.world, machine, this.#random, this.#odds);
  }

  async #bury(process: Process): Promise<void> {
    this.faults += process.faults;
    await process.bury();
  }

  /** Every instance of the sweep that EC2 shows. */
  #look(): Promise<readonly Instance[]> {
    return taggedInstances(
      this.#regions,
      { 'sweep:id': this.#id },
      { cloud: this.world.aws, signal: undefined },
    );
  }

  /** A host fails, or a spot instance is taken back. */
  async #strike(): Promise<void> {
    const victim = (await this.#look()).find(isAlive);
    if (victim === undefined) return;
    this.#victims.set(victim.id, victim.spot ? 'interrupted' : 'lost');
    this.world.cloud.control[victim.spot ? 'reclaim' : 'kill']([victim.id]);
  }

  async #untilStruckAreGone(): Promise<void> {
    while ((await this.#look()).some(({ id, state }) => this.#victims.has(id) && state !== 'terminated'));
  }
}

/** A pause is told by a Failure, and nothing else. */
function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  throw error;
}

const knows = async (engine: Engine, id: string): Promise<boolean> =>
  (await engine.sweeps()).some((sweep) => sweep.id === id);
