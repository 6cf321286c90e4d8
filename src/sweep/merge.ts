import { t } from '@vscode/l10n';
import type { Finding } from './finding';
import { type Entry, isMerge, type MappingNode, type ScalarNode, type SyntaxNode } from './syntax/node';

type Resolve = (node: SyntaxNode) => SyntaxNode | undefined;

/**
 * A mapping including what `<<` merges into it, as in YAML 1.1: its own keys have priority, then the first mapping of
 * the list. The same node if nothing is merged.
 * @param resolve resolves an alias
 */
export function merged(mapping: MappingNode, resolve: Resolve): MappingNode {
  if (!mapping.entries.some(({ key }) => isMerge(key))) return mapping;
  const own = new Set(mapping.entries.filter(({ key }) => !isMerge(key)).map(({ key }) => key.text));
  const entries: Entry[] = [];
  const taken = new Set<string>();
  for (const entry of mapping.entries) {
    if (!isMerge(entry.key)) {
      entries.push(entry);
      continue;
    }
    for (const other of mergedBy(entry, resolve)) {
      if (own.has(other.key.text) || taken.has(other.key.text)) continue;
      taken.add(other.key.text);
      entries.push(other);
    }
  }
  return { ...mapping, entries };
}

/** Entries that `<<` adds: those of each mapping, then those merged into it. */
function mergedBy(merge: Entry, resolve: Resolve): readonly Entry[] {
  const entries = new Map<string, Entry>();
  const seen = new Set<MappingNode>();
  const pending = mappingsOf(merge, resolve);
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const own = new Map(
      next.entries.filter(({ key }) => !isMerge(key)).map((entry) => [entry.key.text, entry]),
    );
    for (const [key, entry] of own) if (!entries.has(key)) entries.set(key, entry);
    pending.unshift(
      ...next.entries.filter(({ key }) => isMerge(key)).flatMap((each) => mappingsOf(each, resolve)),
    );
  }
  return [...entries.values()];
}

const sourcesOf = ({ value }: Entry, resolve: Resolve): readonly SyntaxNode[] => {
  const target = resolve(value);
  return target?.kind === 'sequence' ? target.items : [value];
};

const mappingsOf = (merge: Entry, resolve: Resolve): MappingNode[] =>
  sourcesOf(merge, resolve)
    .map(resolve)
    .filter((node) => node?.kind === 'mapping');

/** Values that `<<` can't merge. */
export function mergeFindings(merge: Entry, resolve: Resolve): readonly Finding[] {
  return sourcesOf(merge, resolve).flatMap((source): readonly Finding[] => {
    const node = resolve(source);
    if (node === undefined || node.kind === 'mapping') return [];
    return [
      {
        code: 'invalid-merge',
        severity: 'error',
        message: t('`<<` merges mappings. Use an alias of a mapping, such as `*base`, or a list of aliases.'),
        // An aliased list is written elsewhere: only this use of it is wrong.
        span: merge.value.kind === 'alias' ? merge.value : source,
        fixes: [],
      },
    ];
  });
}

/** Entries of one mapping, each key once: the last one counts, at the place of the first, and every other one is reported. */
export function distinct(entries: readonly Entry[], note: (finding: Finding) => void): readonly Entry[] {
  if (areDistinct(entries)) return entries;
  const last = new Map<string, Entry>();
  for (const entry of entries) {
    if (last.has(entry.key.text)) note(duplicateKey(entry.key));
    last.set(entry.key.text, entry);
  }
  return [...last.values()];
}

function areDistinct(entries: readonly Entry[]): boolean {
  if (entries.length > 8) return false;
  for (let index = 1; index < entries.length; index++) {
    for (let other = 0; other < index; other++)
      if (entries[other]?.key.text === entries[index]?.key.text) return false;
  }
  return true;
}

export function duplicateKey(key: ScalarNode): Finding {
  return {
    code: 'duplicate-key',
    severity: 'error',
    message: t('Duplicate key `{0}`. Only one of them can apply. Remove one.', key.text),
    span: key,
    fixes: [],
  };
}
