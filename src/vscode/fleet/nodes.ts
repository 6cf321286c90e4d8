import type { Provider } from '../../engine/connection';
import type { JobState } from '../../engine/job-states';
import type { Instance } from '../../engine/ports';
import type { RunView, SweepView } from '../../engine/view';
import type { Measure } from '../../results/measure';
import { byState } from './states';

/** The state of one cloud in the store. */
export interface PlaceFleet {
  readonly provider: Provider;
  /** Newest first. */
  readonly sweeps: readonly SweepView[];
  readonly instances: readonly Instance[];
  /** Older known sweeps that aren't loaded. */
  readonly older: number;
  /** The cloud isn't reachable: the time of the other data. Milliseconds since the epoch. */
  readonly staleSince?: number;
}

export interface SweepNode {
  readonly kind: 'sweep';
  readonly id: string;
  readonly provider: Provider;
  readonly sweep: SweepView;
  /** The visible runs, in order; all of them if missing. */
  readonly runs?: readonly RunView[];
  /** The metric of its runs, when its results were read. */
  readonly measure?: Measure;
  /** Its results are collected while it is running. */
  readonly followed?: boolean;
  /** It is in another cloud than that of the settings. */
  readonly elsewhere?: boolean;
  readonly staleSince?: number;
}

export interface GroupNode {
  readonly kind: 'group';
  readonly id: string;
  readonly provider: Provider;
  readonly sweep: SweepView;
  readonly state: JobState;
  readonly runs: readonly RunView[];
  readonly measure?: Measure;
  readonly staleSince?: number;
}

export interface RunNode {
  readonly kind: 'run';
  readonly id: string;
  readonly provider: Provider;
  readonly sweep: SweepView;
  readonly run: RunView;
  readonly measure?: Measure;
  readonly staleSince?: number;
}

export interface InstanceNode {
  readonly kind: 'instance';
  readonly id: string;
  readonly provider: Provider;
  readonly instance: Instance;
  /** The sweep and run that it belongs to, if known. */
  readonly sweep?: SweepView;
  readonly run?: RunView;
  readonly staleSince?: number;
}

/** Instances with Spawn's tag that don't belong to a known sweep. */
export interface OrphansNode {
  readonly kind: 'orphans';
  readonly id: string;
  readonly nodes: readonly InstanceNode[];
}

/** Loads the sweeps before those shown. */
export interface OlderNode {
  readonly kind: 'older';
  readonly id: string;
  readonly provider: Provider;
  readonly count: number;
}

export type FleetNode = SweepNode | GroupNode | RunNode | InstanceNode | OrphansNode | OlderNode;

/** Information about a sweep's results, in addition to its runs. */
interface KnownResults {
  /** The metric of its runs; undefined while its results weren't read. */
  readonly measure: Measure | undefined;
  readonly followed: boolean;
}

/** ID of a sweep in the tree, which never changes. */
export const sweepNodeId = (provider: Provider, sweepId: string): string => `${provider}/${sweepId}`;

/** Id of an instance in the tree *Instances*. */
export const instanceNodeId = (provider: Provider, instanceId: string): string => `${provider}/${instanceId}`;

export const sweepNode = (provider: Provider, sweep: SweepView): SweepNode => ({
  kind: 'sweep',
  id: sweepNodeId(provider, sweep.id),
  provider,
  sweep,
});

/**
 * Roots of the *Sweeps* tree: newest first over all clouds, then the node that loads older ones.
 * @param shown visible runs of a sweep; undefined if the sweep is hidden
 * @param known information about a sweep's results
 */
