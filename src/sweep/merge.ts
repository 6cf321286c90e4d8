import { t } from '@vscode/l10n';
import type { ReadContext } from './context';
import type { Finding } from './finding';
import type { Entry, MappingNode, ScalarNode } from './syntax/node';

/** The entries of a mapping, `<<` merged in as YAML 1.1 has it: own keys win, then the first mapping of the list. */
export function flatten(mapping: MappingNode, context: ReadContext, findings: Finding[]): readonly Entry[] {
  if (isPlain(mapping)) return mapping.entries;
  const own = new Map<string, Entry>();
  for (const entry of mapping.entries) {
    if (isMerge(entry.key)) continue;
    if (own.has(entry.key.text)) findings.push(duplicateKey(entry.key));
    own.set(entry.key.text, entry);
  }
  const entries = new Map<string, Entry>();
  for (const entry of mapping.entries) {
    if (!isMerge(entry.key)) entries.set(entry.key.text, own.get(entry.key.text) ?? entry);
    else {
      for (const merged of mergedEntries(entry, context, findings)) {
        if (!own.has(merged.key.text) && !entries.has(merged.key.text)) entries.set(merged.key.text, merged);
      }
    }
  }
  return [...entries.values()];
}

const isMerge = (key: ScalarNode): boolean =>
  key.text === '<<' && key.style === 'plain' && key.chunk.language === 'yaml';

function isPlain(mapping: MappingNode): boolean {
  const { entries } = mapping;
  if (entries.length > 8) return false;
  for (let index = 0; index < entries.length; index++) {
    const key = entries[index]?.key;
    if (key === undefined || isMerge(key)) return false;
    for (let other = 0; other < index; other++) if (entries[other]?.key.text === key.text) return false;
  }
  return true;
}

function mergedEntries(entry: Entry, context: ReadContext, findings: Finding[]): readonly Entry[] {
  const target = context.resolve(entry.value);
  if (target === undefined) return [];
  const sources = target.kind === 'sequence' ? target.items : [entry.value];
  const merged: Entry[] = [];
  for (const source of sources) {
    const node = context.resolve(source);
    if (node?.kind === 'mapping') merged.push(...flattenOnce(node, context));
    else if (node !== undefined) {
      findings.push({
        code: 'invalid-merge',
        severity: 'error',
        message: t('`<<` merges mappings: give it an alias of one, such as `*base`, or a list of such.'),
        // A list that an alias stands for is written elsewhere: it is this use of it that is wrong.
        span: entry.value.kind === 'alias' ? entry.value : source,
        fixes: [],
      });
    }
  }
  return merged;
}

/** A merged mapping's own entries and those that are merged into it, each mapping once however often it is named. */
function flattenOnce(mapping: MappingNode, context: ReadContext): readonly Entry[] {
  const entries = new Map<string, Entry>();
  const pending: MappingNode[] = [mapping];
  const seen = new Set<MappingNode>();
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const entry of next.entries) {
      if (!isMerge(entry.key)) {
        if (!entries.has(entry.key.text)) entries.set(entry.key.text, entry);
        continue;
      }
      const target = context.resolve(entry.value);
      const sources = target?.kind === 'sequence' ? target.items : [entry.value];
      for (const source of sources) {
        const node = context.resolve(source);
        if (node?.kind === 'mapping') pending.push(node);
      }
    }
  }
  return [...entries.values()];
}

function duplicateKey(key: ScalarNode): Finding {
  return {
    code: 'duplicate-key',
    severity: 'error',
    message: t('`{0}` stands here twice: only one of them can count. Remove one.', key.text),
    span: key,
    fixes: [],
  };
}
