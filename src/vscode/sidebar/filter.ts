import type { RunView, SweepView } from '../../engine/view';
import type { PlaceFleet } from '../fleet/nodes';

/** The filter of a tree: words that the user typed. `state:failed` and `tag:team=ml` are special; all conditions must be met. */
export interface Filter {
  readonly words: readonly string[];
  readonly states: readonly string[];
  readonly tags: readonly (readonly [key: string, value: string | undefined])[];
}

/** Reads `lr-0.1 state:failed tag:team=ml`. */
export function parseFilter(text: string): Filter {
  const words: string[] = [];
  const states: string[] = [];
  const tags: (readonly [string, string | undefined])[] = [];
  for (const part of text.split(/\s+/).filter((word) => word !== '')) {
    const [, kind, rest] = /^(state|tag):(.+)$/i.exec(part) ?? [];
    if (kind === undefined || rest === undefined) words.push(part.toLowerCase());
    else if (kind.toLowerCase() === 'state') states.push(rest.toLowerCase());
    else {
      const at = rest.indexOf('=');
      tags.push(at < 0 ? [rest, undefined] : [rest.slice(0, at), rest.slice(at + 1)]);
    }
  }
  return { words, states, tags };
}

const isEmpty = ({ words, states, tags }: Filter): boolean =>
  words.length === 0 && states.length === 0 && tags.length === 0;

/** The order of the runs of a group. */
export type Order = 'index' | 'name' | 'cost' | 'launched';

/** The runs of a sweep that match the filter, in order. Undefined: the sweep is hidden. */
export function shownRuns(sweep: SweepView, filter: Filter, order: Order): readonly RunView[] | undefined {
  const named = containsAll(`${sweep.id} ${sweep.name} ${sweep.fileName}`, filter.words);
  const runs = isEmpty(filter)
    ? sweep.runs
    : sweep.runs.filter((run) => matches(run, named ? { ...filter, words: [] } : filter));
  return runs.length === 0 && !isEmpty(filter) ? undefined : ordered(runs, order);
}

/** The clouds with the instances that match the filter. */
export function shownInstances(fleet: readonly PlaceFleet[], filter: Filter): readonly PlaceFleet[] {
  if (isEmpty(filter)) return fleet;
  return fleet.map((place) => ({
    ...place,
    instances: place.instances.filter(
      ({ id, type, state, tags }) =>
        containsAll(`${id} ${type} ${Object.values(tags).join(' ')}`, filter.words) &&
        (filter.states.length === 0 || filter.states.includes(state)) &&
        hasTags(tags, filter),
    ),
  }));
}

function matches(run: RunView, filter: Filter): boolean {
  const text = [run.name, run.instance?.id ?? '', ...Object.entries(run.parameters).flat()].join(' ');
  return (
    containsAll(text, filter.words) &&
    (filter.states.length === 0 || filter.states.includes(run.state)) &&
    hasTags(run.instance?.tags ?? {}, filter)
  );
}

const containsAll = (text: string, words: readonly string[]): boolean => {
  const lower = text.toLowerCase();
  return words.every((word) => lower.includes(word));
};

const hasTags = (tags: Readonly<Record<string, string>>, filter: Filter): boolean =>
  filter.tags.every(([key, value]) => (value === undefined ? tags[key] !== undefined : tags[key] === value));

function ordered(runs: readonly RunView[], order: Order): readonly RunView[] {
  switch (order) {
    case 'index':
      return runs;
    case 'name':
      return runs.toSorted((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
    case 'cost':
      return runs.toSorted((a, b) => (b.accruedUsd ?? -1) - (a.accruedUsd ?? -1) || a.index - b.index);
    case 'launched':
      return runs.toSorted((a, b) => (b.launchedAt ?? 0) - (a.launchedAt ?? 0) || a.index - b.index);
  }
}
