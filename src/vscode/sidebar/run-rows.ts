import type { RunView } from '../../engine/view';
import { type GroupNode, type RunNode, runNode } from '../fleet/nodes';
import type { Phrases } from '../format/phrases';
import { appearanceOf, changing, type RowAppearance, sameLook } from './row-appearance';

/** A row, and its texts that change with time. */
interface Row {
  readonly id: string;
  look: RowAppearance;
  took: string | undefined;
  left: string | undefined;
  cost: string | undefined;
}

/**
 * The rows of an expanded group, one for each of its runs. A run without news is the same object as before, so that for
 * ten thousand unchanged runs only the time-dependent texts are compared.
 */
export class RunRows {
  readonly ids: readonly string[];
  #group: GroupNode;
  readonly #rows: readonly Row[];
  readonly #places = new Map<string, number>();

  constructor(
    group: GroupNode,
    now: number,
    private readonly phrases: Phrases,
  ) {
    this.#group = group;
    this.#rows = group.runs.map((run): Row => {
      const node = runNode(group, run);
      return { id: node.id, look: appearanceOf(node, now, phrases), ...this.#wordsOf(run, now) };
    });
    this.ids = this.#rows.map(({ id }) => id);
    for (const [place, id] of this.ids.entries()) this.#places.set(id, place);
  }

  node(id: string): RunNode | undefined {
    const run = this.#group.runs[this.#places.get(id) ?? -1];
    return run === undefined ? undefined : runNode(this.#group, run);
  }

  look(id: string): RowAppearance | undefined {
    return this.#rows[this.#places.get(id) ?? -1]?.look;
  }

  /** Updates the group. @returns IDs of the rows with a new appearance; undefined if it has other runs */
  update(group: GroupNode, now: number): readonly string[] | undefined {
    const before = this.#group;
    if (!sameRuns(before.runs, group.runs)) return undefined;
    this.#group = group;
    const changed: string[] = [];
    const sameKind =
      before.measure === group.measure &&
      before.provider === group.provider &&
      before.staleSince === group.staleSince;
    group.runs.forEach((run, place) => {
      const row = this.#rows[place];
      if (row === undefined) return;
      if (sameKind && run === before.runs[place] && this.#readsTheSame(row, run, now)) return;
      const look = appearanceOf(runNode(group, run), now, this.phrases);
      if (!sameLook(row.look, look)) changed.push(row.id);
      Object.assign(row, { look, ...this.#wordsOf(run, now) });
    });
    return changed;
  }

  #readsTheSame(row: Row, run: RunView, now: number): boolean {
    return (
      row.cost === changing.cost(run, this.#group.provider, this.phrases) &&
      row.took === changing.took(run, now, this.phrases) &&
      row.left === changing.left(run, now, this.phrases)
    );
  }

  #wordsOf(run: RunView, now: number): Pick<Row, 'took' | 'left' | 'cost'> {
    return {
      took: changing.took(run, now, this.phrases),
      left: changing.left(run, now, this.phrases),
      cost: changing.cost(run, this.#group.provider, this.phrases),
    };
  }
}

const sameRuns = (a: readonly RunView[], b: readonly RunView[]): boolean =>
  a === b ||
  (a.length === b.length && a.every((run, place) => run === b[place] || run.index === b[place]?.index));
