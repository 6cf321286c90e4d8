import { t } from '@vscode/l10n';
import { Anchors, hasMarks } from './anchors';
import { gatherFindings } from './checks/gather';
import type { Contents } from './contents';
import type { ReadContext } from './context';
import { readCsv } from './csv';
import { type Expansion, expand, mostRuns, noExpansion } from './expansion';
import { type Finding, problemOf } from './finding';
import { isReservedKey, KeyFacts } from './keys';
import type { Knowledge } from './knowledge';
import { emptyLayer, type Layer, readLayer } from './layer';
import { nameFromFile } from './name';
import { objectKeys, readObjects } from './objects';
import { InheritedDefaults, ParamsIndex } from './params-index';
import type { Problem } from './problem';
import type { Sweep, SweepDefaults } from './run';
import { type RunEntry, runEntriesOf } from './run-entry';
import { runsOf } from './runs';
import { Scripts } from './script/scripts';
import type { SweepSource } from './source';
import { type ItemHolder, type Structure, spanOfValue, structureOf } from './structure';
import type { Surroundings } from './surroundings';
import { ChunkedText, type TextChange } from './syntax/chunked-text';
import { type Chunk, entryOf, type ScalarNode } from './syntax/node';
import type { Position } from './text';
import { readTopLevel, type TopLevel } from './top-level';

export interface SweepOptions {
  readonly defaults: SweepDefaults;
  readonly surroundings?: Surroundings | undefined;
  readonly knowledge?: Knowledge | undefined;
  /** Reads the file in one piece, which is only needed if its braces matter across chunks. */
  readonly uncut?: boolean | undefined;
}

/**
 * A sweep file that is being edited. An edit reads only the parts that it touches, and those that depend on them; the
 * result is the same as if the whole text had been read.
 */
