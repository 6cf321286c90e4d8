import { t } from '@vscode/l10n';
import type { Engine } from '../engine/engine';
import { Failure } from '../engine/failure';
import type { Instance } from '../engine/ports';
import type { RunView, SweepView } from '../engine/view';
import { runLabels } from '../results/run-labels';
import { UsageError } from './exit';
import { plain } from './output/plain';

/** The newest sweep. */
export const latest = 'latest';

/** The argument of a command: a sweep, one of its runs (`SWEEP/RUN`), or an instance. */
export type Reference =
  | { readonly kind: 'instance'; readonly instanceId: string }
  | { readonly kind: 'sweep'; readonly sweep: string; readonly run?: string };

/** Names of runs and IDs of sweeps don't contain slashes. */
export function parseReference(text: string): Reference {
  const written = text.trim();
  if (/^i-[0-9a-f]+…?$/.test(written)) return { kind: 'instance', instanceId: written };
  const slash = written.indexOf('/');
  return slash < 0
    ? { kind: 'sweep', sweep: written }
    : { kind: 'sweep', sweep: written.slice(0, slash), run: written.slice(slash + 1) };
}

/**
 * The sweep ID for an argument: `latest` is the newest one, and an ID that a table has shortened (`sweep-lr-…`) is the
 * only one with this prefix.
 * @throws UsageError for an invalid argument. Failure not-found
 */
export async function sweepIdFor(
  text: string,
  engine: Pick<Engine, 'sweeps'>,
  signal: AbortSignal,
): Promise<string> {
  const reference = parseReference(text);
  if (reference.kind === 'instance' || reference.run !== undefined)
    throw new UsageError(
      reference.kind === 'instance'
        ? t(
            '"{0}" is an instance, and this command requires a sweep. To list sweeps: {1}',
            plain(text),
            'spawn list-sweeps',
          )
        : t(
            '"{0}" is a run, and this command requires a sweep. To list sweeps: {1}',
            plain(text),
            'spawn list-sweeps',
          ),
    );
  return resolveSweep(reference.sweep, engine, signal);
}

/** @throws Failure not-found */
export async function resolveSweep(
  sweep: string,
  engine: Pick<Engine, 'sweeps'>,
  signal: AbortSignal,
): Promise<string> {
  if (sweep === latest) {
    const newest = [...(await engine.sweeps(signal))].sort((a, b) => b.createdAt - a.createdAt)[0];
    if (newest !== undefined) return newest.id;
    throw new Failure(
      'not-found',
      'NoSweeps',
      t('There is no latest sweep: none has been launched here yet. To launch one: {0}', 'spawn launch FILE'),
    );
  }
  if (!sweep.endsWith('…')) return sweep;
  const ids = (await engine.sweeps(signal)).map(({ id }) => id);
  return onlyOne(ids, sweep, 'sweep');
}

/** @param name its name, or its label in the tables of a terminal. @throws Failure not-found, with the existing names */
export function runOf(view: SweepView, name: string): RunView {
  const run = view.runs.find((each) => each.name === name) ?? view.runs[runLabels(view.runs).indexOf(name)];
  if (run !== undefined) return run;
  const names = view.runs.map((each) => plain(each.name));
  const few = names.length > 10 ? [...names.slice(0, 10), t('and {0} more', names.length - 10)] : names;
  throw new Failure(
    'not-found',
    'NoSuchRun',
    t('{0} has no run "{1}". Its runs are {2}.', plain(view.id), plain(name), few.join(', ')),
  );
}

/** @throws Failure not-found */
export async function findInstance(
  engine: Pick<Engine, 'instances'>,
  id: string,
  signal: AbortSignal,
): Promise<Instance> {
  const instances = await engine.instances(signal);
  const whole = id.endsWith('…')
    ? onlyOne(
        instances.map((one) => one.id),
        id,
        'instance',
      )
    : id;
  const found = instances.find((instance) => instance.id === whole);
  if (found !== undefined) return found;
  throw new Failure(
    'not-found',
    'NoSuchInstance',
    t(
      'Spawn has no instance {0} here. EC2 forgets terminated instances after about an hour; "spawn status SWEEP-ID" still shows their runs.',
      id,
    ),
  );
}

/** @throws Failure not-found if none or several have this prefix */
function onlyOne(ids: readonly string[], cut: string, what: 'sweep' | 'instance'): string {
  const start = cut.slice(0, -1);
  const matching = ids.filter((id) => id.startsWith(start));
  const [only] = matching;
  if (only !== undefined && matching.length === 1) return only;
  if (only === undefined)
    throw new Failure(
      'not-found',
      'NothingMatches',
      what === 'sweep'
        ? t('No sweep id begins with {0}.', start)
        : t('No instance id begins with {0}.', start),
    );
  const [count, all] = [matching.length, matching.join(', ')];
  throw new Failure(
    'not-found',
    'SeveralMatch',
    what === 'sweep'
      ? t('{0} sweep ids begin with {1}: {2}.', count, start, all)
      : t('{0} instance ids begin with {1}: {2}.', count, start, all),
  );
}

/** The instance with this ID, or those of a sweep or run that still incur charges. */
export async function billedInstances(
  id: string,
  engine: Engine,
  signal: AbortSignal,
): Promise<readonly Instance[]> {
  const reference = parseReference(id);
  if (reference.kind === 'instance') return [await findInstance(engine, reference.instanceId, signal)];
  const { run, sweep } = reference;
  const view = await engine.view(await resolveSweep(sweep, engine, signal), signal);
  const chosen = run === undefined ? view.runs : [runOf(view, run)];
  return chosen.flatMap(({ billing, instance }) => (billing && instance !== undefined ? [instance] : []));
}