export function sweepRoots(
  fleet: readonly PlaceFleet[],
  shown: (sweep: SweepView) => readonly RunView[] | undefined = (sweep) => sweep.runs,
  known: (sweepId: string) => KnownResults = () => ({ measure: undefined, followed: false }),
): readonly (SweepNode | OlderNode)[] {
  const sweeps = fleet
    .flatMap((place) =>
      place.sweeps.flatMap((sweep): readonly SweepNode[] => {
        const runs = shown(sweep);
        if (runs === undefined) return [];
        const { followed, measure } = known(sweep.id);
        const elsewhere = place !== fleet[0];
        const node = { ...sweepNode(place.provider, sweep), runs, followed, elsewhere };
        return [{ ...node, ...measureIn(measure), ...staleIn(place) }];
      }),
    )
    .sort((a, b) => b.sweep.createdAt - a.sweep.createdAt || a.id.localeCompare(b.id));
  const older = fleet
    .filter((place) => place.older > 0)
    .map(
      ({ provider, older: count }): OlderNode => ({
        kind: 'older',
        id: `${provider}//older`,
        provider,
        count,
      }),
    );
  return [...sweeps, ...older];
}

/** Roots of the *Instances* tree: those of known sweeps in the order of the sweeps, orphaned ones separately. */
export function instanceRoots(fleet: readonly PlaceFleet[]): readonly (InstanceNode | OrphansNode)[] {
  const known: InstanceNode[] = [];
  const orphans: InstanceNode[] = [];
  for (const place of fleet) {
    const owners = new Map<string, { readonly sweep: SweepView; readonly run: RunView }>();
    for (const sweep of place.sweeps)
      for (const run of sweep.runs)
        if (run.instance !== undefined) owners.set(run.instance.id, { sweep, run });
    for (const instance of place.instances) {
      if (instance.state === 'terminated') continue;
      const owner = owners.get(instance.id);
      const node: InstanceNode = {
        kind: 'instance',
        id: instanceNodeId(place.provider, instance.id),
        provider: place.provider,
        instance,
        ...owner,
        ...staleIn(place),
      };
      // An older sweep may just not be loaded: only an instance without the tag is certainly orphaned.
      (owner !== undefined || instance.tags['sweep:id'] !== undefined ? known : orphans).push(node);
    }
  }
  const order = (a: InstanceNode, b: InstanceNode) =>
    b.instance.launchedAt - a.instance.launchedAt ||
    (a.run?.index ?? 0) - (b.run?.index ?? 0) ||
    a.id.localeCompare(b.id);
  known.sort(order);
  orphans.sort(order);
  return orphans.length === 0 ? known : [...known, { kind: 'orphans', id: '//orphans', nodes: orphans }];
}

const staleIn = ({ staleSince }: { readonly staleSince?: number }) =>
  staleSince === undefined ? {} : { staleSince };

const measureIn = (measure: Measure | undefined) => (measure === undefined ? {} : { measure });

/** A run in its group. Its ID contains the state: VS Code rejects an ID with two parents, while a run moves between groups. */
export const runNode = (group: GroupNode, run: RunView): RunNode => {
  const { id, measure, provider, sweep } = group;
  return {
    kind: 'run',
    id: `${id}/${run.index}`,
    provider,
    sweep,
    run,
    ...measureIn(measure),
    ...staleIn(group),
  };
};

/** Children of a node, in display order. */
export function childrenOf(node: FleetNode): readonly FleetNode[] {
  switch (node.kind) {
    case 'sweep':
      return [...byState(node.runs ?? node.sweep.runs)].map(
        ([state, runs]): GroupNode => ({
          kind: 'group',
          id: `${node.id}/${state}`,
          provider: node.provider,
          sweep: node.sweep,
          state,
          runs,
          ...measureIn(node.measure),
          ...staleIn(node),
        }),
      );
    case 'group':
      return node.runs.map((run) => runNode(node, run));
    case 'orphans':
      return node.nodes;
    case 'run':
    case 'instance':
    case 'older':
      return [];
  }
}

/** Whether a user can open it. */
export const hasChildren = (node: FleetNode): boolean =>
  node.kind === 'sweep' || node.kind === 'group' || node.kind === 'orphans';
