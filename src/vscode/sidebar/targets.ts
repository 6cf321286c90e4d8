import { t } from '@vscode/l10n';
import type { Clock } from '../../engine/clock';
import type { Provider } from '../../engine/connection';
import { Failure } from '../../engine/failure';
import { nameOfState } from '../../engine/job-states';
import type { Instance } from '../../engine/ports';
import type { RunView, SweepView } from '../../engine/view';
import { type FleetNode, instanceRoots, sweepRoots } from '../fleet/nodes';
import type { FleetStore } from '../fleet/store';
import { pick, pickSeveral } from '../pick';
import { tell } from '../shown';
import { appearanceOf, countsOf } from './row-appearance';
import type { Sidebar } from './sidebar';

/** What is needed to find out what a command is about. */
export interface TargetSources {
  readonly store: FleetStore;
  readonly sidebar: Sidebar;
  readonly clock: Clock;
}

export interface SweepTarget {
  readonly provider: Provider;
  readonly sweep: SweepView;
}

export interface RunTarget extends SweepTarget {
  readonly run: RunView;
}

export interface InstanceTarget {
  readonly provider: Provider;
  readonly instance: Instance;
  readonly name: string;
}

/** The row a menu was opened on; undefined where a command came from the palette or a lens. */
export const rowOf = (sources: TargetSources, argument: unknown): FleetNode | undefined =>
  typeof argument === 'string' ? sources.sidebar.node(argument) : undefined;

/** The sweep a command is about: its row, its id, or what the user picks. Undefined when the user picks none. */
export async function sweepTarget(
  sources: TargetSources,
  argument: unknown,
  keep: (sweep: SweepView) => boolean = () => true,
): Promise<SweepTarget | undefined> {
  const row = rowOf(sources, argument);
  if (row !== undefined && 'sweep' in row && row.sweep !== undefined)
    return { provider: row.provider, sweep: row.sweep };
  if (row?.kind === 'instance') {
    const id = row.instance.tags['sweep:id'];
    if (id !== undefined) return sources.store.find(id);
  }
  if (typeof argument === 'string' && row === undefined) {
    const found = sources.store.find(argument);
    if (found !== undefined) return found;
  }
  const sweeps = sweepRoots(sources.store.fleet).flatMap((node) => (node.kind === 'sweep' ? [node] : []));
  const items = sweeps
    .filter(({ sweep }) => keep(sweep))
    .map((node) => ({ label: node.sweep.id, description: countsOf(node.sweep), node }));
  const [only] = items;
  if (only !== undefined && items.length === 1) return only.node;
  if (items.length === 0) {
    await tell.information(t('No sweep found for this command.'));
    return undefined;
  }
  return (await pick(items, { placeHolder: t('Select a sweep') }))?.node;
}

/** The run a command is about. */
export async function runTarget(sources: TargetSources, argument: unknown): Promise<RunTarget | undefined> {
  const row = rowOf(sources, argument);
  if (row?.kind === 'run') return row;
  if (row?.kind === 'instance' && row.sweep !== undefined && row.run !== undefined)
    return { provider: row.provider, sweep: row.sweep, run: row.run };
  const named = typeof argument === 'string' ? runNamed(sources, argument) : undefined;
  if (named !== undefined) return named;
  const target = await sweepTarget(sources, argument);
  if (target === undefined) return undefined;
  const items = target.sweep.runs.map((run) => {
    const look = appearanceOf({ kind: 'run', id: '', ...target, run }, sources.clock.now());
    return { label: look.label, description: [nameOfState(run.state), look.description].join(' · '), run };
  });
  const picked = await pick(items, { placeHolder: t('Select a run') });
  return picked === undefined ? undefined : { ...target, run: picked.run };
}

/** The sweeps a command is about: those of the rows, each once, or the one that the user picks. */
export async function sweepTargets(
  sources: TargetSources,
  arguments_: readonly unknown[],
): Promise<readonly SweepTarget[]> {
  const found = arguments_.flatMap((argument): readonly SweepTarget[] => {
    const row = rowOf(sources, argument);
    if (row === undefined || !('sweep' in row) || row.sweep === undefined) return [];
    return [{ provider: row.provider, sweep: row.sweep }];
  });
  if (found.length > 1) return [...new Map(found.map((target) => [target.sweep.id, target])).values()];
  const one = await sweepTarget(sources, arguments_[0]);
  return one === undefined ? [] : [one];
}

