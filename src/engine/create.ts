import { setMaxListeners } from 'node:events';
import { t } from '@vscode/l10n';
import { logKey, runPrefix } from '../agent/record';
import { formatUsd } from '../cost/estimate';
import { countAlive } from './alive';
import { belongingsIn, removeBelongings } from './belongings';
import { recordCancel, terminateAll } from './cancel/cancel';
import { dropInstances } from './cancel/drop';
import type { Clock, Random } from './clock';
import { fetchKept, gather, type KeepOptions, storesOf } from './collect/gather';
import { Readings } from './collect/readings';
import { readResults } from './collect/results';
import { keysOnConsole } from './connect/console-keys';
import type { Login } from './connect/login';
import type { RunProgram } from './connect/run-program';
import { openSshWay } from './connect/way';
import type { Engine, LaunchOutcome, LaunchPreview, LaunchProgress, LaunchRequest } from './engine';
import { extendInstances } from './extend/extend';
import type { ExtensionPreview } from './extend/new-end';
import { previewExtension } from './extend/preview';
import { Failure } from './failure';
import { upload } from './files/archives';
import { catchUp, holdBudget, type LaunchOptions, launchSweep } from './launch/launch';
import { Leading } from './launch/leading';
import type { Self } from './launch/lease';
import { type Prepared, type PrepareOptions, prepare } from './launch/preview';
import { Tagger } from './launch/tagger';
import { managedInstances, orphansAmong, regionsInUse } from './orphans';
import type { AccountNeeds, Belonging, Cloud, Identity, Instance, SetupStep } from './ports';
import type { KnownSweep } from './record/book';
import { type AccountDisk, defaultBucket, openSession, type Session, wantedBucket } from './session';
import { listSweeps } from './sweep-list';
import { type TrackOptions, track, viewOf } from './track/tracker';
import type { SweepView } from './view';

export { defaultBucket };

export interface EngineParts {
  readonly cloud: Cloud;
  /** What this machine keeps of one account. */
  diskOf(account: string): AccountDisk;
  readonly clock: Clock;
  readonly random: Random;
  readonly self: Self;
  /** Results bucket; by default `spawn-results-<account>-<region>`. `none`: without one. */
  readonly bucket?: string;
  /** Folder of this user alone, in which the key for ssh and the hosts' keys are kept. */
  readonly loginFolder: string;
  readonly run: RunProgram;
}

export function createEngine(parts: EngineParts): Engine {
  return new SpawnEngine(parts);
}

class SpawnEngine implements Engine {
  readonly #tagger: Tagger;
  readonly #readings = new Readings();
  readonly #prepared = new WeakMap<LaunchPreview, Prepared>();
  readonly #leading: Leading;
  #session: Promise<Session> | undefined;

