import { t } from '@vscode/l10n';
import { Anchors } from './anchors';
import { type Cell, cellsOf, unsafeName } from './cell';
import { conflictsOf } from './conflicts';
import type { ReadContext } from './context';
import { readCsv } from './csv';
import { type Expansion, expand, MOST_RUNS, NO_EXPANSION } from './expansion';
import { type Finding, problemOf } from './finding';
import { groupsOf } from './groups';
import { isReservedKey, KeyFacts } from './keys';
import type { Knowledge } from './knowledge';
import { EMPTY_LAYER, type Layer, readLayer } from './layer';
import { budgetFinding, quotaFindings } from './limits';
import { nameFromFile } from './name';
import type { Problem } from './problem';
import { nameNode, nameOf, parametersOf } from './resolve';
import { Basis, Rows } from './rows';
import type { Sweep, SweepDefaults } from './run';
import { runsOf } from './runs';
import { Scripts, unusedKeys } from './script/scripts';
import type { SweepSource } from './source';
import { type ItemHolder, type Structure, structureOf } from './structure';
import type { Surroundings } from './surroundings';
import type { Chunk } from './syntax/chunk';
import { ChunkedText, type TextChange } from './syntax/chunked-text';
import type { ScalarNode } from './syntax/node';
import type { Position } from './text';
import { readTopLevel, type TopLevel } from './top-level';
import { addDefault, headline, noRuns, syntaxFindings } from './whole';

export interface SweepOptions {
  readonly defaults: SweepDefaults;
  readonly surroundings?: Surroundings | undefined;
  readonly knowledge?: Knowledge | undefined;
}

/**
 * A sweep file that is being edited. An edit reads again what it touched and what depends on it, not the file;
 * what it answers is the same as if the text had been read at once.
 */