/** The runs a command is about: of rows of runs and of groups, and those that are named `<sweep id>//<run name>`. */
export function runTargets(sources: TargetSources, arguments_: readonly unknown[]): readonly RunTarget[] {
  return arguments_.flatMap((argument): readonly RunTarget[] => {
    const row = rowOf(sources, argument);
    if (row?.kind === 'run') return [row];
    if (row?.kind === 'group')
      return row.runs.map((run) => ({ provider: row.provider, sweep: row.sweep, run }));
    const named = typeof argument === 'string' ? runNamed(sources, argument) : undefined;
    return named === undefined ? [] : [named];
  });
}

/** The run that notifications name: `<sweep id>//<run name>`. */
function runNamed(sources: TargetSources, argument: string): RunTarget | undefined {
  const [sweepId, name] = argument.split('//');
  const found = sweepId === undefined ? undefined : sources.store.find(sweepId);
  const run = found?.sweep.runs.find((other) => other.name === name);
  return found === undefined || run === undefined ? undefined : { ...found, run };
}

/** The instance a command is about. */
export async function instanceTarget(
  sources: TargetSources,
  argument: unknown,
): Promise<InstanceTarget | undefined> {
  const known = instanceOfRow(sources, argument);
  if (known !== undefined) return known;
  const picked = await pick(instanceItems(sources), {
    placeHolder: t('Select an instance'),
    matchOnDetail: true,
  });
  return picked === undefined ? undefined : { ...picked.node, name: picked.label };
}

/** The instances a command is about: those of rows, or those that the user picks. */
export async function instanceTargets(
  sources: TargetSources,
  arguments_: readonly unknown[],
): Promise<readonly InstanceTarget[]> {
  const known = arguments_.flatMap((argument) => instanceOfRow(sources, argument) ?? []);
  return known.length > 0 ? known : pickInstances(sources);
}

/** The same, where a sweep or a group of its runs represents all of its running instances. */
export async function livingTargets(
  sources: TargetSources,
  arguments_: readonly unknown[],
): Promise<readonly InstanceTarget[]> {
  const living = arguments_.flatMap((argument) => livingOfRow(sources, argument));
  const found = new Map(living.map((one) => [one.instance.id, one]));
  return found.size > 0 ? [...found.values()] : pickInstances(sources);
}

function livingOfRow(sources: TargetSources, argument: unknown): readonly InstanceTarget[] {
  const row = rowOf(sources, argument);
  if (row?.kind !== 'sweep' && row?.kind !== 'group') return [instanceOfRow(sources, argument) ?? []].flat();
  const runs = row.kind === 'group' ? row.runs : row.sweep.runs;
  return runs.flatMap(({ billing, instance, name }) =>
    billing && instance !== undefined ? [{ provider: row.provider, instance, name }] : [],
  );
}

async function pickInstances(sources: TargetSources): Promise<readonly InstanceTarget[]> {
  const picked = await pickSeveral(runningItems(sources), {
    placeHolder: t('Select instances to connect to'),
    matchOnDetail: true,
  });
  return (picked ?? []).map(({ label, node }) => ({ ...node, name: label }));
}

/** One that runs, picked by the user. @throws Failure NotRunning: there is none */
export async function pickRunning(sources: TargetSources): Promise<InstanceTarget | undefined> {
  // Who opens a terminal may have looked at no tree before.
  await sources.store.answered('picker of instances');
  const items = runningItems(sources);
  if (items.length === 0)
    throw new Failure(
      'unavailable',
      'NotRunning',
      t('No Spawn instance is running that a terminal can connect to.'),
    );
  const picked = await pick(items, {
    placeHolder: t('Select an instance'),
    matchOnDetail: true,
  });
  return picked === undefined ? undefined : { ...picked.node, name: picked.label };
}

const runningItems = (sources: TargetSources) =>
  instanceItems(sources).filter(({ node }) => node.instance.state === 'running');

function instanceOfRow(sources: TargetSources, argument: unknown): InstanceTarget | undefined {
  const row = rowOf(sources, argument);
  if (row?.kind === 'run' && row.run.instance !== undefined)
    return { provider: row.provider, instance: row.run.instance, name: row.run.name };
  return row?.kind === 'instance'
    ? { ...row, name: appearanceOf(row, sources.clock.now()).label }
    : undefined;
}

function instanceItems(sources: TargetSources) {
  const nodes = instanceRoots(sources.store.fleet).flatMap((node) =>
    node.kind === 'orphans' ? node.nodes : [node],
  );
  return nodes.map((node) => {
    const look = appearanceOf(node, sources.clock.now());
    return { label: look.label, description: look.description, detail: node.instance.id, node };
  });
}
