import type { Chunk, Entry, MappingNode, ScalarNode, SequenceNode, Tree } from './node';

/**
 * A fast path for the typical entries of long sweeps, a mapping of keys to words, numbers, and short texts, which takes
 * a third of the time of a full parse. Everything else is left to the `jsonc-parser` package: a test verifies that both
 * agree.
 */
const head = /[ \t\r\n]*\{/y;
const pairPattern =
  /[ \t\r\n]*"([^"\\\p{Cc}]*)"([ \t\r\n]*:[ \t\r\n]*)("[^"\\\p{Cc}]*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null)([ \t\r\n]*)([,}])/uy;
const tail = /[ \t\r\n]*,[ \t\r\n]*$/y;
const nothing = { faults: [], anchors: [], aliases: [], merges: [] };

/** Undefined if the chunk isn't that plain. */
export function parsePlainJson(chunk: Chunk): Tree | undefined {
  if (chunk.role !== 'item') return undefined;
  const { text } = chunk;
  head.lastIndex = 0;
  if (!head.test(text)) return undefined;
  const start = head.lastIndex - 1;
  const entries: Entry[] = [];
  pairPattern.lastIndex = start + 1;
  for (let more = true; more; ) {
    const pair = pairPattern.exec(text);
    if (pair === null) return undefined;
    const [, key = '', colon = '', value = '', blanks = '', end] = pair;
    const valueEnd = pairPattern.lastIndex - 1 - blanks.length;
    const valueStart = valueEnd - value.length;
    const keyEnd = valueStart - colon.length;
    entries.push({
      key: {
        kind: 'scalar',
        chunk,
        exact: true,
        start: keyEnd - key.length - 2,
        end: keyEnd,
        text: key,
        style: 'double',
      },
      value: scalarOf(chunk, valueStart, value),
    });
    more = end === ',';
  }
  const end = pairPattern.lastIndex;
  tail.lastIndex = end;
  if (!tail.test(text)) return undefined;
  const mapping: MappingNode = { kind: 'mapping', chunk, exact: true, start, end, entries, flow: true };
  const root: SequenceNode = {
    kind: 'sequence',
    chunk,
    exact: true,
    start,
    end,
    items: [mapping],
    flow: true,
  };
  return { root, ...nothing };
}

function scalarOf(chunk: Chunk, start: number, written: string): ScalarNode {
  const span = { chunk, exact: true, start, end: start + written.length };
  return written.startsWith('"')
    ? { kind: 'scalar', ...span, text: written.slice(1, -1), style: 'double' }
    : { kind: 'scalar', ...span, text: written, style: 'plain' };
}
