import type { Figure } from './bench';

/** `10000` → `10,000` */
export const count = (size: number): string => size.toLocaleString('en-US');

/** A figure that must be so many times less than a peer's. */
export function faster(
  name: string,
  { ours, theirs }: { readonly ours: number; readonly theirs: number },
  peer: string,
  least: number,
  more: Partial<Figure> = {},
): Figure {
  const ratio = theirs / ours;
  return {
    name,
    value: ours,
    unit: 'ms',
    against: { name: peer, value: theirs },
    ratio,
    gate: `≥ ${least} × faster`,
    ok: ratio >= least,
    ...more,
  };
}

/** A figure that may be so much at most. */
export function atMost(
  name: string,
  value: number,
  unit: string,
  most: number,
  more: Partial<Figure> = {},
): Figure {
  return { name, value, unit, gate: `≤ ${count(most)} ${unit}`, ok: value <= most, ...more };
}

/** A figure that may be so many times what it is measured against. */
export function ratioTo(
  name: string,
  value: number,
  unit: string,
  most: number,
  more: Partial<Figure> & Required<Pick<Figure, 'against'>>,
): Figure {
  const ratio = value / more.against.value;
  return { name, value, unit, ratio, gate: `≤ ${most} ×`, ok: ratio <= most, ...more };
}

/** A figure that is only told. */
export const told = (name: string, value: number, unit: string, more: Partial<Figure> = {}): Figure => ({
  name,
  value,
  unit,
  ok: true,
  ...more,
});
