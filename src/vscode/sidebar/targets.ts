import { t } from '@vscode/l10n';
import type { Clock } from '../../engine/clock';
import type { Provider } from '../../engine/connection';
import { Failure } from '../../engine/failure';
import { nameOfState } from '../../engine/job-states';
import type { Instance } from '../../engine/ports';
import type { RunView, SweepView } from '../../engine/view';
import { type FleetNode, type InstanceNode, instanceRoots, type RunNode, sweepRoots } from '../fleet/nodes';
import type { FleetStore } from '../fleet/store';
import { Phrases } from '../format/phrases';
import { pick, pickSeveral } from '../pick';
import { tell } from '../shown';
import { calledOn } from './called-on';
import { appearanceOf, countsOf } from './row-appearance';
import type { Sidebar } from './sidebar';

/** The dependencies for finding the target of a command. */
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

/** The row a command was called on; undefined where it came from the palette, and where the row is gone. */
export function rowOf(sources: TargetSources, argument: unknown): FleetNode | undefined {
  const on = calledOn(sources, argument);
  return on.kind === 'row' ? on.row : undefined;
}

/** The sweep a command is about: that of its row, or what the user picks in the palette. Undefined: there is none. */
export async function sweepTarget(
  sources: TargetSources,
  argument: unknown,
  keep: (sweep: SweepView) => boolean = () => true,
): Promise<SweepTarget | undefined> {
  const on = calledOn(sources, argument);
  if (on.kind === 'nothing') return pickSweep(sources, keep);
  const target = on.kind === 'row' ? sweepOf(sources, on.row) : undefined;
  if (target === undefined) await tellGone(on.kind === 'gone' ? on.name : undefined);
  return target;
}

function sweepOf(sources: TargetSources, row: FleetNode): SweepTarget | undefined {
  if ('sweep' in row && row.sweep !== undefined) return { provider: row.provider, sweep: row.sweep };
  const id = row.kind === 'instance' ? row.instance.tags['sweep:id'] : undefined;
  return id === undefined ? undefined : sources.store.find(id);
}

