import type { Prices } from '../../cost/price';
import type { Run } from '../../sweep/run';
import { isFinal } from '../job-states';
import type { LaunchState } from '../journal/fold';
import { lastAttemptOf } from '../launch/attempts';
import { disksFrom, licencesFrom } from '../launch/disks';
import type { Instance } from '../ports';
import { recordedRuns, type SweepRecord } from '../record/sweep-record';
import type { RunView, SweepView } from '../view';
import { type Bill, type BilledInstance, billsAt, pricesOf, sumOfBills } from './bill';
import type { JobStatus } from './claims';
import { mayLive } from './instances';
import { evidenceOf, isAllHeard, type RunEvidence } from './run-evidence';
import {
  furtherAccount,
  type Mutable,
  type RunStanding,
  runStandingOf,
  type SweepKnowledge,
  setBill,
} from './run-view';
import { sightings } from './sighting';

/** The facts about a sweep from one poll. */
export interface SweepFacts {
  readonly launch: LaunchState;
  readonly instances: readonly Instance[];
  /** The reports of instances about their runs, by run index. */
  readonly jobs: ReadonlyMap<number, JobStatus>;
  /** A process is currently launching it. */
  readonly led: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly prices: Prices;
}

interface Known {
  readonly evidence: RunEvidence;
  readonly standing: RunStanding;
}

/** A run, and all that is known of its last attempt. */
export interface RunFacts extends Known {
  readonly run: Run;
}

interface Seen {
  readonly launch: LaunchState;
  readonly instances: readonly Instance[];
  readonly found: ReadonlyMap<number, Instance>;
  /** Instances that belong to no run. */
  readonly strays: readonly Instance[];
  /** Every run that has or may have an instance according to the journal has one among these, except for those whose end is known. */
  readonly isWhole: boolean;
}

/** The parts that all runs share in all polls. */
interface Heard {
  readonly launch: LaunchState;
  readonly found: ReadonlyMap<number, Instance>;
  readonly jobs: ReadonlyMap<number, JobStatus>;
}

interface Shown {
  readonly runs: readonly RunView[];
  readonly overdue: ReadonlySet<number>;
  readonly isFinished: boolean;
  readonly hasUnlaunched: boolean;
  /** Runs that wait for another attempt. */
  readonly waiting: number;
}

/**
 * The views of one sweep over several polls: a result is kept until there is a new observation. A run without a new
 * observation is the same object in the next view, and the list of runs the same list; only their current cost is
 * updated.
 */
export class SweepViews {
  readonly #runs: readonly Run[];
  readonly #retries: boolean;
  /** By index in `#runs`. */
  readonly #known: (Known | undefined)[] = [];
  /** By name: runs with the same cost share one. */
  readonly #accounts = new Map<string, BilledInstance>();
  readonly #facts: SweepKnowledge;
  #seen: Seen | undefined;
  #heard: Heard | undefined;
  #shown: Shown = shownOf([]);
  /** Whether deleting the stored launching environment was tried; once per process is enough. */
  secretsTried = false;

