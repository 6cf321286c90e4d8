import { t } from '@vscode/l10n';
import { numberIn } from '../../results/column';
import type { Scalar } from '../../results/scalar';
import { isLogarithmic } from '../../results/scale';
import { textOf } from '../../results/selection';
import type { Palette } from './palette';

const fewValues = 10;

/** An ECharts axis for a column: logarithmic if its values are decades apart, categories if they aren't numbers. */
export function axisFor(
  title: string,
  cells: readonly (Scalar | undefined)[],
  palette: Palette,
  ownMarks = false,
): Record<string, unknown> {
  const numbers = cells.flatMap((cell) => numberIn(cell) ?? []);
  const known = cells.filter((cell) => cell !== undefined && cell !== null);
  const numeric = numbers.length > 0 && numbers.length === known.length;
  const log = numeric && isLogarithmic(numbers);
  const least = numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = numbers.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  // If few values were tried, they are the ticks, since they are more useful than round numbers.
  const tried = [...new Set(numbers)].sort((a, b) => a - b);
  const marks: { readonly customValues?: readonly number[] } =
    ownMarks && numeric && tried.length <= fewValues ? { customValues: tried } : {};
  return {
    name: log ? t('{0} (log)', title) : title,
    nameLocation: 'middle',
    nameGap: 32,
    nameTextStyle: { color: palette.foreground, fontSize: 13 },
    type: numeric ? (log ? 'log' : 'value') : 'category',
    ...(numeric
      ? log
        ? { min: least / 1.6, max: most * 1.6 }
        : { scale: true, boundaryGap: ['6%', '6%'] }
      : { data: [...new Set(known.map(String))] }),
    axisLine: { show: true, lineStyle: { color: palette.muted } },
    axisTick: { show: true, lineStyle: { color: palette.muted }, ...marks },
    axisLabel: {
      color: palette.foreground,
      fontSize: 12,
      hideOverlap: true,
      ...marks,
      ...(log && marks.customValues === undefined ? { showMinLabel: false, showMaxLabel: false } : {}),
      ...(numeric ? { formatter: (value: number) => textOf(value) } : { width: 150, overflow: 'truncate' }),
    },
    splitLine: { show: numeric, lineStyle: { color: palette.muted, opacity: 0.22 } },
  };
}
