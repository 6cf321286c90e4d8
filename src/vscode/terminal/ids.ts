/** An ID in a line of text: its position in UTF-16 units, and what it refers to. */
export interface FoundId {
  readonly kind: 'instance' | 'sweep';
  readonly id: string;
  readonly start: number;
}

/** Instance IDs have 17 hexadecimal digits, those from before 2016 have 8; a sweep's ID ends with the second of its launch. */
const ids =
  /(?<![\w-])(?:i-(?:[0-9a-f]{17}|[0-9a-f]{8})|sweep-(?:[\w.-]{1,64}?-)?\d{8}-\d{6}(?:-\d+)?)(?![\w-])/g;

/** All instances and sweeps in a line. */
export function idsIn(line: string): readonly FoundId[] {
  return [...line.matchAll(ids)].map(({ 0: id, index }) => ({
    kind: id.startsWith('i-') ? 'instance' : 'sweep',
    id,
    start: index,
  }));
}
