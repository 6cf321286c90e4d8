import type { Engine } from '../../engine/engine';
import type { Instance } from '../../engine/ports';
import type { RunView, SweepView } from '../../engine/view';
import { type ExitCode, exitCodes } from '../exit';
import type { ListOptions } from '../list-format';
import { instanceJson, renderInstances } from '../output/instance';
import { printList } from '../output/list';
import { hasEnded } from '../output/sweep';
import { resolveSweep } from '../reference';
import { withSession } from '../session';
import { knownViews } from '../sweep-views';
import type { Tag } from '../tag';
import { say, type Terminal } from '../terminal';

export interface ListInstancesOptions extends ListOptions {
  readonly tag: readonly Tag[];
  readonly state?: readonly string[];
}

interface Listed {
  readonly instance: Instance;
  /** Where its sweep is known. */
  readonly run?: RunView;
}

/** Managed instances in the order of their sweeps' files, narrowed by tags and by state, of the instance or of its job. */
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
    const rows = inOrder(withRuns(tagged, views), views).filter(hasState(options.state));
    const records = rows.map(({ instance, run }) => ({
      ...instanceJson(instance),
      job_state: run?.state ?? null,
    }));
    printList(terminal, options, {
      json: records,
      records,
      fields: ['instance_id', 'name', 'sweep_id', 'state', 'job_state'],
      table: () => renderInstances(rows, terminal.clock.now(), terminal.stdoutIsScreen && rows.length > 0),
    });
    if (rows.length === 0) say(terminal, 'No instances match.');
    if (named !== undefined) noteForgotten(views, instances, terminal);
    return exitCodes.done;
  });
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

/** Sweep by sweep, the oldest first, each in the order of its file. */
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

/** EC2 forgets what was terminated: whoever counts lines learns that the record counts better. */
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
      `${gone.length} finished ${gone.length === 1 ? 'run has' : 'runs have'} no instance any more: "spawn status" counts them too.`,
    );
  }
}
