import { setMaxListeners } from 'node:events';
import { t } from '@vscode/l10n';
import { type Batch, PlanError, tableObjectOf } from '../../plan/plan';
import type { Run } from '../../sweep/run';
import type { Clock, Random } from '../clock';
import type { LaunchProgress } from '../engine';
import { Failure } from '../failure';
import type { CallEntry, LaunchedEntry } from '../journal/entry';
import type { LaunchState } from '../journal/fold';
import type { Cloud } from '../ports';
import type { KnownSweep } from '../record/book';
import { regionsOf } from '../record/sweep-record';
import { fullJitter } from './back-off';
import type { Candidate } from './candidate';
import { composeCall, composeFitting } from './compose';
import { Fleet } from './fleet';
import { Introduction } from './introduction';
import { Ladder } from './ladder';
import { QuotaRoom } from './quota';
import { nameQuota } from './quota-name';
import { type Answer, send } from './send';
import type { Tagger, Unnamed } from './tagger';
import { renewedTarget } from './target';

export interface LauncherOptions {
  readonly sweep: KnownSweep;
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly random: Random;
  readonly tagger: Tagger;
  /** Instance profiles that EC2 may not know yet. */
  readonly freshProfiles: ReadonlySet<string>;
  onProgress(progress: LaunchProgress): void;
  readonly signal: AbortSignal | undefined;
}

/** Pause once every type and zone had no room, in milliseconds. */
const capacityPause = { base: 30_000, cap: 300_000 };

/** Launches what of a sweep is left, its batches side by side, until every run has an instance or a reason why not. */
export class Launcher {
  readonly #options: LauncherOptions;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #fleet: Fleet;
  readonly #quota: QuotaRoom;
  readonly #profiles: ReadonlySet<string>;
  readonly #introduction: Introduction;
  readonly #zones = new Map<string, Promise<readonly string[]>>();

