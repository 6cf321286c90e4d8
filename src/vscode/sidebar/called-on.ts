import {
  type FleetNode,
  instanceNodeId,
  type PlaceFleet,
  type RunNode,
  sweepNode,
  sweepNodeId,
} from '../fleet/nodes';

/**
 * The argument of a command whose row VS Code had already removed from the tree when the menu entry was chosen. Registered, since
 * each bundle has its own copy of this module.
 */
export const removedRow = Symbol.for('spawn.removedRow');

/**
 * What a command was called on: a row, nothing (the Command Palette, where the user can still pick), or something that no longer
 * exists. In the last case, the command must not act on anything else.
 */
export type CalledOn =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'row'; readonly row: FleetNode }
  | { readonly kind: 'gone'; readonly name: string | undefined };

/** Where rows are found: the trees as they are shown, and what is known of the clouds. */
export interface Rows {
  readonly sidebar: { node(id: string): FleetNode | undefined };
  readonly store: { readonly fleet: readonly PlaceFleet[] };
}

/**
 * @param argument id of a row, id of a sweep, `<sweep id>//<run name>`, `removedRow`, or nothing. The id of a row names the group
 * that its run was in when it was painted; the run is found whatever its state is now, even if a filter hides it.
 */
export function calledOn({ sidebar, store }: Rows, argument: unknown): CalledOn {
  if (argument === removedRow) return { kind: 'gone', name: undefined };
  if (typeof argument !== 'string') return { kind: 'nothing' };
  const row =
    sidebar.node(argument) ??
    rowWithId(store.fleet, argument) ??
    sweepWithId(store.fleet, argument) ??
    runNamed(store.fleet, argument);
  if (row !== undefined) return { kind: 'row', row };
  return { kind: 'gone', name: /^\w+\/(i-[0-9a-z]+)$/.exec(argument)?.[1] ?? nameIn(argument) };
}

const nameIn = (argument: string): string | undefined => (argument.includes('/') ? undefined : argument);

/** The ids of rows are `<provider>/<sweep or instance>`, and for runs `<provider>/<sweep>/<state>/<index>`. */
function rowWithId(fleet: readonly PlaceFleet[], id: string): FleetNode | undefined {
  const [cloud, owner, ...rest] = id.split('/');
  const place = fleet.find((one) => one.provider === cloud);
  if (place === undefined || owner === undefined) return undefined;
  const { provider } = place;
  const sweep = place.sweeps.find((one) => one.id === owner);
  if (rest.length === 0) {
    if (sweep !== undefined) return sweepNode(provider, sweep);
    const instance = place.instances.find((one) => one.id === owner);
    if (instance === undefined) return undefined;
    return { kind: 'instance', id: instanceNodeId(provider, instance.id), provider, instance };
  }
  const index = rest.at(-1) ?? '';
  const run = /^\d+$/.test(index) ? sweep?.runs.find((one) => one.index === Number(index)) : undefined;
  if (sweep === undefined || run === undefined) return undefined;
  return { kind: 'run', id, provider, sweep, run };
}

function sweepWithId(fleet: readonly PlaceFleet[], sweepId: string): FleetNode | undefined {
  for (const { provider, sweeps } of fleet) {
    const sweep = sweeps.find(({ id }) => id === sweepId);
    if (sweep !== undefined) return sweepNode(provider, sweep);
  }
  return undefined;
}

/** The run that notifications and the results panel name: `<sweep id>//<run name>`. */
function runNamed(fleet: readonly PlaceFleet[], argument: string): RunNode | undefined {
  const [sweepId = '', name] = argument.split('//');
  const found = sweepWithId(fleet, sweepId);
  if (found?.kind !== 'sweep') return undefined;
  const { provider, sweep } = found;
  const run = sweep.runs.find((other) => other.name === name);
  if (run === undefined) return undefined;
  return { kind: 'run', id: `${sweepNodeId(provider, sweep.id)}//${run.index}`, provider, sweep, run };
}
