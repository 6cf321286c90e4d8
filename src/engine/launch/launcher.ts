import { setMaxListeners } from 'node:events';
import { t } from '@vscode/l10n';
import type { Batch, TableObject } from '../../plan/plan';
import type { Clock, Random } from '../clock';
import type { LaunchProgress } from '../engine';
import { Failure } from '../failure';
import type { Cloud } from '../ports';
import { regionsOf } from '../record/sweep-record';
import type { KnownSweep } from '../record/sweep-repository';
import { BatchLauncher, type Shared } from './batch-launcher';
import { recompose } from './compose';
import { FirstUseGate } from './first-use-gate';
import { Fleet } from './fleet';
import { InstanceRoles } from './instance-roles';
import { QuotaRoom } from './quota';
import type { Tagger } from './tagger';

export interface LaunchContext {
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly random: Random;
  readonly tagger: Tagger;
  /** Instance profiles that EC2 may not know yet. */
  readonly freshProfiles: ReadonlySet<string>;
  /** Whether this very engine is launching the sweep. */
  launching(sweepId: string): boolean;
  onProgress(progress: LaunchProgress): void;
  readonly signal: AbortSignal | undefined;
}

/** Launches the remaining runs of a sweep, its batches in parallel, until every run has an instance or a reason why not. */
export class Launcher {
  readonly #stop = new AbortController();
  readonly #shared: Shared;
  readonly #zones = new Map<string, Promise<readonly string[]>>();
  /** Objects for instances, by key. */
  readonly #tables = new Map<string, Promise<unknown>>();

  constructor(
    private readonly sweep: KnownSweep,
    private readonly options: LaunchContext,
  ) {
    const { clock, cloud, freshProfiles, random, tagger } = options;
    const { instanceProfiles, plan, maxConcurrent: limit } = sweep.record;
    const signal =
      options.signal === undefined ? this.#stop.signal : AbortSignal.any([options.signal, this.#stop.signal]);
    // Each batch adds a listener.
    setMaxListeners(0, signal);
    const onWait = (region: string): void =>
      this.#tell(t('Waiting for instances in {0} to finish: the quota is reached.', region));
    this.#shared = {
      sweep,
      cloud,
      clock,
      random,
      tagger,
      signal,
      ownProfiles: new Set(instanceProfiles.values()),
      firstUse: new FirstUseGate(freshProfiles),
      roles: new InstanceRoles(cloud.account, clock, signal),
      fleet: new Fleet({ sweepId: plan.sweepId, regions: regionsOf(plan), cloud, clock, limit, signal }),
      quota: new QuotaRoom({ cloud, clock, signal, onWait }),
      keepTable: (table) => this.#keepTable(table),
      zonesOf: (region) => this.#zonesOf(region),
      tell: (message) => this.#tell(message),
    };
  }

  /**
   * @throws Failure if launching has to pause: the credentials have expired, the network is down, another process
   * leads, or the signal was aborted. Launched instances are recorded; a later launcher continues from there.
   */
  async run(): Promise<void> {
    const { log, record } = this.sweep;
    const { fleet } = this.#shared;
    this.#checkOpen();
    const launched = log.state().runs.filter((run) => run.state === 'launched');
    fleet.fill(
      0,
      launched.map(({ instanceId: id, launchedAt }) => ({ id, launchedAt })),
    );
    if (record.maxConcurrent !== undefined && fleet.alive > 0) await fleet.change();
    this.#tell();
    const ends = await Promise.allSettled(record.plan.batches.map((batch) => this.#launch(batch)));
    const unrecorded = await this.#flush();
    const failed = ends.find((end): end is PromiseRejectedResult => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    if (unrecorded?.code === 'AnotherLeads') throw unrecorded;
  }

  /** Before the first call: recorded calls without an answer must match the plan. @throws Failure `ForeignEntry` */
  #checkOpen(): void {
    const { log, record } = this.sweep;
    log.refuseForeign();
    for (const entry of log.state().open)
      recompose(record, log.state(), entry, log.originOf(entry), this.#shared.cloud);
  }

  async #launch(batch: Batch): Promise<void> {
    try {
      await new BatchLauncher(batch, this.#shared).run();
    } catch (error) {
      // A failure of one batch stops all of them at their next step. An account that can't launch in one region may be
      // able to in others.
      if (!(error instanceof Failure) || error.kind !== 'account') this.#stop.abort(error);
      throw error;
    }
  }

  #keepTable({ body, key }: TableObject): Promise<unknown> {
    const known = this.#tables.get(key);
    if (known !== undefined) return known;
    const written = this.sweep.store.write(key, body);
    this.#tables.set(key, written);
    // Another call tries again.
    written.catch(() => this.#tables.delete(key));
    return written;
  }

  #zonesOf(region: string): Promise<readonly string[]> {
    const known = this.#zones.get(region);
    if (known !== undefined) return known;
    const { cloud, signal } = this.#shared;
    const asked = cloud.compute(region).zones(signal);
    this.#zones.set(region, asked);
    return asked;
  }

  /** Outcomes that aren't in the record yet; a failure here loses nothing, since they are in the journal on disk. */
  async #flush(): Promise<Failure | undefined> {
    try {
      await this.sweep.log.flush();
      return undefined;
    } catch (error) {
      if (error instanceof Failure) return error;
      throw error;
    }
  }

  #tell(message?: string): void {
    const { runs } = this.sweep.log.state();
    const launched = runs.filter((run) => run.state === 'launched').length;
    const failed = runs.filter((run) => run.state === 'given-up').length;
    this.options.onProgress({
      sweepId: this.sweep.record.plan.sweepId,
      launched,
      failed,
      size: runs.length,
      message: message ?? t('{0} of {1} launched', launched, runs.length),
    });
  }
}
