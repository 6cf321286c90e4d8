import { t } from '@vscode/l10n';
import type { Finding } from './finding';
import { merged, mergeFindings } from './merge';
import type { AliasNode, Chunk, Entry, MappingNode, SyntaxNode, Tree } from './syntax/node';

/** Whether a chunk of a document has anchors, aliases or merges. */
export const hasMarks = ({ anchors, aliases, merges }: Tree): boolean =>
  anchors.length > 0 || aliases.length > 0 || merges.length > 0;

/** The anchors and merges of a whole document: aliases of one chunk can refer to anchors of another one. */
export class Anchors {
  readonly #nodes: SyntaxNode[] = [];
  readonly #names = new Set<string>();
  /** The target of each alias: the last anchor with its name above it. */
  readonly #targets = new Map<AliasNode, SyntaxNode | undefined>();

  readonly #merges: Entry[] = [];
  readonly #merged = new WeakMap<MappingNode, MappingNode>();

  constructor(chunks: readonly Chunk[]) {
    const above = new Map<string, SyntaxNode>();
    for (const { tree, role } of chunks) {
      if (role === 'rest' || !hasMarks(tree)) continue;
      this.#merges.push(...tree.merges);
      for (const { name, node } of tree.anchors) {
        this.#nodes.push(node);
        this.#names.add(name);
      }
      const marks = [...tree.anchors, ...tree.aliases.map((node) => ({ name: node.name, node }))];
      for (const { name, node } of marks.sort((a, b) => a.node.start - b.node.start)) {
        if (node.kind === 'alias') this.#targets.set(node, above.get(name));
        else above.set(name, node);
      }
    }
  }

  get isEmpty(): boolean {
    return this.#nodes.length === 0 && this.#targets.size === 0 && this.#merges.length === 0;
  }

  /** The resolved node, including what `<<` merges into it; undefined for an alias without an anchor, or a circular one. */
  readonly resolve = (node: SyntaxNode): SyntaxNode | undefined => {
    const target = this.#targetOf(node);
    if (target?.kind !== 'mapping' || this.#merges.length === 0) return target;
    const known = this.#merged.get(target) ?? merged(target, this.#targetOf);
    this.#merged.set(target, known);
    return known;
  };

  readonly #targetOf = (node: SyntaxNode): SyntaxNode | undefined => {
    let target: SyntaxNode | undefined = node;
    for (let steps = 0; target?.kind === 'alias'; steps++) {
      if (steps > 16) return undefined;
      target = this.#targets.get(target);
    }
    return target;
  };

  findings(): readonly Finding[] {
    const findings: Finding[] = [];
    for (const alias of this.#targets.keys()) {
      if (this.#targetOf(alias) !== undefined) continue;
      const message = this.#names.has(alias.name)
        ? t('The anchor `&{0}` is defined after this alias. Move it above.', alias.name)
        : t('Unknown alias `*{0}`. No anchor `&{0}` is defined.', alias.name);
      findings.push({ code: 'unknown-alias', severity: 'error', message, span: alias, fixes: [] });
    }
    for (const merge of this.#merges) findings.push(...mergeFindings(merge, this.#targetOf));
    const bomb = this.#bomb();
    if (bomb !== undefined) {
      findings.push({
        code: 'alias-bomb',
        severity: 'error',
        message: t('Nested aliases make this value too large. Write out the values instead.'),
        span: bomb,
        fixes: [],
      });
    }
    return findings;
  }

  /** An anchored value that expands to more nodes than any sweep needs. */
  #bomb(): SyntaxNode | undefined {
    const sizes = new Map<SyntaxNode, number>();
    for (const node of this.#nodes) if (this.#sizeOf(node, sizes, 0) > 100_000) return node;
    return undefined;
  }

  #sizeOf(node: SyntaxNode, sizes: Map<SyntaxNode, number>, depth: number): number {
    const known = sizes.get(node);
    if (known !== undefined) return known;
    // An anchor around itself expands endlessly.
    sizes.set(node, Number.POSITIVE_INFINITY);
    const size = depth > 200 ? Number.POSITIVE_INFINITY : this.#unfolded(node, sizes, depth + 1);
    sizes.set(node, size);
    return size;
  }

  #unfolded(node: SyntaxNode, sizes: Map<SyntaxNode, number>, depth: number): number {
    switch (node.kind) {
      case 'scalar':
        return 1;
      case 'alias': {
        const target = this.#targets.get(node);
        return target === undefined ? 1 : this.#sizeOf(target, sizes, depth);
      }
      case 'sequence':
        return node.items.reduce((sum, item) => sum + this.#sizeOf(item, sizes, depth), 1);
      case 'mapping':
        return node.entries.reduce((sum, entry) => sum + this.#sizeOf(entry.value, sizes, depth), 1);
    }
  }
}