export class SweepDocument {
  readonly fileName: string;
  readonly #text: ChunkedText;
  readonly #language: SweepSource['language'];
  #options: SweepOptions;
  #keys = new KeyFacts();
  #anchors: Anchors;
  #context: ReadContext;
  #cells = new WeakMap<ItemHolder, readonly Cell[]>();
  #layers = new WeakMap<object, Layer>();
  #rows = new Rows();
  #basis: Basis;
  #structure: Structure;
  #top: TopLevel;
  #defaults: Layer = EMPTY_LAYER;
  #params: ParamsList = { holders: [], findings: [] };
  #expansion: { readonly key: readonly unknown[]; readonly value: Expansion } = {
    key: [],
    value: NO_EXPANSION,
  };
  /** Chunks that are not YAML or JSON: few, and looked for only where something changed. */
  readonly #faulty: Set<Chunk>;
  #scripts: Scripts;
  #findings: readonly Finding[] | undefined;
  #problems: readonly Problem[] | undefined;
  #sweep: Sweep | undefined;

  constructor(source: SweepSource, options: SweepOptions) {
    this.fileName = source.fileName;
    this.#language = source.language;
    this.#options = options;
    this.#text = new ChunkedText(source.text, source.language);
    this.#faulty = new Set(this.#text.chunks.filter(isFaulty));
    this.#anchors = new Anchors(this.#text.chunks);
    this.#context = this.#newContext();
    this.#scripts = new Scripts(this.#context.knowledge);
    this.#structure = structureOf(this.#text.chunks);
    this.#top = readTopLevel(this.#structure, this.#context);
    this.#basis = new Basis(EMPTY_LAYER, this.#context);
    this.#refresh();
  }

  get text(): string {
    return this.#text.text;
  }

  get chunks(): readonly Chunk[] {
    return this.#text.chunks;
  }

  get language(): SweepSource['language'] {
    return this.#language;
  }

  /** The chunk that holds a place; the last one for a place behind the end. */
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

  /** Runs of `params`. */
  get rows(): Rows {
    return this.#rows;
  }

  get expansion(): Expansion {
    return this.#expansion.value;
  }

  /** How many runs the sweep has. */
  get size(): number {
    return this.#rows.size + this.#expansion.value.combinations.length;
  }

  /** Applies changes one after the other, each to what the one before it left. */
  edit(changes: readonly TextChange[]): void {
    let anchored = !this.#anchors.isEmpty;
    let patched = !anchored;
    for (const change of changes) {
      const { removed, added } = this.#text.edit(change);
      for (const chunk of removed) this.#faulty.delete(chunk);
      for (const chunk of added) if (isFaulty(chunk)) this.#faulty.add(chunk);
      anchored ||= [...removed, ...added].some(
        ({ tree }) => tree.anchors.size > 0 || tree.aliases.length > 0,
      );
      patched &&= !anchored && this.#patch(removed, added);
    }
    if (anchored) this.#forget();
    if (patched) this.#outdate();
    else this.#refresh();
  }

  /** Puts one run of `params` in the place of another: what most keystrokes in a long file come to. */
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
    return this.#rows.replace(index, after, (holder) => this.#cellsOf(holder));
  }

  /** Reads everything again with other settings, knowledge or files beside it. */
  configure(options: SweepOptions): void {
    this.#options = options;
    this.#forget();
    this.#scripts = new Scripts(this.#context.knowledge);
    this.#refresh();
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

  /** What would be launched. */
  sweep(): Sweep {
    this.#sweep ??= {
      name: this.#top.name ?? nameFromFile(this.fileName),
      runs:
        this.size > MOST_RUNS
          ? []
          : runsOf(this.#defaults, this.#rows, this.expansion, this.#options.defaults),
      ...(this.#top.budget === undefined ? {} : { budget: this.#top.budget }),
      ...(this.#top.maxConcurrent === undefined ? {} : { maxConcurrent: this.#top.maxConcurrent }),
    };
    return this.#sweep;
  }

  findings(): readonly Finding[] {
    this.#findings ??= this.#collect();
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
    this.#rows = new Rows();
    this.#expansion = { key: [], value: NO_EXPANSION };
    this.#basis = new Basis(EMPTY_LAYER, this.#context);
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
    const basis = new Basis(this.#defaults, this.#context);
    // Runs see `defaults` through the basis: one that says the same leaves all rows as they are.
    if (basis.key !== this.#basis.key || this.#basis.indexed || this.#rows.size === 0) this.#basis = basis;
    this.#params = this.#readParams();
    this.#rows.update(this.#params.holders, this.#basis, (holder) => this.#cellsOf(holder));
    this.#expand();
  }

  #cellsOf(holder: ItemHolder): readonly Cell[] {
    const known = this.#cells.get(holder);
    if (known !== undefined) return known;
    const cells = cellsOf(holder, this.#context);
    this.#cells.set(holder, cells);
    return cells;
  }

  #readDefaults(): Layer {
    const block = this.#top.blocks.get('defaults');
    const target = block === undefined ? undefined : this.#context.resolve(block.value);
    if (target?.kind !== 'mapping') return EMPTY_LAYER;
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
    if (target?.kind === 'mapping') return readCsv(target, this.#context);
    const message = t('`params` must be a list of runs, or a CSV file: {file: runs.csv}.');
    return {
      holders: [],
      findings: [{ code: 'invalid-value', severity: 'error', message, span: block.value, fixes: [] }],
    };
  }

  #expand(): void {
    const { blocks } = this.#top;
    const exclude = this.cellsUnder('exclude');
    const include = this.cellsUnder('include');
    const key = [
      this.#context,
      blocks.get('grid')?.value,
      blocks.get('random')?.value,
      blocks.get('grid')?.items === undefined,
      blocks.get('random')?.items === undefined,
      ...exclude,
      ...include,
    ];
    const same =
      key.length === this.#expansion.key.length && key.every((part, at) => part === this.#expansion.key[at]);
    if (!same) this.#expansion = { key, value: expand(this.#top, this.#context, exclude, include) };
  }

  #collect(): readonly Finding[] {
    const { chunks } = this.#text;
    const findings: Finding[] = [...syntaxFindings(this.#faulty, this.#structure)];
    const broken = findings.length > 0;
    findings.push(...this.#anchors.findings(), ...this.#top.findings, ...this.#params.findings);
    this.#collectDefaults(findings);
    for (const key of ['exclude', 'include'] as const) this.#collectList(key, findings);
    for (const row of this.#rows.withFindings()) findings.push(...row.findings);
    findings.push(...this.expansion.findings);
    this.#collectNames(findings);
    this.#collectScripts(findings);
    if (this.size > MOST_RUNS && !findings.some(({ code }) => code === 'too-many-runs')) {
      const span = headline(this.#top, chunks);
      const message = t(
        'These are {0} runs: a sweep has at most {1}. Leave out values, or split the sweep.',
        this.size,
        MOST_RUNS,
      );
      if (span !== undefined)
        findings.push({ code: 'too-many-runs', severity: 'error', message, span, fixes: [] });
    }
    if (this.size === 0) {
      const none =
        broken || findings.some(({ severity }) => severity === 'error')
          ? undefined
          : noRuns(this.#top, chunks);
      if (none !== undefined) findings.push(none);
    } else if (!broken) {
      this.#collectMissing(findings);
      this.#collectLimits(findings);
    }
    return findings;
  }

  #collectDefaults(findings: Finding[]): void {
    const block = this.#top.blocks.get('defaults');
    if (block === undefined) return;
    findings.push(...this.#defaults.findings, ...conflictsOf(EMPTY_LAYER, this.#defaults, this.#context));
    const unsafe = this.#defaults.name === undefined ? undefined : unsafeName(this.#defaults.name);
    if (unsafe !== undefined) findings.push(unsafe);
    const target = this.#context.resolve(block.value);
    const empty = target?.kind === 'scalar' && target.text === '' && block.items === undefined;
    if (target === undefined || target.kind === 'mapping' || empty) return;
    const message = t('`defaults` must be a mapping of keys to values, such as `instance_type: t3.micro`.');
    const span = block.items === undefined ? block.value : block.key;
    findings.push({ code: 'invalid-value', severity: 'error', message, span, fixes: [] });
  }

  #collectList(key: 'exclude' | 'include', findings: Finding[]): void {
    const block = this.#top.blocks.get(key);
    if (block === undefined) return;
    const target = this.#context.resolve(block.value);
    const empty = target?.kind === 'scalar' && target.text === '';
    if (block.items === undefined && target !== undefined && !empty) {
      const message = t('`{0}` must be a list of combinations, such as `- learning_rate: 0.1`.', key);
      findings.push({ code: 'invalid-value', severity: 'error', message, span: block.value, fixes: [] });
    }
    for (const holder of block.items ?? [])
      for (const cell of this.#cellsOf(holder)) findings.push(...cell.findings);
  }

  #collectNames(findings: Finding[]): void {
    const told = new Set<unknown>();
    const tell = (node: Finding['span'], template: boolean, name: string): void => {
      if (told.has(node)) return;
      told.add(node);
      findings.push({
        code: 'duplicate-name',
        severity: 'error',
        message: template
          ? t(
              'This gives several runs the name `{0}`. Add a parameter that tells them apart, or {index}.',
              name,
            )
          : t(
              'Another run is named `{0}` already. Names are unique in a sweep; upper and lower case count as one.',
              name,
            ),
        span: node,
        fixes: [],
      });
    };
    const { names } = this.#rows;
    const taken = new Set<string>();
    if (names.clash) {
      for (const { name, cell } of this.#rows) {
        if (name === undefined || !names.isShared(name)) continue;
        const node = nameNode([this.#defaults, cell.layer]);
        const own = cell.layer.name;
        if (taken.has(name.toLowerCase()) && node !== undefined) tell(node, own === undefined, name);
        taken.add(name.toLowerCase());
      }
    }
    const seen = new Set<string>();
    let index = this.#rows.size;
    for (const { layers } of this.expansion.combinations) {
      const all = [this.#defaults, ...layers];
      const node = nameNode(all);
      if (node !== undefined) {
        const name = nameOf(node, parametersOf(all, index), index);
        const key = name.toLowerCase();
        if (seen.has(key) || names.has(name)) tell(node, true, name);
        seen.add(key);
      }
      index++;
    }
  }

  /** Free parameters of the sweep, each at a place where it stands. */
  parameterKeys(): ReadonlyMap<string, ScalarNode> {
    const keys = new Map<string, ScalarNode>();
    const add = (key: ScalarNode): void => {
      if (!keys.has(key.text) && !isReservedKey(key.text)) keys.set(key.text, key);
    };
    for (const { key } of this.#defaults.parameters) add(key);
    for (const axis of this.expansion.grid?.axes ?? []) add(axis.key);
    for (const dimension of this.expansion.search?.dimensions ?? []) add(dimension.key);
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

  /** Entries of `include` or `exclude`. */
  cellsUnder(key: 'include' | 'exclude'): readonly Cell[] {
    return (this.#top.blocks.get(key)?.items ?? []).flatMap((holder) => this.#cellsOf(holder));
  }

  get scripts(): Scripts {
    return this.#scripts;
  }

  #collectScripts(findings: Finding[]): void {
    const { keys } = this.#context;
    const all = this.parameterKeys();
    const provided = new Set([...all.keys()].map((key) => keys.of(key).variable));
    const ends = (layer: Layer): boolean =>
      (layer.settings.onComplete ?? this.#defaults.settings.onComplete ?? 'keep') !== 'keep';
    const { script } = this.#defaults;
    const read = script === undefined ? undefined : this.#scripts.read(script);
    if (read !== undefined) {
      findings.push(...this.#scripts.check(read, provided, ends(this.#defaults)));
      const named = [...all].map(([key, node]) => ({ key: node, variable: keys.of(key).variable }));
      for (const key of unusedKeys(read, named)) {
        const message = t(
          'No run uses `{0}`: the script does not name {1}.',
          key.text,
          `$${keys.of(key.text).variable}`,
        );
        findings.push({ code: 'unused-parameter', severity: 'information', message, span: key, fixes: [] });
      }
    }
    let checked = 0;
    for (const { cell } of this.#rows.withScript()) {
      const own = cell.layer.script === undefined ? undefined : this.#scripts.read(cell.layer.script);
      // Scripts written out for each run are read one by one: so many show what is wrong with the rest.
      if (own === undefined || checked++ >= MOST_OWN_SCRIPTS) continue;
      const names = [...this.#defaults.parameters, ...cell.layer.parameters].map(
        ({ key }) => keys.of(key.text).variable,
      );
      findings.push(...this.#scripts.check(own, new Set(names), ends(cell.layer)));
    }
  }

  #collectMissing(findings: Finding[]): void {
    const span = headline(this.#top, this.#text.chunks);
    if (span === undefined) return;
    const runs = this.#layersOfRuns();
    if (
      this.#defaults.reserved.get('ttl') === undefined &&
      runs.some(
        (layers) =>
          !layers.some((layer) => layer.reserved.has('ttl') || layer.settings.ttlSeconds !== undefined),
      )
    ) {
      findings.push({
        code: 'no-ttl',
        severity: 'warning',
        message: t('Without a `ttl` an instance lives, and costs, until somebody ends it.'),
        span,
        fixes: addDefault(this.#top, 'ttl', '1h'),
      });
    }
    if (
      !this.#defaults.reserved.has('user_data') &&
      runs.some(
        (layers) => !layers.some((layer) => layer.script !== undefined || layer.reserved.has('user_data')),
      )
    ) {
      findings.push({
        code: 'no-user-data',
        severity: 'information',
        message: t('Without `user_data` an instance starts and runs nothing.'),
        span,
        fixes: [],
      });
    }
  }

  #collectLimits(findings: Finding[]): void {
    const { knowledge } = this.#context;
    const span = headline(this.#top, this.#text.chunks);
    const budgeted = this.#top.budget !== undefined && knowledge.estimate !== undefined;
    if (span === undefined || (!budgeted && knowledge.vcpuQuota === undefined)) return;
    const groups = groupsOf(this, this.#options.defaults);
    const over = budgetFinding(this.#top, groups, knowledge);
    if (over !== undefined) findings.push(over);
    findings.push(...quotaFindings(this.#top, groups, knowledge, span));
  }

  #layersOfRuns(): { some(test: (layers: readonly Layer[]) => boolean): boolean } {
    return {
      some: (test) => {
        for (const { cell } of this.#rows) if (test([cell.layer])) return true;
        return this.expansion.combinations.some(({ layers }) => test(layers));
      },
    };
  }
}

const isFaulty = (chunk: Chunk): boolean => chunk.role !== 'rest' && chunk.tree.faults.length > 0;

/** Place of the item at or above a line. */
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

const MOST_OWN_SCRIPTS = 100;

interface ParamsList {
  readonly holders: readonly ItemHolder[];
  readonly findings: readonly Finding[];
}
