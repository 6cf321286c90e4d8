import { conflictsOf } from './checks/conflicts';
import { placeholderFindings } from './checks/placeholders';
import type { ReadContext } from './context';
import type { Finding } from './finding';
import { collision, type Layer } from './layer';
import { Names } from './names';
import { nameNode, nameOf, parametersOf } from './resolve';
import type { RunEntry } from './run-entry';
import type { ItemHolder } from './structure';
import { placeholdersOf } from './template';

/** A run of `params` with its inherited values. */
export interface ParamsRow {
  readonly cell: RunEntry;
  /** Its name, if it has its own or one from a template. */
  readonly name: string | undefined;
  /** Its problems in combination with `defaults`. */
  readonly findings: readonly Finding[];
}

interface HeldRows {
  readonly holder: ItemHolder;
  readonly rows: readonly ParamsRow[];
}

/** The parts of `defaults` that the runs depend on, without the script, since it is edited most often. */
export class InheritedDefaults {
  readonly key: string;
  readonly #variables: ReadonlyMap<string, string>;
  /** Whether names contain the run's index: then an additional run changes all runs below it. */
  readonly indexed: boolean;

  constructor(
    readonly defaults: Layer,
    private readonly context: ReadContext,
  ) {
    const parameters = defaults.parameters.map(({ key, value }) => [key.text, value.text]);
    this.key = JSON.stringify([defaults.name?.text, parameters, defaults.settings]);
    this.#variables = new Map(parameters.map(([key = '']) => [context.keys.of(key).variable, key]));
    const template = placeholdersOf(defaults.name?.text ?? '').some(({ key }) => key === 'index');
    this.indexed = template || defaults.parameters.some(({ value }) => usesIndex(value.text));
  }

  rowOf(cell: RunEntry, index: number): ParamsRow {
    const { layer } = cell;
    const layers = [this.defaults, layer];
    const node = nameNode(layers);
    const name = node === undefined ? undefined : nameOf(node, parametersOf(layers, index), index);
    return { cell, name, findings: this.#together(layer, cell.findings) };
  }

  #together(layer: Layer, findings: readonly Finding[]): readonly Finding[] {
    const all: Finding[] = [...conflictsOf(this.defaults, layer, this.context)];
    if (layer.name?.text.includes('{') === true) {
      const keys = [...this.defaults.parameters, ...layer.parameters].map(({ key }) => key.text);
      all.push(...placeholderFindings(layer.name, keys));
    }
    for (const { key } of layer.parameters) {
      const { variable } = this.context.keys.of(key.text);
      const other = this.#variables.get(variable);
      if (other !== undefined && other !== key.text) all.push(collision(key, other, variable));
    }
    return all.length === 0 ? findings : [...findings, ...all];
  }
}

const usesIndex = (text: string): boolean => placeholdersOf(text).some(({ key }) => key === 'index');

/** The runs of `params` in order, updated by changes. */
export class ParamsIndex {
  #held: HeldRows[] = [];
  #inherited: InheritedDefaults | undefined;
  #names = new Names();
  #size = 0;
  readonly #withSettings = new Set<ParamsRow>();
  readonly #withScript = new Set<ParamsRow>();
  readonly #withFindings = new Set<ParamsRow>();

  /** Free parameters of runs, and how many runs have each. */
  readonly #keys = new Map<string, number>();

  get keys(): ReadonlyMap<string, number> {
    return this.#keys;
  }

  /** Runs that say nothing about their instance themselves. */
  get plainCount(): number {
    return this.#size - this.#withSettings.size;
  }

  /** The others, unordered. */
  withSettings(): Iterable<ParamsRow> {
    return this.#withSettings;
  }

  /** Runs with problems, unordered. */
  withFindings(): Iterable<ParamsRow> {
    return this.#withFindings;
  }

  /** Runs with their own script, unordered. */
  withScript(): Iterable<ParamsRow> {
    return this.#withScript;
  }

  get names(): Names {
    return this.#names;
  }

  get size(): number {
    return this.#size;
  }

  *[Symbol.iterator](): Generator<ParamsRow> {
    for (const { rows } of this.#held) yield* rows;
  }

  /** Takes a new list of holders; only new ones are read. */
  update(
    holders: readonly ItemHolder[],
    inherited: InheritedDefaults,
    cells: (holder: ItemHolder) => readonly RunEntry[],
  ): void {
    const before = inherited === this.#inherited && !inherited.indexed ? this.#held : [];
    if (before.length === 0) {
      this.#names = new Names();
      this.#withSettings.clear();
      this.#withScript.clear();
      this.#withFindings.clear();
      this.#keys.clear();
      this.#size = 0;
    }
    this.#inherited = inherited;
    let start = 0;
    while (start < before.length && before[start]?.holder === holders[start]) start++;
    let tail = 0;
    const most = Math.min(before.length, holders.length) - start;
    while (tail < most && before[before.length - 1 - tail]?.holder === holders[holders.length - 1 - tail])
      tail++;
    for (const { rows } of before.slice(start, before.length - tail)) this.#forget(rows);
    let index = inherited.indexed ? 0 : -1;
    const added = holders.slice(start, holders.length - tail).map((holder) => {
      const rows = cells(holder).map((cell) => inherited.rowOf(cell, inherited.indexed ? index++ : index));
      this.#learn(rows);
      return { holder, rows };
    });
    this.#held = [...before.slice(0, start), ...added, ...before.slice(before.length - tail)];
  }

  /** Replaces one holder with another one. False if names depend on positions, so that all have to be read. */
  replace(index: number, holder: ItemHolder, cells: (holder: ItemHolder) => readonly RunEntry[]): boolean {
    const inherited = this.#inherited;
    const before = this.#held[index];
    if (inherited === undefined || before === undefined || inherited.indexed) return false;
    this.#forget(before.rows);
    const rows = cells(holder).map((cell) => inherited.rowOf(cell, -1));
    this.#learn(rows);
    this.#held[index] = { holder, rows };
    return true;
  }

  #learn(rows: readonly ParamsRow[]): void {
    this.#size += rows.length;
    for (const row of rows) {
      if (row.name !== undefined) this.#names.add(row.name);
      const { layer } = row.cell;
      if (layer.hasSettings) this.#withSettings.add(row);
      if (layer.script !== undefined) this.#withScript.add(row);
      if (row.findings.length > 0) this.#withFindings.add(row);
      for (const { key } of layer.parameters) this.#keys.set(key.text, (this.#keys.get(key.text) ?? 0) + 1);
    }
  }

  #forget(rows: readonly ParamsRow[]): void {
    this.#size -= rows.length;
    for (const row of rows) {
      if (row.name !== undefined) this.#names.remove(row.name);
      this.#withSettings.delete(row);
      this.#withScript.delete(row);
      this.#withFindings.delete(row);
      for (const { key } of row.cell.layer.parameters) {
        const count = (this.#keys.get(key.text) ?? 0) - 1;
        if (count > 0) this.#keys.set(key.text, count);
        else this.#keys.delete(key.text);
      }
    }
  }
}
