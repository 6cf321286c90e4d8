import type { Instance } from '../../engine/ports';
import type { RunView } from '../../engine/view';
import { type ExitCode, exitCodes } from '../exit';
import type { GlobalOptions } from '../options';
import { instanceJson, renderInstances } from '../output/instance';
import { hasEnded } from '../output/sweep';
import { withSession } from '../session';
import type { Tag } from '../tag';
import { print, printJson, say, type Terminal } from '../terminal';

export interface ListOptions extends GlobalOptions {
  readonly tag: readonly Tag[];
  readonly state?: string;
  readonly format: 'table' | 'json';
}

interface Listed {
  readonly instance: Instance;
  /** State of its job, where the sweep was named and so asked for. */
  readonly job?: string;
}

/** Managed instances, narrowed by tags and by state, of the instance or of its job. */
export async function list(options: ListOptions, terminal: Terminal): Promise<ExitCode> {
  return withSession(options, terminal, async ({ engine }) => {
    const sweepId = options.tag.find(({ key }) => key === 'sweep:id')?.value;
    const instances = await engine.instances(terminal.interrupted);
    const wanted = instances.filter((instance) =>
      options.tag.every(({ key, value }) => instance.tags[key] === value),
    );
    const runs = sweepId === undefined ? [] : (await engine.view(sweepId, terminal.interrupted)).runs;
    const rows = withJobs(wanted, runs).filter(
      ({ instance, job }) =>
        options.state === undefined || instance.state === options.state || job === options.state,
    );
    if (options.json || options.format === 'json') {
      printJson(
        terminal,
        rows.map(({ instance, job }) => ({ ...instanceJson(instance), job_state: job ?? null })),
      );
    } else {
      print(
        terminal,
        renderInstances(rows, terminal.clock.now(), terminal.stdoutIsScreen && rows.length > 0),
      );
    }
    if (rows.length === 0) say(terminal, `No instances match.${hintOn(options.state)}`);
    tellForgotten(runs, instances, terminal);
    return exitCodes.done;
  });
}

/** States that a filter is likely to name; EC2 may have others some day, so a strange one is no error. */
const usualStates = [
  'pending',
  'running',
  'stopping',
  'stopped',
  'shutting-down',
  'terminated',
  'succeeded',
  'failed',
  'stopped-early',
  'expired',
  'interrupted',
  'cancelled',
  'lost',
];

const hintOn = (state: string | undefined): string =>
  state === undefined || usualStates.includes(state)
    ? ''
    : ` "${state}" is no state that Spawn knows: ${usualStates.join(', ')}.`;

function withJobs(instances: readonly Instance[], runs: readonly RunView[]): readonly Listed[] {
  const jobs = new Map(
    runs.flatMap((run) => (run.instanceId === undefined ? [] : [[run.instanceId, run.state]])),
  );
  return instances.map((instance) => {
    const job = jobs.get(instance.id);
    return job === undefined ? { instance } : { instance, job };
  });
}

/** EC2 forgets what was terminated: whoever counts lines is told that the record counts better. */
function tellForgotten(runs: readonly RunView[], instances: readonly Instance[], terminal: Terminal): void {
  const known = new Set(instances.map(({ id }) => id));
  const gone = runs.filter(
    (run) => hasEnded(run) && (run.instanceId === undefined || !known.has(run.instanceId)),
  );
  if (gone.length > 0) {
    say(terminal, `${gone.length} finished runs have no instance any more: "spawn status" counts them too.`);
  }
}
