import { t } from '@vscode/l10n';
import { hostKeyFile, parseStatusKey, runsPrefix, statusPrefix } from '../../agent/record';
import type { CollectOutcome } from '../engine';
import { isFinal } from '../job-states';
import type { Store } from '../ports';
import type { LocalStore } from '../record/disk-store';
import { joiningLogs, type LogSource } from '../record/log-parts';
import type { KnownSweep } from '../record/sweep-repository';
import type { RunView, SweepView } from '../view';
import { Authors, isOf } from './authors';
import { type CollectContext, collectFiles } from './collect';
import { type FetchOptions, fetchOverSsh } from './over-ssh';
import { remainNotes } from './remain-notes';

export interface KeepOptions extends Pick<FetchOptions, 'clock' | 'onProgress' | 'reach' | 'run' | 'signal'> {
  /** Records of this machine. */
  readonly local: LocalStore;
  /** One poll of the sweep. */
  look(): Promise<SweepView>;
}

export interface GatherOptions extends KeepOptions, Pick<CollectContext, 'chunks' | 'directory' | 'within'> {}

/** An instance sends its log within a minute of its boot; an instance without a log after this time can't send it. Milliseconds. */
const silence = 5 * 60_000;

/** Where to look for a sweep's logs and results: first in its bucket, then in the files that were fetched over ssh. */
export const storesOf = (store: Store, local: LocalStore): readonly LogSource[] =>
  store === local ? [local] : [joiningLogs(store), local];

/**
 * For a sweep without a bucket: fetches the reports of instances with unfinished jobs to the records of this machine,
 * to determine their states. Other sweeps don't need this. Returns the sweep after that.
 */
export async function fetchKept(sweep: KnownSweep, options: KeepOptions): Promise<SweepView> {
  const { local, look } = options;
  const before = await look();
  if (sweep.store !== local) return before;
  const open = before.runs.filter(({ state }) => !isFinal(state));
  await fetchOverSsh(open, { ...options, sweepId: before.id, store: local });
  return look();
}

/** Collects a sweep: from its bucket, and over ssh from instances that couldn't write to the bucket. */
export async function gatherResults(sweep: KnownSweep, options: GatherOptions): Promise<CollectOutcome> {
  const { chunks, clock, directory, local, look, onProgress, signal, within } = options;
  const { store } = sweep;
  const before = await look();
  const hasBucket = store !== local;
  const silent = hasBucket ? await silentRuns(before, store, clock.now(), signal) : before.runs;
  const unfetched = await fetchOverSsh(silent, { ...options, sweepId: before.id, store: local });
  if (hasBucket) await passOn(silent, before.id, local, store, signal);
  const view = silent.length === 0 ? before : await look();
  const stores = storesOf(store, local);
  const outcome = await collectFiles({
    view,
    stores,
    metrics: store,
    chunks,
    directory,
    within,
    onProgress,
    signal,
  });
  const kept = await runsIn(view.id, view.runs, local, signal);
  const lost = [...(hasBucket ? [] : outOfReach(view, kept)), ...remainNotes(view.runs, kept)];
  return { ...outcome, notes: [...unfetched, ...lost, ...outcome.notes] };
}

/** Records in the bucket how jobs ended whose instances couldn't do so. */
async function passOn(
  runs: readonly RunView[],
  sweepId: string,
  local: LocalStore,
  store: Store,
  signal: AbortSignal | undefined,
): Promise<void> {
  const silent = new Map(runs.map((run) => [run.index, run]));
  if (silent.size === 0) return;
  for await (const { key } of local.list(statusPrefix(sweepId), signal)) {
    const status = parseStatusKey(sweepId, key);
    const run = status === undefined ? undefined : silent.get(status.index);
    if (status === undefined || run === undefined || !isOf(run, status.writer)) continue;
    await store.write(key, (await local.readText(key)) ?? '');
  }
}

/** Runs whose instance is running and should have sent something by now, or reports that it couldn't. */
async function silentRuns(
  { id, runs }: SweepView,
  store: Store,
  now: number,
  signal: AbortSignal | undefined,
): Promise<readonly RunView[]> {
  const suspects = runs.filter(
    ({ instance, launchedAt = now, remains }) =>
      instance?.state === 'running' && (now - launchedAt > silence || (remains?.unsent ?? 0) > 0),
  );
  if (suspects.length === 0) return [];
  const heard = await runsIn(id, runs, store, signal);
  return suspects.filter(({ name, remains }) => !heard.has(name) || (remains?.unsent ?? 0) > 0);
}

/** Names of the runs that have sent anything except their host keys. */
async function runsIn(
  sweepId: string,
  runs: readonly RunView[],
  store: Store,
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<string>> {
  const authors = new Authors(sweepId, runs);
  const names = new Set<string>();
  for await (const { key } of store.list(runsPrefix(sweepId), signal)) {
    const { path, runName } = authors.read(key) ?? {};
    if (runName !== undefined && path !== hostKeyFile) names.add(runName);
  }
  return names;
}

/** For a sweep without a bucket: the runs whose instance is terminated or stopped, and that weren't collected before. */
function outOfReach({ runs }: SweepView, known: ReadonlySet<string>): readonly string[] {
  const missing = runs.filter(({ launchedAt, name }) => launchedAt !== undefined && !known.has(name));
  const stopped = missing.filter(({ instance }) => /^stopp/.test(instance?.state ?? '')).length;
  const gone = missing.filter(
    ({ instance }) => instance === undefined || /^(shutting-down|terminated)$/.test(instance.state),
  ).length;
  return [
    ...(stopped === 0
      ? []
      : [
          t(
            'The results of {0} runs are on stopped instances: start them in the AWS console, then collect again.',
            stopped,
          ),
        ]),
    ...(gone === 0
      ? []
      : [
          t(
            'The instances of {0} runs ended before their results were collected: those results are lost.',
            gone,
          ),
        ]),
  ];
}
