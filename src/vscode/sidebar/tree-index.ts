import { childrenOf, type FleetNode } from '../fleet/nodes';
import { Phrases } from '../format/phrases';
import { appearanceOf, type RowAppearance, sameLook } from './row-appearance';
import { RunRows } from './run-rows';

/** Rows to repaint: all of them, or those with these IDs. */
export type Changes = 'all' | readonly string[];

/**
 * The rows that a tree view has requested, by ID, and their appearance. After a poll, it returns the rows that changed,
 * so that a thousand unchanged rows need no work.
 */
export class TreeIndex {
  #roots: readonly FleetNode[] = [];
  readonly #nodes = new Map<string, FleetNode>();
  readonly #looks = new Map<string, RowAppearance>();
  readonly #shown = new Map<string, readonly string[]>();
  /** Rows of expanded groups, by ID of the group. */
  readonly #runs = new Map<string, RunRows>();
  readonly #phrases = new Phrases();

  constructor(private readonly now: () => number) {}

  /** IDs of the rows below `id`; without one, the roots. */
  children(id?: string): readonly string[] {
    const parent = id === undefined ? undefined : this.#nodes.get(id);
    if (parent?.kind === 'group') {
      const rows = this.#runs.get(parent.id) ?? new RunRows(parent, this.now(), this.#phrases);
      this.#runs.set(parent.id, rows);
      return rows.ids;
    }
    const nodes = id === undefined ? this.#roots : parent === undefined ? [] : childrenOf(parent);
    for (const node of nodes) this.#keep(node);
    const ids = nodes.map((node) => node.id);
    this.#shown.set(id ?? '', ids);
    return ids;
  }

  node(id: string): FleetNode | undefined {
    return this.#nodes.get(id) ?? this.#runs.get(groupOf(id))?.node(id) ?? this.find(id)?.node;
  }

  /** A root, or an instance without a sweep with its parent row; even if VS Code hasn't requested it yet. */
  find(id: string): { readonly node: FleetNode; readonly parent?: string } | undefined {
    for (const root of this.#roots) {
      if (root.id === id) return { node: root };
      const orphan = root.kind === 'orphans' ? root.nodes.find((node) => node.id === id) : undefined;
      if (orphan !== undefined) return { node: orphan, parent: root.id };
    }
    return undefined;
  }

  look(id: string): RowAppearance | undefined {
    return this.#looks.get(id) ?? this.#runs.get(groupOf(id))?.look(id);
  }

  /** Replaces the roots, and returns the requested rows that must be repainted. */
  update(roots: readonly FleetNode[]): Changes {
    this.#roots = roots;
    const now = this.now();
    const changed: string[] = [];
    const visited = new Set<string>();
    const visit = (parent: string, nodes: readonly FleetNode[]): boolean => {
      const before = this.#shown.get(parent);
      if (before === undefined) return true;
      if (before.length !== nodes.length || nodes.some((node, i) => node.id !== before[i])) {
        // Requested again when it is painted; until then there is nothing to compare it with.
        this.#shown.delete(parent);
        return false;
      }
      for (const [place, node] of nodes.entries()) {
        // The same text as before, as the string whose hash is already known.
        const id = before[place] ?? node.id;
        visited.add(id);
        const look = this.#appearanceOf(node);
        const same = sameLook(this.#looks.get(id), look);
        this.#nodes.set(id, node);
        this.#looks.set(id, look);
        if (!visitBelow(id, node) || !same) changed.push(id);
      }
      return true;
    };
    const visitBelow = (id: string, node: FleetNode): boolean => {
      if (node.kind !== 'group') return !this.#shown.has(id) || visit(id, childrenOf(node));
      const rows = this.#runs.get(id);
      if (rows === undefined) return true;
      const changedRuns = rows.update(node, now);
      if (changedRuns === undefined) this.#runs.delete(id);
      else changed.push(...changedRuns);
      return changedRuns !== undefined;
    };
    const settled = visit('', roots);
    this.#forget(visited);
    return settled ? changed : 'all';
  }

  #appearanceOf(node: FleetNode): RowAppearance {
    return appearanceOf(node, this.now(), this.#phrases);
  }

  #forget(visited: ReadonlySet<string>): void {
    if (visited.size === this.#nodes.size) return;
    for (const id of [...this.#nodes.keys()])
      if (!visited.has(id)) {
        this.#nodes.delete(id);
        this.#looks.delete(id);
        this.#shown.delete(id);
        this.#runs.delete(id);
      }
  }

  #keep(node: FleetNode): void {
    this.#nodes.set(node.id, node);
    this.#looks.set(node.id, this.#appearanceOf(node));
  }
}

/** Of a run's ID, that of its group. */
const groupOf = (id: string): string => id.slice(0, Math.max(0, id.lastIndexOf('/')));
