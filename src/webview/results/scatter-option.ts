import { t } from '@vscode/l10n';
import { cellsOf, numberIn, numericColumns } from '../../results/column';
import { sweepColumn } from '../../results/combine';
import { bestContender } from '../../results/contender';
import { effectOf } from '../../results/group';
import type { Metric } from '../../results/metric';
import type { ResultsTable } from '../../results/record';
import { textOf } from '../../results/selection';
import { axisFor } from './axis';
import { bestTitle } from './best-title';
import { colorScale } from './color-scale';
import type { PlotFrame } from './frame';
import type { Palette } from './palette';
import type { ViewState } from './view-state';

/** A point for every run: the metric by a column, with color and size by others. */
export function scatterOption(
  table: ResultsTable,
  metric: Metric | undefined,
  state: ViewState,
  palette: Palette,
  frame: PlotFrame,
): Record<string, unknown> {
  const x = state.x || firstParameter(table);
  const xs = cellsOf(table, x);
  const ys = cellsOf(table, metric?.title ?? '');
  const names = cellsOf(table, 'name');
  // Several sweeps are distinguished by default.
  const colored = state.color || sweepColumn(table);
  const scale = colored === undefined ? undefined : colorScale(table, colored, 'max', palette, frame);
  const sizes = state.size === '' ? undefined : scaled(cellsOf(table, state.size).map(numberIn));
  const best = metric === undefined ? undefined : bestContender(table, metric);
  return {
    grid: { left: 84, right: 40 + (scale?.legend.width ?? 0), top: 36, bottom: 56 },
    title: [
      bestTitle(table, metric, best, palette, frame),
      ...(scale === undefined ? [] : [scale.legend.title]),
    ],
    xAxis: axisFor(x, xs, palette, true),
    yAxis: { ...axisFor(metric?.title ?? '', ys, palette), nameRotate: 90, nameGap: 54 },
    ...(scale === undefined ? {} : { visualMap: scale.legend.visualMap }),
    series: {
      type: 'scatter',
      itemStyle: { opacity: 0.85, borderColor: palette.background, borderWidth: 0.5 },
      data: lastly(table, best).flatMap((row) => {
        const y = numberIn(ys[row]);
        const at = xs[row];
        if (y === undefined || at === undefined || at === null) return [];
        return [
          {
            row,
            name: textOf(names[row]),
            value: [typeof at === 'number' ? at : String(at), y],
            symbol: scale?.symbolOf(row) ?? 'circle',
            symbolSize: 8 + 18 * (sizes?.[row] ?? 0.12),
            itemStyle: {
              color: scale?.colorOf(row) ?? palette.point,
              ...(row === best ? { borderColor: palette.best, borderWidth: 3, opacity: 1 } : {}),
            },
          },
        ];
      }),
    },
  };
}

/** Row indexes, the best one last: the last one is drawn above all others. */
function lastly(table: ResultsTable, best: number | undefined): readonly number[] {
  const others = [...table.rows.keys()].filter((row) => row !== best);
  return best === undefined ? others : [...others, best];
}

export const firstParameter = (table: ResultsTable): string => {
  const parameters = table.columns.filter((_, place) => table.kinds[place] === 'parameter');
  return parameters.find((title) => new Set(cellsOf(table, title)).size > 1) ?? parameters[0] ?? '';
};

/** The position of each number in the range of all numbers. */
function scaled(numbers: readonly (number | undefined)[]): readonly (number | undefined)[] {
  const known = numbers.filter((number) => number !== undefined);
  const least = known.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = known.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return numbers.map((number) =>
    number === undefined || most === least ? undefined : (number - least) / (most - least),
  );
}

/** The same by one parameter, with the mean at each of its values. */
export function effectOption(
  table: ResultsTable,
  metric: Metric | undefined,
  state: ViewState,
  palette: Palette,
  frame: PlotFrame,
): Record<string, unknown> {
  const parameter = state.x || firstParameter(table);
  const { means } = effectOf(table, parameter, metric?.title ?? '');
  const scatter = scatterOption(table, metric, { ...state, x: parameter, size: '' }, palette, frame);
  return {
    ...scatter,
    legend: {
      data: [t('mean')],
      right: 8,
      top: 2,
      selectedMode: false,
      textStyle: { color: palette.foreground, fontSize: 12 },
    },
    series: [
      Reflect.get(scatter, 'series'),
      {
        type: 'line',
        name: t('mean'),
        symbol: 'diamond',
        symbolSize: 11,
        lineStyle: { color: palette.foreground, width: 2 },
        itemStyle: { color: palette.foreground },
        z: 3,
        data: means.map(({ x, mean }) => [typeof x === 'number' ? x : String(x), mean]),
      },
    ],
  };
}

/** Columns that can be an axis. */
export const plottable = (table: ResultsTable): readonly string[] => {
  const numeric = new Set(numericColumns(table));
  return table.columns.filter(
    (title, place) =>
      numeric.has(title) || table.kinds[place] === 'parameter' || table.kinds[place] === 'sweep',
  );
};

/** Columns that can be a color: the same, and the outcome of a run. */
export const colorable = (table: ResultsTable): readonly string[] => {
  const known = new Set(plottable(table));
  return table.columns.filter((title) => known.has(title) || title === 'state');
};
