import { t } from '@vscode/l10n';
import { attemptOf, type Batch, PlanError, type RunAttempt, type TableObject } from '../../plan/plan';
import type { Clock, Random } from '../clock';
import type { Failure } from '../failure';
import { attemptsField, type CallEntry } from '../journal/entry';
import type { LaunchState } from '../journal/fold';
import type { Cloud } from '../ports';
import type { KnownSweep } from '../record/sweep-repository';
import { lastAttemptOf, lastPlaceOf, needsOnDemand } from './attempts';
import { fullJitter } from './back-off';
import { type Composed, composeCall, composeFitting, recompose } from './compose';
import type { FirstUseGate } from './first-use-gate';
import type { Fleet } from './fleet';
import type { InstanceRoles } from './instance-roles';
import { Ladder, type Refusal } from './ladder';
import type { QuotaRoom } from './quota';
import { nameQuota } from './quota-name';
import { type CallAnswer, sendCall } from './send';
import type { Tagger, Unnamed } from './tagger';
import { accessFor } from './target';

/** What the batches of a sweep share while they are launched in parallel. */
export interface Shared {
  readonly sweep: KnownSweep;
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly random: Random;
  readonly tagger: Tagger;
  readonly fleet: Fleet;
  readonly quota: QuotaRoom;
  readonly firstUse: FirstUseGate;
  readonly roles: InstanceRoles;
  /** Instance profiles that Spawn created. */
  readonly ownProfiles: ReadonlySet<string>;
  readonly signal: AbortSignal;
  /** Writes an object that instances of a call read; once, for several calls may have the same. */
  keepTable(table: TableObject): Promise<unknown>;
  /** Requested once for each region. */
  zonesOf(region: string): Promise<readonly string[]>;
  /** Reports the progress of the launch, and what it waits for. */
  tell(message?: string): void;
}

/** Pause when no type and zone had capacity, in milliseconds. */
const capacityPause = { base: 30_000, cap: 300_000 };

/** Launches one batch, call after call, until each of its runs has an instance or a reason why not. */
export class BatchLauncher {
  /** By whether it launches on-demand instances for runs that prefer spot instances. */
  readonly #ladders: ReadonlyMap<boolean, Ladder>;
  #ladder: Ladder;
  /** Maximum number of instances in one call, after EC2 has refused a larger one. */
  #most = Number.POSITIVE_INFINITY;