  constructor(private readonly record: SweepRecord) {
    this.#runs = recordedRuns(record.plan);
    this.#retries = this.#runs.some(({ settings }) => settings.retry !== undefined);
    this.#facts = {
      disks: disksFrom(record.disks),
      licences: licencesFrom(record.licences),
      hasBucket: record.bucket !== undefined,
    };
  }

  /** Runs whose instance was running after its TTL in the last poll. */
  get overdue(): ReadonlySet<number> {
    return this.#shown.overdue;
  }

  /** Like `sightings`; the same map while its parts are the same. */
  sightings(launch: LaunchState, instances: readonly Instance[]): ReadonlyMap<number, Instance> {
    return this.#see(launch, instances).found;
  }

  /** Whether all expected instances were returned. */
  isWhole(launch: LaunchState, instances: readonly Instance[]): boolean {
    return this.#see(launch, instances).isWhole;
  }

  /** The runs as the last view has them, with what it is based on. */
  *standings(): Iterable<RunFacts> {
    for (const [place, run] of this.#runs.entries()) {
      const known = this.#known[place];
      if (known !== undefined) yield { run, ...known };
    }
  }

  /** What another attempt of a run can cost at most, USD; undefined where the price is unknown. */
  furtherUsd(
    { run, standing }: RunFacts,
    rest: { readonly ttlSeconds?: number },
    now: number,
    prices: Prices,
  ): number | undefined {
    const [first = ''] = run.settings.instanceTypes;
    const account = furtherAccount(run, standing.view.instanceType ?? first, rest, this.#facts, now);
    return billsAt(now, pricesOf(this.record, prices))(account)?.projectedUsd;
  }

  #see(launch: LaunchState, instances: readonly Instance[]): Seen {
    if (this.#seen?.launch === launch && sameItems(this.#seen.instances, instances)) return this.#seen;
    const found = sightings(launch, instances);
    const own = new Set([...found.values()].map(({ id }) => id));
    const strays = instances.filter((instance) => !own.has(instance.id) && mayLive(instance));
    const isWhole = launch.runs.every(
      ({ state }, index) =>
        (state !== 'launched' && state !== 'launching') || found.has(index) || launch.ended.has(index),
    );
    this.#seen = { launch, instances, found, strays, isWhole };
    return this.#seen;
  }

  viewOf({ instances, jobs, launch, led, now, prices }: SweepFacts): SweepView {
    const { record } = this;
    const billOf = billsAt(now, pricesOf(record, prices));
    const { found, strays } = this.#see(launch, instances);
    let [accruedTotal, creditsTotal, projectedTotal, unpriced] = [0, 0, 0, 0];
    const heard: Heard = { launch, found, jobs };
    const isNothingNew = this.#heard !== undefined && isSame(this.#heard, heard);
    const next = this.#runs.map((run, place): RunView => {
      const { account, earlier, possible, view } = this.#standingOf(run, place, heard, now, isNothingNew);
      if (possible !== undefined) projectedTotal += billOf(possible)?.projectedUsd ?? 0;
      const own = account === undefined ? undefined : billOf(account);
      const bill = earlier.length === 0 ? own : withEarlier(view, earlier.map(billOf), own, account);
      if (bill === undefined) {
        if (view.launchedAt !== undefined && possible === undefined) unpriced += 1;
        if (view.accruedUsd === undefined) return view;
        // Its price was known before, so the view must be rebuilt.
        this.#known[place] = undefined;
        return this.#standingOf(run, place, heard, now, false).view;
      }
      accruedTotal += bill.accruedUsd;
      creditsTotal += bill.costParts.credits;
      projectedTotal += bill.projectedUsd;
      setBill(view, bill);
      return view;
    });
    this.#heard = heard;
    if (!sameItems(this.#shown.runs, next)) this.#shown = shownOf(next);
    const { hasUnlaunched, isFinished, runs, waiting } = this.#shown;
    return {
      id: record.plan.sweepId,
      name: record.plan.sweepName,
      createdAt: record.createdAt,
      fileName: record.fileName,
      fileText: record.fileText,
      region: record.region,
      bucket: record.bucket,
      budget: record.budget,
      metric: record.metric,
      runs,
      ...(strays.length === 0 ? {} : { strays }),
      finished: isFinished,
      resumable: hasUnlaunched && !led && launch.cancelled === undefined,
      ...(led ? { led } : {}),
      ...(this.#retries ? { retries: true } : {}),
      ...(waiting === 0 ? {} : { waitingRetries: waiting }),
      accruedUsd: accruedTotal,
      ...(creditsTotal === 0 ? {} : { creditsUsd: creditsTotal }),
      projectedUsd: projectedTotal,
      unpriced,
    };
  }

  #standingOf(run: Run, place: number, heard: Heard, now: number, isNothingNew: boolean): RunStanding {
    const known = this.#known[place];
    const instance = heard.found.get(run.index);
    if (
      known !== undefined &&
      now < known.standing.holdsUntil &&
      (isNothingNew || isAllHeard(known.evidence, run, heard.launch, heard.jobs, instance))
    )
      return known.standing;
    const evidence = evidenceOf(run, heard.launch, heard.jobs, instance);
    const standing = runStandingOf(lastAttemptOf(heard.launch, run), evidence, this.#facts, now);
    const account = standing.account === undefined ? undefined : this.#sharedAccount(standing.account);
    const kept = account === undefined ? standing : { ...standing, account };
    this.#known[place] = { evidence, standing: kept };
    return kept;
  }

  #sharedAccount(account: BilledInstance): BilledInstance {
    const known = this.#accounts.get(account.name);
    if (known !== undefined) return known;
    // Those of earlier launches and ends, most of which have ended.
    if (this.#accounts.size > 4 * this.#runs.length) this.#accounts.clear();
    this.#accounts.set(account.name, account);
    return account;
  }
}

const shownOf = (runs: readonly RunView[]): Shown => ({
  runs,
  overdue: new Set(runs.filter(({ overdue }) => overdue === true).map(({ index }) => index)),
  isFinished: runs.every(({ state }) => isFinal(state)),
  hasUnlaunched: runs.some(({ state }) => state === 'queued' || state === 'launching'),
  waiting: runs.filter(({ state }) => state === 'waiting-to-retry').length,
});

/** The cost of a run over all of its attempts; undefined if the price of its last one is unknown. */
function withEarlier(
  view: Mutable<RunView>,
  earlier: readonly (Bill | undefined)[],
  own: Bill | undefined,
  account: BilledInstance | undefined,
): Bill | undefined {
  const withInstance = view.earlier?.filter(({ instance }) => instance !== undefined) ?? [];
  const costs = new Map(withInstance.map(({ attempt }, place) => [attempt, earlier[place]?.accruedUsd]));
  if (view.earlier?.some(({ costUsd }) => costUsd !== undefined) !== true)
    view.earlier = view.earlier?.map((one) => ({ ...one, costUsd: costs.get(one.attempt) })) ?? [];
  if (account !== undefined && own === undefined) return undefined;
  return sumOfBills([...earlier, own].filter((bill) => bill !== undefined));
}

/** There is no new observation at all: unchanged values are the same object, except for statuses, which are listed again. */
const isSame = (a: Heard, b: Heard): boolean =>
  a.launch === b.launch && a.found === b.found && a.jobs.size === 0 && b.jobs.size === 0;

const sameItems = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a === b || (a.length === b.length && a.every((item, place) => item === b[place]));