  constructor(options: LauncherOptions) {
    this.#options = options;
    this.#signal =
      options.signal === undefined ? this.#stop.signal : AbortSignal.any([options.signal, this.#stop.signal]);
    // Every batch listens.
    setMaxListeners(0, this.#signal);
    const { instanceProfiles, plan, maxConcurrent } = options.sweep.record;
    this.#profiles = new Set(instanceProfiles.values());
    this.#introduction = new Introduction(options.freshProfiles);
    this.#fleet = new Fleet({
      sweepId: plan.sweepId,
      regions: regionsOf(plan),
      cloud: options.cloud,
      clock: options.clock,
      ...(maxConcurrent === undefined ? {} : { limit: maxConcurrent }),
      signal: this.#signal,
    });
    this.#quota = new QuotaRoom({
      cloud: options.cloud,
      clock: options.clock,
      signal: this.#signal,
      onWait: (region) =>
        this.#progress(t('Waiting for instances in {0} to finish: the quota is used up.', region)),
    });
  }

  state(): LaunchState {
    return this.#options.sweep.log.state();
  }

  /**
   * @throws Failure when launching has to pause: the credentials are used up, the network is gone, somebody else leads, or
   * the signal aborted. What was launched is written down; a later launcher goes on from there.
   */
  async run(): Promise<void> {
    const { sweep } = this.#options;
    const before = this.state();
    this.#fleet.fill(
      0,
      before.runs.flatMap((run) =>
        run.state === 'launched' ? [{ id: run.instanceId, launchedAt: run.launchedAt }] : [],
      ),
    );
    if (sweep.record.maxConcurrent !== undefined && this.#fleet.alive > 0) await this.#fleet.change();
    this.#progress();
    const lanes = sweep.record.plan.batches.map((batch) => this.#lane(batch));
    const ends = await Promise.allSettled(lanes);
    const unrecorded = await this.#flush();
    const failed = ends.find((end): end is PromiseRejectedResult => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    if (unrecorded?.code === 'AnotherLeads') throw unrecorded;
  }

  async #lane(batch: Batch): Promise<void> {
    try {
      await this.#launch(batch);
    } catch (error) {
      // What stops one batch here stops all: no more calls, and the others see it at their next step.
      this.#stop.abort(error);
      throw error;
    }
  }

  async #launch(batch: Batch): Promise<void> {
    const ladder = new Ladder(batch, this.#options.random);
    for (const call of this.state().open.filter((one) => one.batch === batch.id)) {
      await this.#carryOut(batch, call, ladder, 0, true);
    }
    for (;;) {
      this.#signal.throwIfAborted();
      if (this.#left(batch).length === 0) return;
      if (ladder.spreads) ladder.learn(await this.#zonesOf(batch));
      const { region } = batch.shape;
      const share = ladder.share(this.#left(batch).length);
      const room = await this.#quota.admit(region, ladder.current.instanceType, share);
      const places = await this.#fleet.admit(room, () =>
        this.#progress(t('Waiting for instances to finish: {0} at once at most.', this.#fleet.alive)),
      );
      // Waiting took its time: somebody may have cancelled.
      const left = this.#left(batch).slice(0, places);
      if (this.#signal.aborted || left.length === 0) {
        this.#fleet.fill(places, []);
        continue;
      }
      const call = await this.#decide(batch, left, ladder.current, places);
      if (call === undefined) continue;
      await this.#carryOut(batch, call, ladder, places, false);
    }
  }

  /** Writes down what is about to be sent: as many of these runs as one call can take. Undefined: not even the first one fits. */
  async #decide(
    batch: Batch,
    runs: readonly Run[],
    candidate: Candidate,
    places: number,
  ): Promise<CallEntry | undefined> {
    const { clock, cloud, sweep } = this.#options;
    const attempt = this.state().nextAttempt(batch.id);
    try {
      const target = await renewedTarget(sweep.record, runs, cloud);
      const record = target === undefined ? sweep.record : { ...sweep.record, target };
      const call = composeFitting(runs, (some) =>
        composeCall(record, batch, some, candidate, attempt, clock.now(), cloud),
      );
      const table = tableObjectOf(record.plan, runs, target);
      if (table !== undefined) await sweep.store.write(table.key, table.body);
      await sweep.log.append([call]);
      return call;
    } catch (error) {
      this.#fleet.fill(places, []);
      if (!(error instanceof PlanError)) throw error;
      await this.#giveUp(runs.slice(0, 1), error);
      return undefined;
    }
  }

  async #carryOut(
    batch: Batch,
    call: CallEntry,
    ladder: Ladder,
    places: number,
    sentBefore: boolean,
  ): Promise<void> {
    let answer: Answer | undefined;
    try {
      const options = {
        ...this.#options,
        ownProfiles: this.#profiles,
        sentBefore,
        signal: this.#signal,
        onWait: (why: Failure) => this.#wait(why),
      };
      answer = await this.#introduction.through(call.call.instanceProfile, () => send(call, options));
    } finally {
      this.#fleet.fill(places, answer?.kind === 'launched' ? answer.instances : []);
    }
    if (answer.kind === 'launched') {
      ladder.succeeded();
      await this.#launched(batch, call, answer);
      return;
    }
    const { failure } = answer;
    await this.#options.sweep.log.note({
      kind: 'refused',
      batch: call.batch,
      attempt: call.attempt,
      at: this.#options.clock.now(),
      failureKind: failure.kind,
      code: failure.code,
      message: failure.message,
    });
    await this.#react(batch, call, failure, ladder);
  }

  async #launched(
    batch: Batch,
    call: CallEntry,
    answer: Extract<Answer, { kind: 'launched' }>,
  ): Promise<void> {
    const { clock, sweep, tagger } = this.#options;
    const entry: LaunchedEntry = {
      kind: 'launched',
      batch: call.batch,
      attempt: call.attempt,
      at: clock.now(),
      instances: answer.instances,
    };
    await sweep.log.note(entry);
    const names = new Map(batch.runs.map((run) => [run.index, run]));
    if (call.rows.length > 1) {
      tagger.add(
        answer.instances.flatMap(({ id, run, launchedAt }): Unnamed[] => {
          const named = names.get(run);
          return named === undefined
            ? []
            : [{ instanceId: id, region: call.region, run: named, launchedAt: call.at || launchedAt }];
        }),
      );
    }
    this.#progress();
  }

  /** What a refusal asks for: the next place, patience, or an end. */
  async #react(batch: Batch, call: CallEntry, failure: Failure, ladder: Ladder): Promise<void> {
    const { clock, random } = this.#options;
    if (failure.kind === 'capacity') {
      ladder.learn(await this.#zonesOf(batch));
      const verdict = ladder.refused(failure.code === 'Unsupported');
      if (verdict === 'next') return;
      if (verdict === 'again') {
        this.#wait(failure);
        await fullJitter(clock, random, ladder.rounds, capacityPause, this.#signal);
        return;
      }
    }
    if (failure.kind === 'quota') {
      if (ladder.nextType()) return;
      const { region } = batch.shape;
      const named = await nameQuota(failure, this.#options.cloud.compute(region), call.call, this.#signal);
      this.#wait(named);
      // What it learns from is AWS's own sentence.
      if (await this.#quota.learn(region, call.call.instanceType, call.rows.length, failure)) return;
      await this.#giveUp(this.#left(batch), named);
      return;
    }
    await this.#giveUp(this.#left(batch), failure);
  }

  async #giveUp(runs: readonly Run[], { code, message }: Pick<Failure, 'code' | 'message'>): Promise<void> {
    const { clock, sweep } = this.#options;
    const rows = runs.map((run) => run.index);
    await sweep.log.note({ kind: 'given-up', at: clock.now(), rows, code, message });
    this.#progress();
  }

  #left(batch: Batch): readonly Run[] {
    const { cancelled, runs } = this.state();
    if (cancelled !== undefined) return [];
    return batch.runs.filter((run) => runs[run.index]?.state === 'queued');
  }

  #zonesOf(batch: Batch): Promise<readonly string[]> {
    const { region } = batch.shape;
    const known = this.#zones.get(region);
    if (known !== undefined) return known;
    const asked = this.#options.cloud.compute(region).zones(this.#signal);
    this.#zones.set(region, asked);
    return asked;
  }

  /** The outcomes that the record does not have yet; a failure here loses nothing, for the journal on disk has them. */
  async #flush(): Promise<Failure | undefined> {
    try {
      await this.#options.sweep.log.flush();
      return undefined;
    } catch (error) {
      if (error instanceof Failure) return error;
      throw error;
    }
  }

  #wait(why: Failure): void {
    this.#progress(why.message);
  }

  #progress(message?: string): void {
    const { runs } = this.state();
    const launched = runs.filter((run) => run.state === 'launched').length;
    const failed = runs.filter((run) => run.state === 'given-up').length;
    this.#options.onProgress({
      launched,
      failed,
      size: runs.length,
      message: message ?? t('{0} of {1} launched', launched, runs.length),
    });
  }
}