  constructor(private readonly parts: EngineParts) {
    this.#tagger = new Tagger(parts.cloud, parts.clock, parts.random);
    this.#leading = new Leading(parts.self);
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
    const { bucket } = prepared.needs;
    if (bucket !== undefined)
      await upload(prepared.archives, plan.sweepId, this.parts.cloud.store(bucket, request.region));
    const sweep = await book.create({ ...prepared.record, instanceProfiles: resources.instanceProfiles });
    const release = this.#tagger.hold();
    try {
      const options = this.#launchOptions(onProgress, signal, resources.fresh);
      await this.#leading.lead(sweep, options, true, (held) => launchSweep(sweep, held));
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
    await this.#leading.lead(sweep, this.#launchOptions(onProgress, signal), false, async (held) => {
      await book.ensureRecorded(sweep);
      await catchUp(sweep, held);
      await launchSweep(sweep, held);
    });
    return this.#outcome(sweep, before, signal);
  }

  async sweeps(signal?: AbortSignal): ReturnType<Engine['sweeps']> {
    const { book, disk, local, shared } = await this.#open(signal);
    return listSweeps(book, disk, shared === undefined ? [local] : [local, shared], signal);
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
    // Sweeps of other machines may be in regions that this one has not heard of.
    await this.sweeps(signal);
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
    return belongingsIn(await this.#regionsInUse(signal), this.parts.cloud, signal);
  }

  async remove(belongings: readonly Belonging[], signal?: AbortSignal): Promise<void> {
    const sweeps = await this.sweeps(signal);
    const views = await this.views(
      sweeps.map(({ id }) => id),
      signal,
    ).catch(whenNotFound);
    const alive = countAlive(await this.instances(signal), views, this.parts.clock.now());
    if (alive > 0) throw stillAlive(alive);
    await removeBelongings(belongings, this.parts.cloud, signal);
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
    const unrecorded = await recordCancel(sweep, options);
    await this.#leading.stop(sweepId);
    if (keepRunning && unrecorded !== undefined) throw unrecorded;
    if (keepRunning) return { terminated: 0, view: await this.view(sweepId, signal) };
    const { instances, terminated } = await terminateAll(sweep, options);
    if (unrecorded !== undefined) throw halfCancelled(terminated, unrecorded);
    return { terminated, view: await viewOf(sweep, instances, this.#trackOptions(signal)) };
  }

  async terminate(instances: readonly Instance[], signal?: AbortSignal): Promise<void> {
    const { book, identity } = await this.#open(signal);
    const { clock, cloud } = this.parts;
    await dropInstances(instances, {
      book,
      clock,
      cloud,
      identity,
      ...(signal === undefined ? {} : { signal }),
    });
  }

  async previewExtension(
    ...[instances, seconds, signal]: Parameters<Engine['previewExtension']>
  ): ReturnType<Engine['previewExtension']> {
    const { clock, cloud } = this.parts;
    // A name that is still to be set would take the end along that the launch gave.
    await this.#tagger.idle();
    signal?.throwIfAborted();
    const ids = [...new Set(instances.flatMap(({ tags }) => tags['sweep:id'] ?? []))];
    // One by one: of a sweep that is not known, the tags of its instances say enough.
    const sweeps = (await Promise.all(ids.map((id) => this.views([id], signal).catch(whenNotFound)))).flat();
    return previewExtension(instances, seconds, { now: clock.now(), prices: cloud.prices, sweeps });
  }

  async extend({ extensions }: ExtensionPreview, signal?: AbortSignal): Promise<void> {
    const { book, identity } = await this.#open(signal);
    const { clock, cloud } = this.parts;
    const options = { book, clock, cloud, identity, ...(signal === undefined ? {} : { signal }) };
    await extendInstances(extensions, options);
  }

  async collect(
    ...[sweepId, directory, onProgress, signal, login]: Parameters<Engine['collect']>
  ): ReturnType<Engine['collect']> {
    const session = await this.#open(signal);
    const options = this.#keepOptions(session, sweepId, onProgress, signal, login);
    return gather(await session.book.open(sweepId, signal), { ...options, directory });
  }

  async fetchKept(sweepId: string, signal?: AbortSignal): Promise<SweepView> {
    const session = await this.#open(signal);
    const options = this.#keepOptions(session, sweepId, () => undefined, signal);
    return fetchKept(await session.book.open(sweepId, signal), options);
  }

  async results(sweepId: string, signal?: AbortSignal): ReturnType<Engine['results']> {
    const { book, local } = await this.#open(signal);
    const { store } = await book.open(sweepId, signal);
    const view = await this.view(sweepId, signal);
    const readings = this.#readings;
    return readResults({
      view,
      readings,
      stores: storesOf(store, local),
      ...(signal === undefined ? {} : { signal }),
    });
  }

  async log(sweepId: string, runName: string, signal?: AbortSignal): Promise<string | undefined> {
    const { book } = await this.#open(signal);
    const { store } = await book.open(sweepId, signal);
    return store.readText(logKey(sweepId, runName), signal);
  }

  async hostKeys(sweepId: string, runName: string, signal?: AbortSignal): Promise<string | undefined> {
    const { book, local } = await this.#open(signal);
    const { store } = await book.open(sweepId, signal);
    const key = `${runPrefix(sweepId, runName)}host-key.pub`;
    const published = await store.readText(key, signal);
    if (published !== undefined || store !== local) return published;
    const { runs } = await this.view(sweepId, signal);
    const instance = runs.find(({ name }) => name === runName)?.instance;
    if (instance === undefined) return undefined;
    const compute = this.parts.cloud.compute(instance.region);
    const keys = await keysOnConsole(compute, instance.id, signal);
    if (keys !== undefined) await local.write(key, keys);
    return keys;
  }

  async openSsh(
    ...[instance, { publicKey, user }, signal]: Parameters<Engine['openSsh']>
  ): ReturnType<Engine['openSsh']> {
    const compute = this.parts.cloud.compute(instance.region);
    await compute.openSsh(instance, signal);
    if (publicKey !== undefined) await compute.sendSshKey(instance, user, publicKey, signal);
  }

  async startSession(
    ...[instance, signal]: Parameters<Engine['startSession']>
  ): ReturnType<Engine['startSession']> {
    return this.parts.cloud.compute(instance.region).startSession(instance.id, signal);
  }

  async consoleOutput(instance: Instance, signal?: AbortSignal): Promise<string> {
    return this.parts.cloud.compute(instance.region).consoleOutput(instance.id, 'latest', signal);
  }

  async settle(): Promise<void> {
    const [failure] = await this.#tagger.settle();
    if (failure !== undefined) throw failure;
  }

  dispose(): void {
    this.#leading.dispose();
    this.#tagger.dispose();
    this.parts.cloud.dispose();
  }

  async #plainNeeds(signal: AbortSignal | undefined): Promise<AccountNeeds> {
    const { bucket, identity } = await this.#open(signal);
    if (bucket.name === undefined) return { region: identity.region, policies: [] };
    return { region: identity.region, bucket: bucket.name, policies: [[]] };
  }

  async #regionsInUse(signal: AbortSignal | undefined): Promise<readonly string[]> {
    const { book, disk, identity } = await this.#open(signal);
    return regionsInUse(book, disk, identity, signal);
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
    const { bucket, cloud, diskOf } = this.parts;
    this.#session ??= openSession(cloud, diskOf, bucket, signal);
    this.#session.catch(() => {
      this.#session = undefined;
    });
    return this.#session;
  }

  #prepareOptions(request: LaunchRequest, session: Session, signal: AbortSignal | undefined): PrepareOptions {
    const { clock, cloud } = this.parts;
    const { disk, identity } = session;
    const bucket = wantedBucket(identity, request.region, request.bucket ?? this.parts.bucket);
    return { clock, cloud, disk, identity, bucket, ...(signal === undefined ? {} : { signal }) };
  }

  #keepOptions(
    { local }: Session,
    sweepId: string,
    ...[onProgress, signal, login]: [
      KeepOptions['onProgress'],
      AbortSignal | undefined,
      Omit<Login, 'folder'>?,
    ]
  ): KeepOptions {
    const { clock, loginFolder: folder, run } = this.parts;
    return {
      clock,
      local,
      look: () => this.view(sweepId, signal),
      onProgress,
      reach: (instance) => openSshWay(this, instance, { ...login, folder }, signal),
      run,
      ...(signal === undefined ? {} : { signal }),
    };
  }

  #launchOptions(
    onProgress: (progress: LaunchProgress) => void,
    signal: AbortSignal | undefined,
    freshProfiles: ReadonlySet<string> = new Set(),
  ): LaunchOptions {
    const { clock, cloud, random } = this.parts;
    const tagger = this.#tagger;
    return {
      clock,
      cloud,
      random,
      tagger,
      freshProfiles,
      onProgress,
      ...(signal === undefined ? {} : { signal }),
    };
  }

  #trackOptions(signal: AbortSignal | undefined): TrackOptions {
    const { clock, cloud } = this.parts;
    return {
      clock,
      cloud,
      launching: (sweepId) => this.#leading.leads(sweepId),
      ...(signal === undefined ? {} : { signal }),
    };
  }
}

const foreignPreview = (): Failure =>
  new Failure('bad-input', 'StalePreview', t('This preview is of another session. Preview the sweep again.'));

/** There is none any more: its record or its bucket was removed. */
const whenNotFound = (error: unknown): readonly SweepView[] => {
  if (error instanceof Failure && error.kind === 'not-found') return [];
  throw error;
};

const stillAlive = (count: number): Failure =>
  new Failure(
    'rejected',
    'InstancesAlive',
    t('{0} instances of Spawn still live, and would lose their results. Terminate them first.', count),
  );

const halfCancelled = (terminated: number, cause: Failure): Failure =>
  new Failure(
    cause.kind,
    'CancelUnrecorded',
    t(
      '{0} instances were terminated, but the bucket could not be told that the sweep is cancelled: another window that launches it would go on. Cancel again. {1}',
      terminated,
      cause.message,
    ),
    { cause },
  );