async function pickSweep(
  sources: TargetSources,
  keep: (sweep: SweepView) => boolean,
): Promise<SweepTarget | undefined> {
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

/** Reports that what a command was called on no longer exists: no other row is offered instead. */
async function tellGone(name?: string): Promise<void> {
  await tell.information(
    name === undefined
      ? t('The row changed before the command started, so nothing was done. Choose it again.')
      : t('{0} is no longer listed, so nothing was done.', name),
  );
}

/** The run a command is about: its row, or what the user picks of its sweep. */
export async function runTarget(sources: TargetSources, argument: unknown): Promise<RunTarget | undefined> {
  const row = rowOf(sources, argument);
  if (row?.kind === 'run') return row;
  if (row?.kind === 'instance' && row.sweep !== undefined && row.run !== undefined)
    return { provider: row.provider, sweep: row.sweep, run: row.run };
  const target = await sweepTarget(sources, argument);
  if (target === undefined) return undefined;
  const phrases = new Phrases();
  const items = target.sweep.runs.map((run) => {
    const look = appearanceOf({ kind: 'run', id: '', ...target, run }, sources.clock.now(), phrases);
    const description = [nameOfState(run.state), look.description].join(' · ');
    return { label: look.label, description, ...(look.label === run.name ? {} : { detail: run.name }), run };
  });
  const picked = await pick(items, { placeHolder: t('Select a run'), matchOnDetail: true });
  return picked === undefined ? undefined : { ...target, run: picked.run };
}

/** The sweeps a command is about: those of the rows, each once, or the one that the user picks. */
export async function sweepTargets(
  sources: TargetSources,
  arguments_: readonly unknown[],
): Promise<readonly SweepTarget[]> {
  const found = arguments_.flatMap((argument): readonly SweepTarget[] => {
    const row = rowOf(sources, argument);
    return row === undefined ? [] : [sweepOf(sources, row) ?? []].flat();
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
    return [];
  });
}

/** The instance a command is about: that of its row, or what the user picks in the palette. */
export async function instanceTarget(
  sources: TargetSources,
  argument: unknown,
): Promise<InstanceTarget | undefined> {
  const { called, targets } = await instancesOfRows(sources, [argument], instanceOfRow);
  if (called) return targets[0];
  const picked = await pick(instanceItems(sources), {
    placeHolder: t('Select an instance'),
    matchOnDetail: true,
  });
  return picked === undefined ? undefined : { ...picked.node, name: picked.name };
}

/** The instances a command is about: those of rows, or those that the user picks in the palette. */
export async function instanceTargets(
  sources: TargetSources,
  arguments_: readonly unknown[],
): Promise<readonly InstanceTarget[]> {
  const { called, targets } = await instancesOfRows(sources, arguments_, instanceOfRow);
  return called ? targets : pickInstances(sources);
}

/** The same, where a sweep or a group of its runs represents all of its running instances. */
export async function livingTargets(
  sources: TargetSources,
  arguments_: readonly unknown[],
): Promise<readonly InstanceTarget[]> {
  const { called, targets } = await instancesOfRows(sources, arguments_, livingOfRow);
  return called ? targets : pickInstances(sources);
}

/** What a row has of instances: some, or the reason why there is none. */
type InstancesOfRow = readonly InstanceTarget[] | string;

/**
 * The instances of the rows that a command was called on, each once; reports where there is none.
 * @returns `called` is false where the command came from the palette
 */
async function instancesOfRows(
  sources: TargetSources,
  arguments_: readonly unknown[],
  of: (row: FleetNode, sources: TargetSources) => InstancesOfRow,
): Promise<{ readonly called: boolean; readonly targets: readonly InstanceTarget[] }> {
  const on = arguments_.map((argument) => calledOn(sources, argument));
  if (on.every(({ kind }) => kind === 'nothing')) return { called: false, targets: [] };
  const found = new Map<string, InstanceTarget>();
  let why: string | undefined;
  for (const one of on) {
    if (one.kind === 'gone' && one.name?.startsWith('i-') === true) why ??= alreadyTerminated(one.name);
    if (one.kind !== 'row') continue;
    const instances = of(one.row, sources);
    if (typeof instances === 'string') why ??= instances;
    else for (const target of instances) found.set(target.instance.id, target);
  }
  if (found.size === 0) await (why === undefined ? tellGone() : tell.information(why));
  return { called: true, targets: [...found.values()] };
}

export const alreadyTerminated = (name: string): string => t('{0} is already terminated.', name);

function instanceOfRow(row: FleetNode, sources: TargetSources): InstancesOfRow {
  if (row.kind === 'run') return instanceOfRun(row);
  if (row.kind === 'instance') return [{ ...row, name: appearanceOf(row, sources.clock.now()).label }];
  return t('No instance found for this command.');
}

function instanceOfRun({ provider, run }: RunNode): InstancesOfRow {
  const { instance, instanceId, launchedAt, name, state } = run;
  if (instance !== undefined) return [{ provider, instance, name }];
  return instanceId === undefined && launchedAt === undefined
    ? t('{0} has no instance: {1}.', name, nameOfState(state))
    : t('The instance of {0} is already terminated.', name);
}

function livingOfRow(row: FleetNode, sources: TargetSources): InstancesOfRow {
  if (row.kind !== 'sweep' && row.kind !== 'group') return instanceOfRow(row, sources);
  const runs = row.kind === 'group' ? row.runs : row.sweep.runs;
  const living = runs.flatMap(({ billing, instance, name }) =>
    billing && instance !== undefined ? [{ provider: row.provider, instance, name }] : [],
  );
  return living.length > 0 ? living : t('{0} has no running instance.', row.sweep.id);
}

async function pickInstances(sources: TargetSources): Promise<readonly InstanceTarget[]> {
  const picked = await pickSeveral(runningItems(sources), {
    placeHolder: t('Select instances to connect to'),
    matchOnDetail: true,
  });
  return (picked ?? []).map(({ name, node }) => ({ ...node, name }));
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
  return picked === undefined ? undefined : { ...picked.node, name: picked.name };
}

const runningItems = (sources: TargetSources) =>
  instanceItems(sources).filter(({ node }) => node.instance.state === 'running');

function instanceItems(sources: TargetSources) {
  const phrases = new Phrases();
  const nodes = instanceRoots(sources.store.fleet).flatMap((node) =>
    node.kind === 'orphans' ? node.nodes : [node],
  );
  return nodes.map((node) => {
    const { description, label } = appearanceOf(node, sources.clock.now(), phrases);
    const name = nameOf(node);
    const detail = label === name ? node.instance.id : `${node.instance.id} · ${name}`;
    return { label, description, detail, node, name };
  });
}

/** The full name of an instance, which is that of its run. */
const nameOf = ({ instance, run }: InstanceNode): string =>
  run?.name ?? (instance.tags['Name'] || instance.id);
