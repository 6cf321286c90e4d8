import { t } from '@vscode/l10n';
import type { Engine } from '../../engine/engine';
import type { Instance } from '../../engine/ports';
import type { RunView, SweepView } from '../../engine/view';
import { type ExitCode, exitCodes } from '../exit';
import type { ListOptions } from '../list-format';
import { counted } from '../output/counted';
import { instanceJson, renderInstances } from '../output/instance';
import { printList } from '../output/list';
import { hasEnded } from '../output/run-state';
import { screenOf } from '../output/screen';
import { resolveSweep } from '../reference';
import { withSession } from '../session';
import { isJobState } from '../states';
import { knownViews } from '../sweep-views';
import type { Tag } from '../tag';
import { say, type Terminal } from '../terminal';

export interface ListInstancesOptions extends ListOptions {
  readonly tag: readonly Tag[];
  readonly state?: readonly string[];
}

interface Listed {
  readonly instance: Instance;
  /** Set if its sweep is known. */
  readonly run?: RunView;
}

/** Managed instances in the order of their sweeps' files, filtered by tags and by the state of the instance or of its job. */
export async function list(options: ListInstancesOptions, terminal: Terminal): Promise<ExitCode> {
  return withSession(options, terminal, async ({ engine }) => {
    const tags = await resolveTags(options.tag, engine, terminal.interrupted);
    const named = tags.find(({ key }) => key === 'sweep:id')?.value;
    const instances = await engine.instances(terminal.interrupted);
    const tagged = instances.filter((instance) =>
      tags.every(({ key, value }) => instance.tags[key] === value),
    );
    const views =
      named === undefined
        ? await knownViews(engine, sweepIdsOf(tagged), terminal.interrupted)
        : [await engine.view(named, terminal.interrupted)];
    const listed = withRuns(tagged, views);
    const rows = inOrder(listed, views).filter(hasState(options.state));
    const records = rows.map(({ instance, run }) => ({
      ...instanceJson(instance),
      job_state: run?.state ?? null,
    }));
    printList(terminal, options, {
      json: records,
      records,
      fields: ['instance_id', 'name', 'sweep_id', 'state', 'job_state'],
      table: () => renderInstances(rows, terminal.clock.now(), screenOf(terminal)),
    });
    if (rows.length === 0) say(terminal, t('No instances match.'));
    const unanswered = reportUnknownJobs(listed, rows, views, options.state, terminal);
    if (named !== undefined) noteForgotten(views, instances, terminal);
    return unanswered ? exitCodes.usage : exitCodes.done;
  });
}

/**
 * The job of an instance whose sweep can't be read can be in the requested state, so the list can be incomplete.
 * @returns whether there are such instances
 */
function reportUnknownJobs(
  listed: readonly Listed[],
  rows: readonly Listed[],
  views: readonly SweepView[],
  states: readonly string[] | undefined,
  terminal: Terminal,
): boolean {
  if (states === undefined || !states.some(isJobState)) return false;
  const read = new Set(views.map(({ id }) => id));
  const unknown = listed.filter((one) => {
    const sweepId = one.instance.tags['sweep:id'];
    return sweepId !== undefined && !read.has(sweepId) && !rows.includes(one);
  }).length;
  if (unknown === 0) return false;
  say(
    terminal,
    counted(
      unknown,
      t(
        '1 instance is not listed: the record of its sweep cannot be read, so the state of its job is unknown. To see it: spawn list',
      ),
      t(
        '{0} instances are not listed: the records of their sweeps cannot be read, so the states of their jobs are unknown. To see them: spawn list',
        unknown,
      ),
    ),
  );
  return true;
}

/** `sweep:id=latest` is the newest sweep. */
const resolveTags = (tags: readonly Tag[], engine: Engine, signal: AbortSignal): Promise<readonly Tag[]> =>
  Promise.all(
    tags.map(async ({ key, value }) => ({
      key,
      value: key === 'sweep:id' ? await resolveSweep(value, engine, signal) : value,
    })),
  );

const sweepIdsOf = (instances: readonly Instance[]): readonly string[] => [
  ...new Set(instances.flatMap(({ tags }) => tags['sweep:id'] ?? [])),
];

const hasState =
  (states: readonly string[] | undefined) =>
  ({ instance, run }: Listed): boolean =>
    states === undefined ||
    states.includes('all') ||
    states.includes(instance.state) ||
    (run !== undefined && states.includes(run.state));

function withRuns(instances: readonly Instance[], views: readonly SweepView[]): readonly Listed[] {
  const runs = new Map(
    runsOf(views).flatMap((run) => (run.instanceId === undefined ? [] : [[run.instanceId, run]])),
  );
  return instances.map((instance) => {
    const run = runs.get(instance.id);
    return run === undefined ? { instance } : { instance, run };
  });
}

/** Grouped by sweep, the oldest first, each in the order of its file. */
function inOrder(rows: readonly Listed[], views: readonly SweepView[]): readonly Listed[] {
  const createdAt = new Map(views.map((view) => [view.id, view.createdAt]));
  const placeOf = ({ instance: { launchedAt, tags }, run }: Listed): readonly [number, string, number] => {
    const sweep = tags['sweep:id'] ?? '';
    return [createdAt.get(sweep) ?? launchedAt, sweep, run?.index ?? 0];
  };
  return [...rows].sort((one, other) => {
    const [at, sweep, index] = placeOf(one);
    const [otherAt, otherSweep, otherIndex] = placeOf(other);
    return at - otherAt || sweep.localeCompare(otherSweep) || index - otherIndex;
  });
}

const runsOf = (views: readonly SweepView[]): readonly RunView[] => views.flatMap(({ runs }) => runs);

/** EC2 doesn't return old terminated instances: a note says that the record contains all of them. */
function noteForgotten(
  views: readonly SweepView[],
  instances: readonly Instance[],
  terminal: Terminal,
): void {
  const known = new Set(instances.map(({ id }) => id));
  const gone = runsOf(views).filter(
    (run) => hasEnded(run) && (run.instanceId === undefined || !known.has(run.instanceId)),
  );
  if (gone.length > 0) {
    say(
      terminal,
      counted(
        gone.length,
        t('1 finished run no longer has an instance. "spawn status" counts it too.'),
        t('{0} finished runs no longer have an instance. "spawn status" counts them too.', gone.length),
      ),
    );
  }
}
