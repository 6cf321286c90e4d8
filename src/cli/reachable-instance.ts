import { t } from '@vscode/l10n';
import { publishedKeys } from '../engine/connect/known-hosts';
import { bySessionManager } from '../engine/connect/session-manager';
import { Failure } from '../engine/failure';
import type { Instance } from '../engine/ports';
import { UsageError } from './exit';
import { lastLines, readableLog } from './output/log';
import { plain } from './output/plain';
import { type Progress, showProgress } from './output/progress';
import { findInstance, parseReference, resolveSweep, runOf } from './reference';
import type { CliSession } from './session';
import { print, type Terminal } from './terminal';

/** Milliseconds between two checks of an instance that is starting. */
const pause = 2_000;
/** How long to wait until an instance that has just started publishes its SSH host keys. Milliseconds. */
const keysWithin = 120_000;
/** The number of log lines that show why an instance has ended. */
const shownLines = 50;

/** An instance with its run, if its sweep is known. */
interface Found {
  readonly instance: Instance | undefined;
  readonly name: string;
  /** Of the instance, or of the job if there is no instance. */
  readonly state: string;
  readonly sweepId: string | undefined;
}

/**
 * The requested instance, when it is running. Waits for a pending one, until it has published its SSH host keys. Prints
 * the end of the log of an instance that has ended.
 * @throws UsageError for a sweep without a run. Failure not-found, NoInstance
 */
export async function reachableInstance(
  id: string,
  session: CliSession,
  terminal: Terminal,
): Promise<Instance> {
  const progress = showProgress(terminal);
  let waited = false;
  try {
    for (;;) {
      const found = await find(id, session, terminal.interrupted);
      const { instance, name, state } = found;
      if (instance !== undefined && !gone.has(state) && state !== 'pending') {
        const publishes = instance.tags['sweep:id'] !== undefined && !bySessionManager(instance);
        if (waited && publishes) await waitForKeys(instance, name, session, terminal, progress);
        return instance;
      }
      if (state !== 'pending' && state !== 'launching') throw await noInstance(found, session, terminal);
      waited = true;
      progress.update(0, 1, t('Waiting until {0} is running', plain(name)));
      await terminal.clock.sleep(pause, terminal.interrupted);
    }
  } finally {
    progress.end();
  }
}

/** Without its keys, ssh would ask whether to trust the host, and a script couldn't answer. */
async function waitForKeys(
  instance: Instance,
  name: string,
  { engine }: CliSession,
  { clock, interrupted }: Terminal,
  progress: Progress,
): Promise<void> {
  const until = clock.now() + keysWithin;
  while (clock.now() < until && (await publishedKeys(engine, instance, interrupted)).length === 0) {
    progress.update(0, 1, t('Waiting until {0} publishes its SSH host keys', plain(name)));
    await clock.sleep(pause, interrupted);
  }
}

const gone: ReadonlySet<string> = new Set(['shutting-down', 'terminated']);

async function find(id: string, { engine }: CliSession, signal: AbortSignal): Promise<Found> {
  const reference = parseReference(id);
  if (reference.kind === 'instance') {
    const instance = await findInstance(engine, reference.instanceId, signal);
    const { Name: name = instance.id, 'sweep:id': sweepId } = instance.tags;
    return { instance, name, state: instance.state, sweepId };
  }
  const view = await engine.view(await resolveSweep(reference.sweep, engine, signal), signal);
  if (reference.run === undefined)
    throw new UsageError(
      t(
        'Name a run of the sweep: {0}. To list its runs: {1}',
        `spawn connect ${id}/RUN`,
        `spawn status ${view.id}`,
      ),
    );
  const { instance, name, state } = runOf(view, reference.run);
  return { instance, name, state: instance?.state ?? state, sweepId: view.id };
}

/** Prints the end of the log. @returns what to throw */
async function noInstance(
  { name, state, sweepId }: Found,
  { engine, flags }: CliSession,
  terminal: Terminal,
): Promise<Failure> {
  const log = sweepId === undefined ? undefined : await engine.log(sweepId, name, terminal.interrupted);
  if (log !== undefined) print(terminal, readableLog(lastLines(log, shownLines)));
  const message =
    log === undefined || sweepId === undefined
      ? t('{0} has no running instance ({1}), and no log.', plain(name), plain(state))
      : t(
          '{0} has no running instance ({1}). Above is the end of its log. To see all of it: {2}',
          plain(name),
          plain(state),
          `spawn logs ${plain(sweepId)} ${plain(name)}${flags}`,
        );
  return new Failure('not-found', 'NoInstance', message);
}
