import stringWidth from 'fast-string-width';
import { plain } from './plain';

/** Columns side by side, two spaces apart, as wide as their widest cell; no trailing blanks. */
export function renderTable(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(plain));
  const widths: number[] = [];
  for (const row of cells) {
    for (const [place, cell] of row.entries())
      widths[place] = Math.max(widths[place] ?? 0, stringWidth(cell));
  }
  return cells
    .map((row) =>
      row
        .map((cell, place) => cell + ' '.repeat((widths[place] ?? 0) - stringWidth(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
