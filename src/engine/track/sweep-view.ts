import type { Prices } from '../../cost/price';
import type { Run } from '../../sweep/run';
import { isFinal } from '../job-states';
import type { LaunchState } from '../journal/fold';
import { disksFrom, licencesFrom } from '../launch/disks';
import type { Instance } from '../ports';
import { recordedRuns, type SweepRecord } from '../record/sweep-record';
import type { RunView, SweepView } from '../view';
import { billsAt, pricesOf } from './bill';
import type { JobStatus } from './claims';
import { mayLive } from './instances';
import { evidenceOf, isAllHeard, type RunEvidence } from './run-evidence';
import { type RunStanding, runStandingOf, type SweepKnowledge, setBill } from './run-view';
import { sightings } from './sighting';

/** One poll's worth of facts about a sweep. */
export interface SweepFacts {
  readonly launch: LaunchState;
  readonly instances: readonly Instance[];
  /** What instances say of their runs, by run index. */
  readonly jobs: ReadonlyMap<number, JobStatus>;
  /** Somebody is launching it now. */
  readonly led: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly prices: Prices;
}

interface Known {
  readonly evidence: RunEvidence;
  readonly standing: RunStanding;
}

interface Seen {
  readonly launch: LaunchState;
  readonly instances: readonly Instance[];
  readonly found: ReadonlyMap<number, Instance>;
  /** Instances that are no run's. */
  readonly strays: readonly Instance[];
}

/**
 * The views of one sweep, poll after poll: what was worked out holds until something new is heard. A run of which nothing new was
 * heard is the same object in the next view, and the list of runs the same list; only what they cost by now is new in them.
 */
export class SweepViews {
  readonly #runs: readonly Run[];
  readonly #known = new Map<number, Known>();
  readonly #facts: SweepKnowledge;
  #seen: Seen | undefined;
  #overdue: ReadonlySet<number> = new Set();
  #shown: readonly RunView[] = [];
  /** Whether deleting what was kept of the launching environment was tried; once is enough for one process. */
  secretsTried = false;

  constructor(private readonly record: SweepRecord) {
    this.#runs = recordedRuns(record.plan);
    this.#facts = {
      disks: disksFrom(record.disks),
      licences: licencesFrom(record.licences),
      hasBucket: record.bucket !== undefined,
    };
  }

  /** Runs whose instance was seen to live past its TTL, the last time. */
  get overdue(): ReadonlySet<number> {
    return this.#overdue;
  }

  /** As `sightings`; the same map for as long as its parts are the same. */
  sightings(launch: LaunchState, instances: readonly Instance[]): ReadonlyMap<number, Instance> {
    return this.#see(launch, instances).found;
  }

  #see(launch: LaunchState, instances: readonly Instance[]): Seen {
    if (this.#seen?.launch === launch && sameItems(this.#seen.instances, instances)) return this.#seen;
    const found = sightings(launch, instances);
    const own = new Set([...found.values()].map(({ id }) => id));
    const strays = instances.filter((instance) => !own.has(instance.id) && mayLive(instance));
    this.#seen = { launch, instances, found, strays };
    return this.#seen;
  }

  viewOf({ instances, jobs, launch, led, now, prices }: SweepFacts): SweepView {
    const { record } = this;
    const billOf = billsAt(now, pricesOf(record, prices));
    const { found, strays } = this.#see(launch, instances);
    let [accruedTotal, creditsTotal, projectedTotal, unpriced] = [0, 0, 0, 0];
    const heard = { launch, jobs, now };
    const next = this.#runs.map((run): RunView => {
      const { account, possible, view } = this.#standingOf(run, heard, found.get(run.index));
      if (possible !== undefined) projectedTotal += billOf(possible)?.projectedUsd ?? 0;
      const bill = account === undefined ? undefined : billOf(account);
      if (bill === undefined) {
        if (view.launchedAt !== undefined && possible === undefined) unpriced += 1;
        // Its price was known before: the view says so, and is made anew.
        if (view.accruedUsd !== undefined) this.#known.delete(run.index);
        return view.accruedUsd === undefined ? view : this.#standingOf(run, heard, found.get(run.index)).view;
      }
      accruedTotal += bill.accruedUsd;
      creditsTotal += bill.costParts.credits;
      projectedTotal += bill.projectedUsd;
      setBill(view, bill);
      return view;
    });
    if (!sameItems(this.#shown, next)) {
      this.#shown = next;
      this.#overdue = new Set(next.filter(({ overdue }) => overdue === true).map(({ index }) => index));
    }
    const runs = this.#shown;
    const left = runs.some(({ state }) => state === 'queued' || state === 'launching');
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
      finished: runs.every(({ state }) => isFinal(state)),
      resumable: left && !led && launch.cancelled === undefined,
      accruedUsd: accruedTotal,
      ...(creditsTotal === 0 ? {} : { creditsUsd: creditsTotal }),
      projectedUsd: projectedTotal,
      unpriced,
    };
  }

  #standingOf(
    run: Run,
    { launch, jobs, now }: Pick<SweepFacts, 'launch' | 'jobs' | 'now'>,
    instance: Instance | undefined,
  ): RunStanding {
    const known = this.#known.get(run.index);
    if (
      known !== undefined &&
      now < known.standing.holdsUntil &&
      isAllHeard(known.evidence, run, launch, jobs, instance)
    )
      return known.standing;
    const evidence = evidenceOf(run, launch, jobs, instance);
    const standing = runStandingOf(run, evidence, this.#facts, now);
    this.#known.set(run.index, { evidence, standing });
    return standing;
  }
}

const sameItems = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a.length === b.length && a.every((item, place) => item === b[place]);
