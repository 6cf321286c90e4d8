import type { ResultsTable } from '../../../src/results/record';
import type { Scalar } from '../../../src/results/scalar';
import type { Palette } from '../../../src/webview/results/palette';

export const palette: Palette = {
  font: 'sans-serif',
  foreground: '#333333',
  muted: '#888888',
  line: '#dddddd',
  background: '#ffffff',
  best: '#cc5500',
  point: '#0066bb',
  ramp: ['#000000', '#0000ff', '#ffffff'],
  classes: ['#100000', '#200000', '#300000', '#400000', '#500000', '#600000', '#700000'],
};

export const frame = { width: 900, height: 400 };

type Kind = ResultsTable['kinds'][number];

/** A table of these columns: its title, what it is, and its cells. */
export function tableOf(
  ...columns: readonly (readonly [string, Kind, readonly (Scalar | undefined)[]])[]
): ResultsTable {
  const size = Math.max(0, ...columns.map(([, , cells]) => cells.length));
  return {
    columns: columns.map(([title]) => title),
    kinds: columns.map(([, kind]) => kind),
    rows: Array.from({ length: size }, (_, row) => columns.map(([, , cells]) => cells[row])),
    notes: [],
  };
}
