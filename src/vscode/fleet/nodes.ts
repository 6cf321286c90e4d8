import type { Provider } from '../../engine/connection';
import type { JobState } from '../../engine/job-states';
import type { Instance } from '../../engine/ports';
import type { RunView, SweepView } from '../../engine/view';
import type { Measure } from '../../results/measure';
import { byState } from './states';

/** What the store knows of one cloud. */
export interface PlaceFleet {
  readonly provider: Provider;
  /** Newest first. */
  readonly sweeps: readonly SweepView[];
  readonly instances: readonly Instance[];
  /** Older sweeps that are known of and not loaded. */
  readonly older: number;
  /** The cloud can't be reached: when the rest was true. Milliseconds since the epoch. */
  readonly staleSince?: number;
}

export interface SweepNode {
  readonly kind: 'sweep';
  readonly id: string;
  readonly provider: Provider;
  readonly sweep: SweepView;
  /** Those of its runs that are shown, in order; all of them where it is left out. */
  readonly runs?: readonly RunView[];
  /** What its runs have reached, once its results were read. */
  readonly measure?: Measure;
  /** Its results are collected while it runs. */
  readonly followed?: boolean;
  /** It is in another cloud than the one that the settings name. */
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
  /** The sweep and run it belongs to, where they are known. */
  readonly sweep?: SweepView;
  readonly run?: RunView;
  readonly staleSince?: number;
}

/** Instances that carry Spawn's tag and belong to no sweep that is known here. */
export interface OrphansNode {
  readonly kind: 'orphans';
  readonly id: string;
  readonly nodes: readonly InstanceNode[];
}

/** The way to the sweeps before those shown. */
export interface OlderNode {
  readonly kind: 'older';
  readonly id: string;
  readonly provider: Provider;
  readonly count: number;
}

export type FleetNode = SweepNode | GroupNode | RunNode | InstanceNode | OrphansNode | OlderNode;

/** What is known of a sweep's results next to its runs. */
interface KnownResults {
  /** What its runs have reached; undefined while its results were not read. */
  readonly measure: Measure | undefined;
  readonly followed: boolean;
}

/** Id of a sweep in the tree, the same for as long as the sweep exists. */
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
 * Roots of the tree *Sweeps*: newest first over all clouds, then the way to older ones.
 * @param shown runs of a sweep that are shown; undefined where the sweep is not
 * @param known what is known of a sweep's results
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

/** Roots of the tree *Instances*: those of known sweeps in the order of the sweeps, orphans apart. */
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
      // An older sweep may just not be loaded: only an instance without the tag is surely orphaned.
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

/** A run in its group. Its id names the state: VS Code refuses one that is under two parents while a run moves. */
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

/** Children of a node, in the order shown. */
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
