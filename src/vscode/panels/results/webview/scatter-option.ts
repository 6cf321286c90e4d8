import { cellsOf, numberIn, numericColumns } from '../../../../results/column';
import { effectOf } from '../../../../results/group';
import type { Metric } from '../../../../results/metric';
import { bestRow } from '../../../../results/rank';
import type { ResultsTable } from '../../../../results/record';
import { textOf } from '../selection';
import type { Palette } from './theme';
import type { ViewState } from './view-state';

/** A point for every run: the metric over a column, coloured and sized by others. */
export function scatterOption(
  table: ResultsTable,
  metric: Metric | undefined,
  state: ViewState,
  palette: Palette,
): Record<string, unknown> {
  const x = state.x || firstParameter(table);
  const xs = cellsOf(table, x);
  const ys = cellsOf(table, metric?.title ?? '');
  const colors = state.color === '' ? undefined : cellsOf(table, state.color);
  const sizes = state.size === '' ? undefined : scaled(cellsOf(table, state.size).map(numberIn));
  const best = metric === undefined ? undefined : bestRow(table, metric.title, metric.goal);
  const range = colors?.flatMap((cell) => numberIn(cell) ?? []) ?? [];
  return {
    grid: { left: 70, right: 40, top: 24, bottom: 46 },
    xAxis: axisFor(x, xs, palette),
    yAxis: { ...axisFor(metric?.title ?? '', ys, palette), nameRotate: 90, nameGap: 48 },
    ...(range.length === 0
      ? {}
      : {
          visualMap: {
            show: true,
            right: 4,
            top: 'middle',
            itemWidth: 8,
            itemHeight: 90,
            min: Math.min(...range),
            max: Math.max(...range),
            dimension: 2,
            text: [state.color, ''],
            textStyle: { color: palette.muted },
            inRange: { color: palette.ramp },
          },
        }),
    series: {
      type: 'scatter',
      itemStyle: { color: palette.ramp[3], opacity: 0.85, borderColor: palette.background, borderWidth: 0.5 },
      data: table.rows.flatMap((row, place) => {
        const y = numberIn(ys[place]);
        const at = xs[place];
        if (y === undefined || at === undefined || at === null) return [];
        return [
          {
            row: place,
            name: textOf(row[table.columns.indexOf('name')]),
            value: [typeof at === 'number' ? at : String(at), y, numberIn(colors?.[place]) ?? 0],
            symbolSize: 7 + 18 * (sizes?.[place] ?? 0.15),
            ...(place === best ? { itemStyle: { borderColor: palette.best, borderWidth: 2.5 } } : {}),
          },
        ];
      }),
    },
  };
}

const firstParameter = (table: ResultsTable): string =>
  table.columns.find((_, place) => table.kinds[place] === 'parameter') ?? '';

/** Each number's share of the range of all. */
function scaled(numbers: readonly (number | undefined)[]): readonly (number | undefined)[] {
  const known = numbers.filter((number) => number !== undefined);
  const least = known.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = known.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return numbers.map((number) =>
    number === undefined || most === least ? undefined : (number - least) / (most - least),
  );
}

function axisFor(
  title: string,
  cells: ReturnType<typeof cellsOf>,
  palette: Palette,
): Record<string, unknown> {
  const numbers = cells.flatMap((cell) => numberIn(cell) ?? []);
  const known = cells.filter((cell) => cell !== undefined && cell !== null);
  const numeric = numbers.length > 0 && numbers.length === known.length;
  const least = numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = numbers.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const log = numeric && least > 0 && most / least >= 100;
  return {
    name: title,
    nameLocation: 'middle',
    nameGap: 28,
    type: numeric ? (log ? 'log' : 'value') : 'category',
    ...(numeric
      ? log
        ? { min: least / 1.6, max: most * 1.6 }
        : { scale: true, boundaryGap: ['6%', '6%'] }
      : { data: [...new Set(known.map(String))] }),
    axisLine: { lineStyle: { color: palette.muted } },
    axisLabel: {
      color: palette.muted,
      showMinLabel: !log,
      showMaxLabel: !log,
      formatter: numeric ? (value: number) => textOf(value) : undefined,
    },
    nameTextStyle: { color: palette.foreground },
    splitLine: { lineStyle: { color: palette.line, opacity: 0.6 } },
  };
}

/** The same over one parameter, with the mean at each of its values. */
export function effectOption(
  table: ResultsTable,
  metric: Metric | undefined,
  state: ViewState,
  palette: Palette,
): Record<string, unknown> {
  const parameter = state.x || firstParameter(table);
  const { means } = effectOf(table, parameter, metric?.title ?? '');
  const scatter = scatterOption(table, metric, { ...state, x: parameter }, palette);
  return {
    ...scatter,
    series: [
      Reflect.get(scatter, 'series'),
      {
        type: 'line',
        symbol: 'diamond',
        symbolSize: 9,
        lineStyle: { color: palette.best, width: 2 },
        itemStyle: { color: palette.best },
        z: 3,
        data: means.map(({ x, mean }) => [typeof x === 'number' ? x : String(x), mean]),
      },
    ],
  };
}

/** Columns that can be an axis or a colour. */
export const plottable = (table: ResultsTable): readonly string[] => {
  const numeric = new Set(numericColumns(table));
  return table.columns.filter((title, place) => numeric.has(title) || table.kinds[place] === 'parameter');
};
