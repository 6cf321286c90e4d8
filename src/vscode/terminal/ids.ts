/** An id in a line of text: where it is, counted in UTF-16 units, and what it names. */
export interface FoundId {
  readonly kind: 'instance' | 'sweep';
  readonly id: string;
  readonly start: number;
}

/** Instance ids have 17 hexadecimal digits, those of before 2016 have 8; a sweep's ends with the second it was launched in. */
const ids =
  /(?<![\w-])(?:i-(?:[0-9a-f]{17}|[0-9a-f]{8})|sweep-(?:[\w.-]{1,64}?-)?\d{8}-\d{6}(?:-\d+)?)(?![\w-])/g;

/** Every instance and sweep that a line names. */
export function idsIn(line: string): readonly FoundId[] {
  return [...line.matchAll(ids)].map(({ 0: id, index }) => ({
    kind: id.startsWith('i-') ? 'instance' : 'sweep',
    id,
    start: index,
  }));
}