  constructor(
    private readonly batch: Batch,
    private readonly shared: Shared,
  ) {
    const { random } = shared;
    this.#ladder = new Ladder(batch, random);
    this.#ladders = new Map([
      [false, this.#ladder],
      [true, new Ladder(batch, random, true)],
    ]);
  }

  async run(): Promise<void> {
    const { fleet, quota, signal, tell, zonesOf } = this.shared;
    const { id, shape } = this.batch;
    const { cloud, sweep } = this.shared;
    for (const entry of this.#state().open.filter((one) => one.batch === id)) {
      const call = recompose(sweep.record, this.#state(), entry, sweep.log.originOf(entry), cloud);
      await this.#carryOut(call, 0, true);
    }
    for (;;) {
      signal.throwIfAborted();
      const [next] = this.#left();
      if (next === undefined) return;
      const onDemand = needsOnDemand(this.#state(), next.index);
      const ladder = this.#ladders.get(onDemand) ?? this.#ladder;
      this.#ladder = ladder;
      if (ladder.spreads) ladder.learn(await zonesOf(shape.region));
      const avoided = lastPlaceOf(this.#state(), next.index);
      if (avoided !== undefined) ladder.avoid(avoided);
      const share = Math.min(this.#most, ladder.share(this.#left().length));
      const room = await quota.admit(shape.region, ladder.current.instanceType, share);
      const places = await fleet.admit(room, () =>
        tell(t('Waiting for instances to finish: up to {0} run at once.', fleet.alive)),
      );
      // The sweep may have been canceled during the wait.
      const left = this.#left()
        .filter(({ index }) => needsOnDemand(this.#state(), index) === onDemand)
        .slice(0, places);
      if (signal.aborted || left.length === 0) {
        fleet.fill(places, []);
        continue;
      }
      const call = await this.#decide(left, places);
      if (call !== undefined) await this.#carryOut(call, places, false);
    }
  }

  /** Records the next call, with as many of these runs as it can take. Undefined: not even the first one fits. */
  async #decide(runs: readonly RunAttempt[], places: number): Promise<Composed | undefined> {
    const { batch } = this;
    const { clock, cloud, fleet, keepTable, roles, sweep } = this.shared;
    const { record } = sweep;
    const { current: candidate } = this.#ladder;
    const attempt = this.#state().nextAttempt(batch.id);
    try {
      const access = await accessFor(record, batch.shape, runs, cloud, roles);
      const choice = { candidate, attempt, at: clock.now(), access };
      const call = composeFitting(runs, (some) => composeCall(record, batch, some, choice, cloud));
      await Promise.all(call.tables.map((table) => keepTable(table)));
      await sweep.log.append([call.entry]);
      return call;
    } catch (error) {
      fleet.fill(places, []);
      if (!(error instanceof PlanError)) throw error;
      await this.#giveUp(runs.slice(0, 1), error);
      return undefined;
    }
  }

  async #carryOut(composed: Composed, places: number, sentBefore: boolean): Promise<void> {
    const { entry: call, request } = composed;
    const { clock, fleet, firstUse, sweep, tell } = this.shared;
    let answer: CallAnswer | undefined;
    try {
      const onWait = (why: Failure): void => tell(why.message);
      const options = { ...this.shared, sentBefore, onWait };
      answer = await firstUse.through(request.instanceProfile, () => sendCall(composed, options));
    } finally {
      fleet.fill(places, answer?.kind === 'launched' ? answer.instances : []);
    }
    if (answer.kind === 'launched') {
      this.#ladder.succeeded();
      await this.#launched(call, answer);
      return;
    }
    const { failure } = answer;
    await sweep.log.note({
      kind: 'refused',
      batch: call.batch,
      attempt: call.attempt,
      at: clock.now(),
      failureKind: failure.kind,
      code: failure.code,
      message: failure.message,
    });
    await this.#react(composed, failure);
  }

  async #launched(call: CallEntry, { instances }: Extract<CallAnswer, { kind: 'launched' }>): Promise<void> {
    const { clock, sweep, tagger, tell } = this.shared;
    const { attempt, batch, region } = call;
    await sweep.log.note({ kind: 'launched', batch, attempt, at: clock.now(), instances });
    if (call.rows.length > 1) {
      const launch = this.#state();
      const runs = new Map(this.batch.runs.map((run) => [run.index, lastAttemptOf(launch, run)]));
      tagger.add(
        instances.flatMap(({ id, run, launchedAt }): Unnamed[] => {
          const named = runs.get(run);
          return named === undefined
            ? []
            : [{ instanceId: id, region, run: named, launchedAt: call.at || launchedAt }];
        }),
      );
    }
    tell();
  }

  /** The consequence of a refusal: the next placement, smaller calls, a wait, or an end. */
  async #react({ entry, request }: Composed, failure: Failure): Promise<void> {
    const refusal = refusalOf(failure);
    if (refusal !== undefined) return this.#leavePlace(refusal, failure);
    const ladder = this.#ladder;
    const { cloud, quota, signal, tell } = this.shared;
    const { region } = this.batch.shape;
    if (failure.kind === 'request-size' && entry.rows.length > 1) {
      this.#most = Math.floor(entry.rows.length / 2);
      return;
    }
    if (failure.kind === 'quota') {
      if (ladder.nextType()) return;
      const named = await nameQuota(failure, cloud.compute(region), request, signal);
      tell(named.message);
      // The limit is parsed from AWS's own message.
      if (await quota.learn(region, entry.instanceType, entry.rows.length, failure)) return;
      await this.#giveUp(this.#left(), named);
      return;
    }
    await this.#giveUp(this.#left(), failure);
  }

  /** A refusal of one placement doesn't count against the batch while another one may accept it. */
  async #leavePlace(refusal: Refusal, failure: Failure): Promise<void> {
    const ladder = this.#ladder;
    const { clock, random, signal, tell, zonesOf } = this.shared;
    if (refusal !== 'type') ladder.learn(await zonesOf(this.batch.shape.region));
    switch (ladder.refused(refusal)) {
      case 'next':
        return;
      case 'again':
        tell(failure.message);
        return fullJitter(clock, random, ladder.rounds, capacityPause, signal);
      case 'never':
        return this.#giveUp(this.#left(), failure);
    }
  }

  async #giveUp(
    runs: readonly RunAttempt[],
    { code, message }: Pick<Failure, 'code' | 'message'>,
  ): Promise<void> {
    const { clock, sweep, tell } = this.shared;
    const rows = runs.map((run) => run.index);
    const attempts = attemptsField(runs.map(attemptOf));
    await sweep.log.note({ kind: 'given-up', at: clock.now(), rows, ...attempts, code, message });
    tell();
  }

  #left(): readonly RunAttempt[] {
    const launch = this.#state();
    if (launch.cancelled !== undefined) return [];
    return this.batch.runs
      .filter((run) => launch.runs[run.index]?.state === 'queued')
      .map((run) => lastAttemptOf(launch, run));
  }

  #state(): LaunchState {
    return this.shared.sweep.log.state();
  }
}

/** Whether another placement may accept what this one refuses, and for how long it is refused. A policy can allow some types only. */
function refusalOf({ kind }: Failure): Refusal | undefined {
  switch (kind) {
    case 'capacity':
      return 'now';
    case 'place':
      return 'place';
    case 'type':
    case 'permission':
      return 'type';
    default:
      return undefined;
  }
}
