import { t } from '@vscode/l10n';
import type { Finding } from './finding';
import type { AliasNode, Chunk, SyntaxNode } from './syntax/node';

/** The anchors of a whole document: a chunk's aliases may stand for what another chunk names. */
export class Anchors {
  readonly #nodes = new Map<string, SyntaxNode>();
  readonly #aliases: AliasNode[] = [];

  constructor(chunks: readonly Chunk[]) {
    for (const { tree } of chunks) {
      for (const [name, node] of tree.anchors) this.#nodes.set(name, node);
      this.#aliases.push(...tree.aliases);
    }
  }

  get isEmpty(): boolean {
    return this.#nodes.size === 0 && this.#aliases.length === 0;
  }

  /** What a node stands for; undefined for an alias without an anchor, or one that leads to itself. */
  readonly resolve = (node: SyntaxNode): SyntaxNode | undefined => {
    let target: SyntaxNode | undefined = node;
    for (let steps = 0; target?.kind === 'alias'; steps++) {
      if (steps > 16) return undefined;
      target = this.#nodes.get(target.name);
    }
    return target;
  };

  findings(): readonly Finding[] {
    const findings: Finding[] = [];
    for (const alias of this.#aliases) {
      if (this.resolve(alias) !== undefined) continue;
      const message = t('There is no anchor `&{0}` for this alias.', alias.name);
      findings.push({ code: 'unknown-alias', severity: 'error', message, span: alias, fixes: [] });
    }
    const bomb = this.#bomb();
    if (bomb !== undefined) {
      findings.push({
        code: 'alias-bomb',
        severity: 'error',
        message: t('Aliases within aliases make this value too large. Write out what is needed.'),
        span: bomb,
        fixes: [],
      });
    }
    return findings;
  }

  /** An anchored value that unfolds to more nodes than any sweep needs. */
  #bomb(): SyntaxNode | undefined {
    const sizes = new Map<SyntaxNode, number>();
    for (const node of this.#nodes.values()) if (this.#sizeOf(node, sizes, 0) > 100_000) return node;
    return undefined;
  }

  #sizeOf(node: SyntaxNode, sizes: Map<SyntaxNode, number>, depth: number): number {
    const known = sizes.get(node);
    if (known !== undefined) return known;
    // An anchor around itself unfolds without end.
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
        const target = this.#nodes.get(node.name);
        return target === undefined ? 1 : this.#sizeOf(target, sizes, depth);
      }
      case 'sequence':
        return node.items.reduce((sum, item) => sum + this.#sizeOf(item, sizes, depth), 1);
      case 'mapping':
        return node.entries.reduce((sum, entry) => sum + this.#sizeOf(entry.value, sizes, depth), 1);
    }
  }
}
