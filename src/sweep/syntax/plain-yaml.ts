import type { Chunk, Entry, MappingNode, ScalarNode, SequenceNode, Tree } from './node';

/**
 * A fast path for the typical entries of long sweeps, one unambiguous `key: value` per line, which takes a tenth of the
 * time of a full parse. Everything else is left to the `yaml` package: a test verifies that both agree.
 */
const firstPattern =
  /( *)- ( *)([A-Za-z_][\w-]*):(?: +([A-Za-z0-9_/+.][\w/+.@=%-]*(?: [\w/+.@=%-]+)*))? *(?:\r?\n|$)/y;
const next = /( *)([A-Za-z_][\w-]*):(?: +([A-Za-z0-9_/+.][\w/+.@=%-]*(?: [\w/+.@=%-]+)*))? *(?:\r?\n|$)/y;
const blank = /(?: *(?:#[^\n]*)?(?:\r?\n)| +$| *#[^\n]*$)/y;
const nothing = { faults: [], anchors: [], aliases: [], merges: [] };

/** Undefined if the chunk isn't that plain. */
export function parsePlainYaml(chunk: Chunk): Tree | undefined {
  if (chunk.role !== 'item') return undefined;
  const { text } = chunk;
  firstPattern.lastIndex = 0;
  const first = firstPattern.exec(text);
  if (first === null) return undefined;
  const column = (first[1] ?? '').length + 2 + (first[2] ?? '').length;
  const entries: Entry[] = [entryAt(chunk, column, first[3] ?? '', first[4])];
  let at = firstPattern.lastIndex;
  while (at < text.length) {
    blank.lastIndex = at;
    if (blank.test(text)) {
      at = blank.lastIndex;
      continue;
    }
    next.lastIndex = at;
    const line = next.exec(text);
    if (line === null || (line[1] ?? '').length !== column) return undefined;
    entries.push(entryAt(chunk, at + column, line[2] ?? '', line[3]));
    at = next.lastIndex;
  }
  const last = entries.at(-1)?.value.end ?? column;
  const mapping: MappingNode = {
    kind: 'mapping',
    chunk,
    exact: true,
    start: column,
    end: last,
    entries,
    flow: false,
  };
  const start = (first[1] ?? '').length;
  const root: SequenceNode = {
    kind: 'sequence',
    chunk,
    exact: true,
    start,
    end: last,
    items: [mapping],
    flow: false,
  };
  return { root, ...nothing };
}

function entryAt(chunk: Chunk, start: number, key: string, value: string | undefined): Entry {
  const keyEnd = start + key.length;
  const keyNode: ScalarNode = {
    kind: 'scalar',
    chunk,
    exact: true,
    start,
    end: keyEnd,
    text: key,
    style: 'plain',
  };
  const from = value === undefined ? keyEnd + 1 : chunk.text.indexOf(value, keyEnd + 1);
  const text = value ?? '';
  return {
    key: keyNode,
    value: { kind: 'scalar', chunk, exact: true, start: from, end: from + text.length, text, style: 'plain' },
  };
}
