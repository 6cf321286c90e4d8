import type { Prices } from '../../cost/price';
import type { Run } from '../../sweep/run';
import { isFinal } from '../job-states';
import type { LaunchState } from '../journal/fold';
import { disksFrom, licencesFrom } from '../launch/disks';
import type { Instance } from '../ports';
import { runsOf, type SweepRecord } from '../record/sweep-record';
import type { RunView, SweepView } from '../view';
import { billsAt, pricesOf } from './bill';
import type { JobStatus } from './claims';
import { mayLive } from './instances';
import { evidenceOf, type RunEvidence, sameEvidence } from './run-evidence';
import { type Standing, type SweepKnowledge, standingOf, withBill } from './run-view';
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
  readonly standing: Standing;
}

interface Seen {
  readonly launch: LaunchState;
  readonly instances: readonly Instance[];
  readonly found: ReadonlyMap<number, Instance>;
}

/** The views of one sweep, poll after poll: what was worked out holds until something new is heard. */
export class SweepViews {
  readonly #runs: readonly Run[];
  readonly #known = new Map<number, Known>();
  readonly #facts: SweepKnowledge;
  #seen: Seen | undefined;
  #overdue: ReadonlySet<number> = new Set();
  /** Whether deleting what was kept of the launching environment was tried; once is enough for one process. */
  secretsTried = false;

  constructor(private readonly record: SweepRecord) {
    this.#runs = runsOf(record.plan);
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
    const seen = this.#seen;
    if (seen?.launch === launch && sameItems(seen.instances, instances)) return seen.found;
    const found = sightings(launch, instances);
    this.#seen = { launch, instances, found };
    return found;
  }

  viewOf({ instances, jobs, launch, led, now, prices }: SweepFacts): SweepView {
    const { record } = this;
    const billOf = billsAt(now, pricesOf(record, prices));
    const found = this.sightings(launch, instances);
    let [accruedTotal, creditsTotal, projectedTotal, unpriced] = [0, 0, 0, 0];
    const runs = this.#runs.map((run): RunView => {
      const evidence = evidenceOf(run, launch, jobs, found.get(run.index));
      const { account, possible, view } = this.#standingOf(run, evidence, now);
      if (possible !== undefined) projectedTotal += billOf(possible)?.projectedUsd ?? 0;
      const bill = account === undefined ? undefined : billOf(account);
      if (bill === undefined) {
        if (view.launchedAt !== undefined && possible === undefined) unpriced += 1;
        return view;
      }
      accruedTotal += bill.accruedUsd;
      creditsTotal += bill.costParts.credits;
      projectedTotal += bill.projectedUsd;
      return withBill(view, bill);
    });
    this.#overdue = new Set(runs.filter(({ overdue }) => overdue === true).map(({ index }) => index));
    const own = new Set([...found.values()].map(({ id }) => id));
    const strays = instances.filter((instance) => !own.has(instance.id) && mayLive(instance));
    const left = runs.some(({ state }) => state === 'queued' || state === 'launching');
    return {
      id: record.plan.sweepId,
      name: record.plan.sweepName,
      createdAt: record.createdAt,
      fileName: record.fileName,
      fileText: record.fileText,
      region: record.region,
      ...(record.bucket === undefined ? {} : { bucket: record.bucket }),
      ...(record.budget === undefined ? {} : { budget: record.budget }),
      ...(record.metric === undefined ? {} : { metric: record.metric }),
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

  #standingOf(run: Run, evidence: RunEvidence, now: number): Standing {
    const known = this.#known.get(run.index);
    if (known !== undefined && now < known.standing.holdsUntil && sameEvidence(known.evidence, evidence)) {
      return known.standing;
    }
    const standing = standingOf(run, evidence, this.#facts, now);
    this.#known.set(run.index, { evidence, standing });
    return standing;
  }
}

const sameItems = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a.length === b.length && a.every((item, place) => item === b[place]);
