import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import PQueue from 'p-queue';
import {
  keptFolder,
  keptListing,
  parseStatusKey,
  runsPrefix,
  statusPrefix,
  sweepPrefix,
} from '../../agent/record';
import type { Clock } from '../clock';
import type { ProgramEnd, RunProgram } from '../connect/run-program';
import { type SshTarget, sshArguments, sshOptions } from '../connect/ssh';
import type { SshRoute } from '../connect/ssh-route';
import type { CollectProgress } from '../engine';
import { Failure } from '../failure';
import type { Instance } from '../ports';
import type { LocalStore } from '../record/disk-store';
import type { RunView } from '../view';
import { Authors, isOf } from './authors';
import { changedSince, formatListing, type Kept, parseListing } from './listing';

export interface FetchOptions {
  readonly sweepId: string;
  /** Where downloaded files are stored, with the same keys as in a bucket. */
  readonly store: LocalStore;
  /** Prepares ssh access to an instance. */
  reach(instance: Instance, signal?: AbortSignal): Promise<Pick<SshRoute, 'note' | 'ssh'>>;
  readonly run: RunProgram;
  readonly clock: Clock;
  onProgress(progress: CollectProgress): void;
  readonly signal: AbortSignal | undefined;
}

/** A run whose instance can be accessed. */
interface Source {
  readonly run: RunView;
  readonly instance: Instance;
}

const atOnce = 8;

/** No one can answer a prompt, and an unreachable instance must not block for long. */
const unattended: readonly string[] = [
  ...['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=15', '-o', 'ServerAliveInterval=15'],
  ...['-o', 'ServerAliveCountMax=4', '-o', 'LogLevel=ERROR'],
];

/** A host without known keys is trusted on first use, and checked from then on, since no one can answer a prompt. */
const trusting = ({ knownHostsFile }: SshTarget): readonly string[] =>
  knownHostsFile === undefined ? ['-o', 'StrictHostKeyChecking=accept-new'] : [];

/**
 * Downloads the files of instances to the records of this machine: results and log first, the status last, so that a
 * job that is known to have ended has its results here. Only new and changed files are downloaded; each file is
 * complete or doesn't exist. Returns a sentence for each one that couldn't be downloaded.
 * @throws Failure if this machine can't download at all
 */
export async function fetchOverSsh(
  runs: readonly RunView[],
  options: FetchOptions,
): Promise<readonly string[]> {
  const sources = runs.flatMap((run): Source[] =>
    run.instance?.state === 'running' ? [{ run, instance: run.instance }] : [],
  );
  const notes: string[] = [];
  const tally = new Tally(options);
  const queue = new PQueue({ concurrency: atOnce });
  const tasks = sources.map((source) => async (): Promise<void> => {
    options.signal?.throwIfAborted();
    try {
      await fetchRun(source, options, tally);
    } catch (error) {
      if (!(error instanceof Failure) || !isOfOneInstance(error)) throw error;
      notes.push(t("{0} couldn't be collected over SSH: {1}", source.run.name, error.message));
    }
  });
  try {
    await queue.addAll(tasks);
  } finally {
    queue.clear();
    await queue.onIdle();
  }
  return notes;
}

/** Other instances may work. */
const isOfOneInstance = ({ code, kind }: Failure): boolean =>
  code !== 'NoProgram' && kind !== 'credentials' && kind !== 'cancelled' && kind !== 'storage';

async function fetchRun({ instance, run }: Source, options: FetchOptions, tally: Tally): Promise<void> {
  const { signal, store, sweepId } = options;
  const { note, ssh: target } = await options.reach(instance, signal);
  const listed = await options.run(
    'ssh',
    [...unattended, ...trusting(target), ...sshArguments(target), keptListing],
    signal,
  );
  if (listed.code !== 0) throw sshFailed(listed, note);
  const mine = placesOf(sweepId, run);
  const kept = parseListing(listed.stdout);
  const listing = listingKey(sweepId, run.index);
  const changed = changedSince(parseListing((await store.readText(listing)) ?? ''), kept);
  tally.expect(changed);
  // In this order, so that a run with a status here also has its results here.
  for (const place of [mine.files, mine.status]) {
    const group = changed.filter(({ path: file }) => place.holds(file));
    if (group.length === 0) continue;
    const folder = await store.workFolder();
    try {
      const copied = await options.run('scp', scpArguments(target, sweepId, place.path, folder), signal);
      if (copied.code !== 0) throw sshFailed(copied, note);
      await adoptAll(folder, path.posix.dirname(place.path), place.holds, options);
    } finally {
      await fs.rm(folder, { recursive: true, force: true });
    }
    tally.add(group);
  }
  await store.write(listing, formatListing(kept));
}