export class SweepDocument implements Contents {
  readonly fileName: string;
  readonly #text: ChunkedText;
  readonly #language: SweepSource['language'];
  #options: SweepOptions;
  #keys = new KeyFacts();
  #anchors: Anchors;
  #context: ReadContext;
  #cells = new WeakMap<ItemHolder, readonly RunEntry[]>();
  #layers = new WeakMap<object, Layer>();
  #rows = new ParamsIndex();
  #inherited: InheritedDefaults;
  #structure: Structure;
  #top: TopLevel;
  #defaults: Layer = emptyLayer;
  #params: ParamsList = { holders: [], findings: [] };
  #expansion: { readonly key: readonly unknown[]; readonly value: Expansion } = {
    key: [],
    value: noExpansion,
  };
  /** Chunks that aren't YAML or JSON: few, and updated only after a change. */
  readonly #faulty: Set<Chunk>;
  #scripts: Scripts;
  #findings: readonly Finding[] | undefined;
  #problems: readonly Problem[] | undefined;
  #sweep: Sweep | undefined;

  constructor(source: SweepSource, options: SweepOptions) {
    this.fileName = source.fileName;
    this.#language = source.language;
    this.#options = options;
    this.#text = new ChunkedText(source.text, source.language, options.uncut);
    this.#faulty = new Set(this.#text.chunks.filter(isFaulty));
    this.#anchors = new Anchors(this.#text.chunks);
    this.#context = this.#newContext();
    this.#scripts = new Scripts(this.#context.knowledge);
    this.#structure = structureOf(this.#text.chunks);
    this.#top = readTopLevel(this.#structure, this.#context);
    this.#inherited = new InheritedDefaults(emptyLayer, this.#context);
    this.#refresh();
  }

  get text(): string {
    return this.#text.text;
  }

  get chunks(): readonly Chunk[] {
    return this.#text.chunks;
  }

  get faulty(): Iterable<Chunk> {
    return this.#faulty;
  }

  get sourceFindings(): readonly Finding[] {
    return [...this.#anchors.findings(), ...this.#params.findings];
  }

  get fallback(): SweepDefaults {
    return this.#options.defaults;
  }

  get language(): SweepSource['language'] {
    return this.#language;
  }

  /** The chunk that contains an offset; the last one for an offset after the end. */
  chunkAt(position: Position): Chunk | undefined {
    return this.#text.chunkAt(position);
  }

  get structure(): Structure {
    return this.#structure;
  }

  get top(): TopLevel {
    return this.#top;
  }

  get context(): ReadContext {
    return this.#context;
  }

  get defaults(): Layer {
    return this.#defaults;
  }

  get rows(): ParamsIndex {
    return this.#rows;
  }

  get expansion(): Expansion {
    return this.#expansion.value;
  }

  /** Where `params` names objects in S3: the runs are those that are there when a launch is prepared. */
  get objects(): ScalarNode | undefined {
    return this.#params.objects;
  }

  /** How often each run is repeated. */
  get repeats(): number {
    return this.#top.seeds?.layers.length ?? 1;
  }

  get size(): number {
    return (this.#rows.size + this.#expansion.value.combinations.length) * this.repeats;
  }

  /** Applies changes one after the other, each to the result of the one before it. */
  edit(changes: readonly TextChange[]): void {
    let anchored = !this.#anchors.isEmpty;
    let patched = !anchored;
    for (const change of changes) {
      const { removed, added } = this.#text.edit(change);
      for (const chunk of removed) this.#faulty.delete(chunk);
      for (const chunk of added) if (isFaulty(chunk)) this.#faulty.add(chunk);
      anchored ||= [...removed, ...added].some(({ tree }) => hasMarks(tree));
      patched &&= !anchored && this.#patch(removed, added);
    }
    if (anchored) this.#forget();
    if (patched) this.#outdate();
    else this.#refresh();
  }

  /** Replaces one run of `params` with another one, which is the effect of most keystrokes in a long file. */
  #patch(removed: readonly Chunk[], added: readonly Chunk[]): boolean {
    const [before, ...othersBefore] = removed;
    const [after, ...others] = added;
    if (before === undefined && after === undefined) return true;
    if (before?.role !== 'item' || after?.role !== 'item' || others.length + othersBefore.length > 0)
      return false;
    const items = this.#top.blocks.get('params')?.items;
    if (items === undefined || items !== this.#params.holders) return false;
    const index = indexByLine(items, after.line);
    if (items[index] !== before) return false;
    items[index] = after;
    return this.#rows.replace(index, after, (holder) => this.#runEntriesOf(holder));
  }

  /** Reads everything again with other settings, knowledge, or nearby files. */
  configure(options: SweepOptions): void {
    this.#options = options;
    this.#forget();
    this.#scripts = new Scripts(this.#context.knowledge);
    this.#refresh();
  }

  /** The same file in one piece if it is written in braces, so that entries can be moved in the outermost mapping. */
  uncut(): SweepDocument {
    if (this.#language === 'yaml' || this.#options.uncut === true) return this;
    const { fileName, text } = this;
    return new SweepDocument({ fileName, text, language: 'json' }, { ...this.#options, uncut: true });
  }

  /** In the order of the text. */
  problems(): readonly Problem[] {
    this.#problems ??= this.findings()
      .map(problemOf)
      .sort(
        (a, b) =>
          a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character,
      );
    return this.#problems;
  }

  /** The sweep that would be launched. */
  sweep(): Sweep {
    this.#sweep ??= {
      name: this.#top.name ?? nameFromFile(this.fileName),
      runs:
        this.size > mostRuns
          ? []
          : runsOf(this.#defaults, this.#rows, this.expansion, this.#top, this.#options.defaults),
      budget: this.#top.budget,
      maxConcurrent: this.#top.maxConcurrent,
      metric: this.#top.metric,
    };
    return this.#sweep;
  }

  findings(): readonly Finding[] {
    this.#findings ??= gatherFindings(this);
    return this.#findings;
  }

  #newContext(): ReadContext {
    const { surroundings, knowledge = {} } = this.#options;
    return { keys: this.#keys, knowledge, surroundings, resolve: this.#anchors.resolve };
  }

  #forget(): void {
    this.#anchors = new Anchors(this.#text.chunks);
    this.#context = this.#newContext();
    this.#cells = new WeakMap();
    this.#layers = new WeakMap();
    this.#rows = new ParamsIndex();
    this.#expansion = { key: [], value: noExpansion };
    this.#inherited = new InheritedDefaults(emptyLayer, this.#context);
  }

  #outdate(): void {
    this.#findings = undefined;
    this.#problems = undefined;
    this.#sweep = undefined;
  }

  #refresh(): void {
    this.#outdate();
    this.#structure = structureOf(this.#text.chunks);
    this.#top = readTopLevel(this.#structure, this.#context);
    this.#defaults = this.#readDefaults();
    const inherited = new InheritedDefaults(this.#defaults, this.#context);
    // Runs see `defaults` through the inherited defaults: an equivalent one leaves all rows unchanged.
    if (inherited.key !== this.#inherited.key || this.#inherited.indexed || this.#rows.size === 0)
      this.#inherited = inherited;
    this.#params = this.#readParams();
    this.#rows.update(this.#params.holders, this.#inherited, (holder) => this.#runEntriesOf(holder));
    this.#expand();
  }

  #runEntriesOf(holder: ItemHolder): readonly RunEntry[] {
    const known = this.#cells.get(holder);
    if (known !== undefined) return known;
    const cells = runEntriesOf(holder, this.#context);
    this.#cells.set(holder, cells);
    return cells;
  }

  #readDefaults(): Layer {
    const block = this.#top.blocks.get('defaults');
    const target = block === undefined ? undefined : this.#context.resolve(block.value);
    if (target?.kind !== 'mapping') return emptyLayer;
    const known = this.#layers.get(target);
    if (known !== undefined) return known;
    const layer = readLayer(target, this.#context);
    this.#layers.set(target, layer);
    return layer;
  }

  #readParams(): ParamsList {
    const block = this.#top.blocks.get('params');
    if (block === undefined) return { holders: [], findings: [] };
    if (block.items !== undefined) return { holders: block.items, findings: [] };
    const target = this.#context.resolve(block.value);
    if (target?.kind === 'sequence') return { holders: [target], findings: [] };
    if (target?.kind === 'scalar' && target.text === '') return { holders: [], findings: [] };
    if (target?.kind === 'mapping') {
      if (entryOf(target, 'objects') === undefined) return readCsv(target, this.#context);
      const { findings, pattern } = readObjects(target, this.#context);
      return { holders: [], findings, objects: pattern };
    }
    const message = t('`params` must be a list of runs or a CSV file, such as {file: runs.csv}.');
    return {
      holders: [],
      findings: [{ code: 'invalid-value', severity: 'error', message, span: spanOfValue(block), fixes: [] }],
    };
  }

  #expand(): void {
    const { blocks } = this.#top;
    const exclude = this.cellsUnder('exclude');
    const include = this.cellsUnder('include');
    const key = [
      this.#context,
      blocks.get('grid')?.value,
      blocks.get('zip')?.value,
      blocks.get('random')?.value,
      blocks.get('count')?.value,
      blocks.get('seeds')?.value,
      blocks.get('grid')?.items === undefined,
      blocks.get('random')?.items === undefined,
      ...exclude,
      ...include,
    ];
    const same =
      key.length === this.#expansion.key.length && key.every((part, at) => part === this.#expansion.key[at]);
    if (!same) this.#expansion = { key, value: expand(this.#top, this.#context, exclude, include) };
  }

  parameterKeys(): ReadonlyMap<string, ScalarNode> {
    const keys = new Map<string, ScalarNode>();
    const add = (key: ScalarNode): void => {
      if (!keys.has(key.text) && !isReservedKey(key.text)) keys.set(key.text, key);
    };
    for (const { key } of this.#defaults.parameters) add(key);
    for (const axis of this.expansion.grid?.axes ?? []) add(axis.key);
    for (const key of this.expansion.zip?.keys ?? []) add(key);
    for (const dimension of this.expansion.search?.dimensions ?? []) add(dimension.key);
    const { objects } = this;
    if (objects !== undefined) for (const key of objectKeys) add({ ...objects, exact: false, text: key });
    for (const { layer } of this.cellsUnder('include')) for (const { key } of layer.parameters) add(key);
    let missing = [...this.#rows.keys.keys()].filter((key) => !keys.has(key)).length;
    for (const { cell } of this.#rows) {
      if (missing === 0) break;
      for (const { key } of cell.layer.parameters) {
        if (keys.has(key.text)) continue;
        add(key);
        missing--;
      }
    }
    return keys;
  }

  cellsUnder(key: 'include' | 'exclude'): readonly RunEntry[] {
    const block = this.#top.blocks.get(key);
    const target = block === undefined ? undefined : this.#context.resolve(block.value);
    const listed = target?.kind === 'sequence' ? [target] : [];
    return (block?.items ?? listed).flatMap((holder) => this.#runEntriesOf(holder));
  }

  get scripts(): Scripts {
    return this.#scripts;
  }
}

const isFaulty = (chunk: Chunk): boolean => chunk.role !== 'rest' && chunk.tree.faults.length > 0;

/** Index of the item at or above a line. */
function indexByLine(items: readonly ItemHolder[], line: number): number {
  let low = 0;
  let high = items.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const item = items[middle];
    if (item !== undefined && 'line' in item && item.line <= line) low = middle;
    else high = middle - 1;
  }
  return low;
}

interface ParamsList {
  readonly holders: readonly ItemHolder[];
  readonly findings: readonly Finding[];
  readonly objects?: ScalarNode | undefined;
}
