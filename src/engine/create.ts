import { setMaxListeners } from 'node:events';
import { t } from '@vscode/l10n';
import { logKey, runPrefix } from '../agent/record';
import { formatUsd } from '../cost/estimate';
import { recordCancel, terminateAll } from './cancel/cancel';
import type { Clock, Random } from './clock';
import { collect } from './collect/collect';
import { readResults } from './collect/results';
import type { Engine, LaunchOutcome, LaunchPreview, LaunchProgress, LaunchRequest } from './engine';
import { Failure } from './failure';
import { upload } from './files/archives';
import { catchUp, holdBudget, type LaunchOptions, launchSweep } from './launch/launch';
import { Lease, type Self } from './launch/lease';
import { type Prepared, type PrepareOptions, prepare } from './launch/preview';
import { Tagger } from './launch/tagger';
import { managedInstances, orphansAmong, regionsInUse } from './orphans';
import type { AccountNeeds, Belonging, Cloud, Identity, Instance, JournalDisk, SetupStep } from './ports';
import { type KnownSweep, SweepBook } from './record/book';
import { listSweeps } from './sweep-list';
import { type TrackOptions, track, viewOf } from './track/tracker';

export interface EngineParts {
  readonly cloud: Cloud;
  /** The journals of one account. */
  journals(account: string): JournalDisk;
  readonly clock: Clock;
  readonly random: Random;
  readonly self: Self;
  /** Results bucket; by default `spawn-results-<account>-<region>`. */
  readonly bucket?: string;
}

/** What an engine knows once it knows who it is. */
interface Session {
  readonly identity: Identity;
  readonly disk: JournalDisk;
  readonly book: SweepBook;
  readonly bucket: string;
}

/** Name of the results bucket where the user sets none. */
export const defaultBucket = ({ account }: Identity, region: string): string =>
  `spawn-results-${account}-${region}`;

export function createEngine(parts: EngineParts): Engine {
  return new SpawnEngine(parts);
}

class SpawnEngine implements Engine {
  readonly #tagger: Tagger;
  readonly #prepared = new WeakMap<LaunchPreview, Prepared>();
  /** Launches under way here, by sweep. */
  readonly #launches = new Map<string, { readonly abort: AbortController; readonly end: Promise<unknown> }>();
  #session: Promise<Session> | undefined;

  constructor(private readonly parts: EngineParts) {
    this.#tagger = new Tagger(parts.cloud, parts.clock, parts.random);
  }

  async identity(signal?: AbortSignal): Promise<Identity> {
    return (await this.#open(signal)).identity;
  }

  async preview(request: LaunchRequest, signal?: AbortSignal): Promise<LaunchPreview> {
    const options = this.#prepareOptions(request, await this.#open(signal), signal);
    const prepared = await prepare(request, options);
    this.#prepared.set(prepared.preview, prepared);
    return prepared.preview;
  }

  async launch(
    preview: LaunchPreview,
    request: LaunchRequest,
    onProgress: (progress: LaunchProgress) => void,
    signal?: AbortSignal,
  ): Promise<LaunchOutcome> {
    const before = this.parts.cloud.calls();
    const prepared = this.#prepared.get(preview);
    if (prepared === undefined) throw foreignPreview();
    const { estimate, plan } = preview;
    const { budget } = request.sweep;
    holdBudget(budget, estimate.usd, { usd: formatUsd(estimate.usd), budget: formatUsd(budget ?? 0) });
    const { book } = await this.#open(signal);
    onProgress({ launched: 0, failed: 0, size: plan.size, message: t('Preparing the account') });
    const resources = await this.parts.cloud.account.setUp(prepared.needs, signal);
    signal?.throwIfAborted();
    await upload(prepared.archives, plan.sweepId, this.parts.cloud.store(resources.bucket, request.region));
    const sweep = await book.create({ ...prepared.record, instanceProfiles: resources.instanceProfiles });
    const release = this.#tagger.hold();
    try {
      await this.#lead(
        sweep,
        onProgress,
        signal,
        { fresh: true, freshProfiles: resources.fresh },
        (options) => launchSweep(sweep, options),
      );
      return await this.#outcome(sweep, before, signal);
    } finally {
      release();
    }
  }