/** Where an instance stores the reports of its run, and which are accepted: none under the name of another run or instance. */
function placesOf(sweepId: string, run: RunView) {
  const prefix = sweepPrefix(sweepId);
  const authors = new Authors(sweepId, [run]);
  const status = (file: string): boolean => {
    const claim = parseStatusKey(sweepId, `${prefix}${file}`);
    return claim !== undefined && claim.index === run.index && isOf(run, claim.writer);
  };
  return {
    files: {
      path: `${runsPrefix(sweepId).slice(prefix.length)}${run.name}`,
      holds: (file: string) => authors.collected(`${prefix}${file}`) !== undefined,
    },
    status: { path: statusPrefix(sweepId).slice(prefix.length, -1), holds: status },
  };
}

/** The version of a run's files that was last downloaded. */
const listingKey = (sweepId: string, index: number): string => `${sweepPrefix(sweepId)}fetched/${index}`;

/** The path contains only characters without a special meaning for a shell or scp. */
const scpArguments = (
  target: SshTarget,
  sweepId: string,
  file: string,
  folder: string,
): readonly string[] => [
  ...['-q', '-r', '-p', ...unattended, ...trusting(target), ...sshOptions(target)],
  '--',
  `${target.user}@${target.host}:${keptFolder}/${sweepPrefix(sweepId)}${file}`,
  folder,
];

/** Moves all files below a folder, whose first part is the last part of their original path. */
async function adoptAll(
  folder: string,
  above: string,
  holds: (file: string) => boolean,
  { clock, store, sweepId }: FetchOptions,
): Promise<void> {
  for (const entry of await fs.readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const relative = path.relative(folder, file).split(path.sep).join('/');
    const place = above === '.' ? relative : `${above}/${relative}`;
    if (!holds(place)) continue;
    const key = `${sweepPrefix(sweepId)}${place}`;
    const endedAt = parseStatusKey(sweepId, key) === undefined ? undefined : await endIn(file);
    await store.adopt(key, file);
    if (endedAt !== undefined) await store.date(key, Math.min(endedAt, clock.now()));
  }
}

/** When the job ended, from the agent's report; milliseconds since the epoch. */
async function endIn(file: string): Promise<number | undefined> {
  try {
    const report: unknown = JSON.parse(await fs.readFile(file, 'utf8'));
    const ended =
      typeof report === 'object' && report !== null && 'ended' in report ? report.ended : undefined;
    return typeof ended === 'number' && ended > 0 ? ended * 1000 : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Totals over all instances. */
class Tally {
  #progress: CollectProgress = { files: 0, totalFiles: 0, bytes: 0, totalBytes: 0 };

  constructor(private readonly options: Pick<FetchOptions, 'onProgress'>) {}

  expect(files: readonly Kept[]): void {
    const { totalBytes, totalFiles } = this.#progress;
    this.#tell({ totalFiles: totalFiles + files.length, totalBytes: totalBytes + sizeOf(files) });
  }

  add(files: readonly Kept[]): void {
    this.#tell({ files: this.#progress.files + files.length, bytes: this.#progress.bytes + sizeOf(files) });
  }

  #tell(news: Partial<CollectProgress>): void {
    this.#progress = { ...this.#progress, ...news };
    this.options.onProgress(this.#progress);
  }
}

const sizeOf = (files: readonly Kept[]): number => files.reduce((sum, { size }) => sum + size, 0);

function sshFailed({ code, stderr }: ProgramEnd, note = ''): Failure {
  const said = stderr.trim().split('\n').at(-1) ?? '';
  const reason = [said, note].filter((part) => part !== '').join(' ');
  return new Failure(
    'network',
    'SshFailed',
    reason === '' ? t('ssh ended with code {0}.', code ?? '-') : reason,
  );
}