  async resume(
    sweepId: string,
    onProgress: (progress: LaunchProgress) => void,
    signal?: AbortSignal,
  ): Promise<LaunchOutcome> {
    const before = this.parts.cloud.calls();
    const { book } = await this.#open(signal);
    const sweep = await book.open(sweepId, signal);
    await this.#lead(
      sweep,
      onProgress,
      signal,
      { fresh: false, freshProfiles: new Set() },
      async (options) => {
        await book.ensureRecorded(sweep);
        await catchUp(sweep, options);
        await launchSweep(sweep, options);
      },
    );
    return this.#outcome(sweep, before, signal);
  }

  async sweeps(signal?: AbortSignal): ReturnType<Engine['sweeps']> {
    const { book, bucket, disk, identity } = await this.#open(signal);
    return listSweeps(book, disk, this.parts.cloud.store(bucket, identity.region), signal);
  }

  async view(sweepId: string, signal?: AbortSignal): ReturnType<Engine['view']> {
    const [view] = await this.views([sweepId], signal);
    if (view === undefined) throw new RangeError(`no view of ${sweepId}`);
    return view;
  }

  async views(sweepIds: readonly string[], signal?: AbortSignal): ReturnType<Engine['views']> {
    if (sweepIds.length === 0) return [];
    const { book } = await this.#open(signal);
    const sweeps = await Promise.all(sweepIds.map((id) => book.open(id, signal)));
    return track(sweeps, this.#trackOptions(signal));
  }

  async instances(signal?: AbortSignal): Promise<readonly Instance[]> {
    return managedInstances(await this.#regionsInUse(signal), this.parts.cloud, signal);
  }

  async orphans(signal?: AbortSignal): Promise<readonly Instance[]> {
    const { book } = await this.#open(signal);
    return orphansAmong(await this.instances(signal), book, this.#trackOptions(signal));
  }

  async setupSteps(signal?: AbortSignal): Promise<readonly SetupStep[]> {
    const { steps } = await this.parts.cloud.account.missing(await this.#plainNeeds(signal), signal);
    return steps;
  }

  async setUp(signal?: AbortSignal): Promise<void> {
    await this.parts.cloud.account.setUp(await this.#plainNeeds(signal), signal);
  }

  async belongings(signal?: AbortSignal): Promise<readonly Belonging[]> {
    return this.parts.cloud.account.belongings(await this.#regionsInUse(signal), signal);
  }

  async remove(belongings: readonly Belonging[], signal?: AbortSignal): Promise<void> {
    const alive = (await this.instances(signal)).filter((instance) => instance.state !== 'terminated');
    if (alive.length > 0) throw stillAlive(alive.length);
    for (const belonging of belongings) await this.parts.cloud.account.remove(belonging, signal);
  }

  async cancel(
    sweepId: string,
    { keepRunning }: { readonly keepRunning: boolean },
    signal?: AbortSignal,
  ): ReturnType<Engine['cancel']> {
    const { book, identity } = await this.#open(signal);
    const sweep = await book.open(sweepId, signal);
    const { clock, cloud } = this.parts;
    const options = { clock, cloud, identity, keepRunning, ...(signal === undefined ? {} : { signal }) };
    await recordCancel(sweep, options);
    await this.#stopLaunching(sweepId);
    if (keepRunning) return { terminated: 0, view: await this.view(sweepId, signal) };
    const { instances, terminated } = await terminateAll(sweep, options);
    return { terminated, view: await viewOf(sweep, instances, this.#trackOptions(signal)) };
  }

  async terminate(instances: readonly Instance[], signal?: AbortSignal): Promise<void> {
    const byRegion = new Map<string, string[]>();
    for (const { id, region } of instances) byRegion.set(region, [...(byRegion.get(region) ?? []), id]);
    await Promise.all(
      [...byRegion].map(([region, ids]) => this.parts.cloud.compute(region).terminate(ids, signal)),
    );
  }

  async collect(
    ...[sweepId, directory, onProgress, signal]: Parameters<Engine['collect']>
  ): ReturnType<Engine['collect']> {
    const { book } = await this.#open(signal);
    const { store } = await book.open(sweepId, signal);
    if (store === undefined) throw noRecord(sweepId);
    const view = await this.view(sweepId, signal);
    return collect({ view, store, directory, onProgress, ...(signal === undefined ? {} : { signal }) });
  }

  async results(sweepId: string, signal?: AbortSignal): ReturnType<Engine['results']> {
    const { book } = await this.#open(signal);
    const { store } = await book.open(sweepId, signal);
    if (store === undefined) throw noRecord(sweepId);
    const view = await this.view(sweepId, signal);
    return readResults({ view, store, ...(signal === undefined ? {} : { signal }) });
  }

  async log(sweepId: string, runName: string, signal?: AbortSignal): Promise<string | undefined> {
    const { book } = await this.#open(signal);
    const { store } = await book.open(sweepId, signal);
    return store?.readText(logKey(sweepId, runName), signal);
  }

  async hostKeys(sweepId: string, runName: string, signal?: AbortSignal): Promise<string | undefined> {
    const { book } = await this.#open(signal);
    const { store } = await book.open(sweepId, signal);
    return store?.readText(`${runPrefix(sweepId, runName)}host-key.pub`, signal);
  }

  async settle(): Promise<void> {
    const [failure] = await this.#tagger.settle();
    if (failure !== undefined) throw failure;
  }

  dispose(): void {
    for (const { abort } of this.#launches.values()) abort.abort(stopped());
    this.#tagger.dispose();
    this.parts.cloud.dispose();
  }

  async #plainNeeds(signal: AbortSignal | undefined): Promise<AccountNeeds> {
    const { bucket, identity } = await this.#open(signal);
    return { region: identity.region, bucket, policies: [[]] };
  }

  async #regionsInUse(signal: AbortSignal | undefined): Promise<readonly string[]> {
    const { book, disk, identity } = await this.#open(signal);
    return regionsInUse(book, disk, identity, signal);
  }

  /** Runs one launch of a sweep at a time, which `cancel` and `dispose` can end. */
  async #lead(
    sweep: KnownSweep,
    onProgress: (progress: LaunchProgress) => void,
    signal: AbortSignal | undefined,
    { fresh, freshProfiles }: { readonly fresh: boolean; readonly freshProfiles: ReadonlySet<string> },
    work: (options: LaunchOptions) => Promise<void>,
  ): Promise<void> {
    const { sweepId } = sweep.record.plan;
    if (this.#launches.has(sweepId)) throw launchingAlready(sweepId);
    const { clock, cloud, random, self } = this.parts;
    const abort = new AbortController();
    const either = signal === undefined ? abort.signal : AbortSignal.any([signal, abort.signal]);
    const tagger = this.#tagger;
    const lead = async (): Promise<void> => {
      const { store } = sweep;
      const lease =
        store === undefined
          ? undefined
          : await Lease.take(store, sweepId, { clock, fresh, self }, (failure) => abort.abort(failure));
      try {
        await work({ clock, cloud, random, tagger, freshProfiles, onProgress, signal: either });
      } finally {
        await lease?.release().catch(whenFailed);
      }
    };
    const end = lead().catch((error: unknown) => {
      throw either.aborted && !(error instanceof Failure) ? stopped(error) : error;
    });
    this.#launches.set(sweepId, { abort, end });
    try {
      await end;
    } finally {
      this.#launches.delete(sweepId);
    }
  }

  /** Ends a launch of this sweep that is under way here, and waits until its last call is answered. */
  async #stopLaunching(sweepId: string): Promise<void> {
    const launch = this.#launches.get(sweepId);
    if (launch === undefined) return;
    launch.abort.abort(stopped());
    await launch.end.catch(() => undefined); // Whoever launches hears of it.
  }

  async #outcome(
    sweep: KnownSweep,
    before: Readonly<Record<string, number>>,
    signal: AbortSignal | undefined,
  ): Promise<LaunchOutcome> {
    const after = this.parts.cloud.calls();
    const apiCalls = Object.fromEntries(
      Object.entries(after)
        .map(([action, count]) => [action, count - (before[action] ?? 0)] as const)
        .filter(([, count]) => count > 0),
    );
    return { view: await this.view(sweep.record.plan.sweepId, signal), apiCalls };
  }

  #open(signal?: AbortSignal): Promise<Session> {
    // Every request of a call listens to its signal, and they go out side by side.
    if (signal !== undefined) setMaxListeners(0, signal);
    this.#session ??= this.#begin(signal);
    this.#session.catch(() => {
      this.#session = undefined;
    });
    return this.#session;
  }

  async #begin(signal: AbortSignal | undefined): Promise<Session> {
    const { cloud, journals } = this.parts;
    const identity = await cloud.account.identity(signal);
    const disk = journals(identity.account);
    const bucket = this.parts.bucket ?? defaultBucket(identity, identity.region);
    return { identity, disk, bucket, book: new SweepBook(cloud, disk, identity, bucket) };
  }

  #prepareOptions(request: LaunchRequest, session: Session, signal: AbortSignal | undefined): PrepareOptions {
    const { clock, cloud } = this.parts;
    const { disk, identity } = session;
    const bucket = request.bucket ?? this.parts.bucket ?? defaultBucket(identity, request.region);
    return { clock, cloud, disk, identity, bucket, ...(signal === undefined ? {} : { signal }) };
  }

  #trackOptions(signal: AbortSignal | undefined): TrackOptions {
    const { clock, cloud } = this.parts;
    return {
      clock,
      cloud,
      launching: (sweepId) => this.#launches.has(sweepId),
      ...(signal === undefined ? {} : { signal }),
    };
  }
}

/** A lease that cannot be given back runs out by itself. */
const whenFailed = (error: unknown): void => {
  if (!(error instanceof Failure)) throw error;
};

const stopped = (cause?: unknown): Failure =>
  new Failure(
    'cancelled',
    'Stopped',
    t('The launch was stopped. What runs goes on; resume launches the rest.'),
    { cause },
  );

const foreignPreview = (): Failure =>
  new Failure('bad-input', 'StalePreview', t('This preview is of another session. Preview the sweep again.'));

const launchingAlready = (sweepId: string): Failure =>
  new Failure('rejected', 'LaunchingAlready', t('{0} is being launched already.', sweepId));

const noRecord = (sweepId: string): Failure =>
  new Failure(
    'not-found',
    'NoRecord',
    t('{0} was launched without a bucket, so its results are only on its instances.', sweepId),
  );

const stillAlive = (count: number): Failure =>
  new Failure(
    'rejected',
    'InstancesAlive',
    t('{0} instances of Spawn still live, and would lose their results. Terminate them first.', count),
  );
