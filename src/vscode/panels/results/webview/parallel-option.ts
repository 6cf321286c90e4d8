import { cellsOf } from '../../../../results/column';
import type { Metric } from '../../../../results/metric';
import { type Axis, heightOn, parallelCoordinates } from '../../../../results/parallel';
import { bestRow } from '../../../../results/rank';
import type { ResultsTable, Scalar } from '../../../../results/record';
import { textOf } from '../selection';
import type { Palette } from './theme';
import type { ViewState } from './view-state';

/** Parameters that differ between runs, and at the right the metric. */
function parallelTitles(
  table: ResultsTable,
  metric: Metric | undefined,
  hidden: readonly string[],
): readonly string[] {
  const parameters = table.columns.filter(
    (title, place) =>
      table.kinds[place] === 'parameter' &&
      !hidden.includes(title) &&
      new Set(cellsOf(table, title)).size > 1,
  );
  return metric === undefined ? parameters : [...parameters, metric.title];
}

/** A line for every run over what was tried, and at the right the metric it reached. */
export function parallelOption(
  table: ResultsTable,
  metric: Metric | undefined,
  { hidden }: ViewState,
  palette: Palette,
): Record<string, unknown> {
  const { axes, lines } = parallelCoordinates(table, parallelTitles(table, metric, hidden));
  const best = metric === undefined ? undefined : bestRow(table, metric.title, metric.goal);
  const last = axes.length - 1;
  return {
    parallel: { left: 60, right: 90, top: 42, bottom: 24 },
    parallelAxis: axes.map((axis, dim) => ({
      dim,
      name: axis.title,
      nameLocation: 'end',
      nameTextStyle: {
        color: palette.foreground,
        fontWeight: dim === last && metric !== undefined ? 'bold' : 'normal',
      },
      type: 'value',
      min: 0,
      max: 1,
      ...ticksOf(axis, cellsOf(table, axis.title), palette),
      axisLine: { lineStyle: { color: palette.muted } },
      splitLine: { show: false },
      areaSelectStyle: { color: palette.best, opacity: 0.25, borderColor: palette.best },
    })),
    ...(metric === undefined ? {} : { visualMap: mapOf(palette, metric, last) }),
    series: {
      type: 'parallel',
      inactiveOpacity: 0.04,
      activeOpacity: 1,
      progressive: 1_000,
      smooth: 0.12,
      lineStyle: { width: 1.4, opacity: lines.length > 500 ? 0.25 : 0.75 },
      emphasis: { lineStyle: { width: 3, opacity: 1 } },
      data: lines.map(({ row, heights }) => ({
        row,
        name: textOf(table.rows[row]?.[table.columns.indexOf('name')]),
        value: heights.map((height) => height ?? '-'),
        ...(row === best ? { lineStyle: { width: 4, opacity: 1, color: palette.best } } : {}),
      })),
    },
  };
}

/** Where an axis is marked, and with what: at its own values where they are few, else at even steps. */
function ticksOf(
  axis: Axis,
  cells: readonly (Scalar | undefined)[],
  palette: Palette,
): Record<string, unknown> {
  const own = new Map<number, string>();
  for (const cell of new Set(cells)) {
    const height = heightOn(axis, cell);
    if (height !== undefined) own.set(height, textOf(cell));
  }
  const marks =
    own.size <= fewValues || axis.scale === 'category'
      ? own
      : new Map([0, 0.25, 0.5, 0.75, 1].map((height) => [height, textOf(valueAt(axis, height))]));
  const at = [...marks.keys()];
  return {
    axisTick: { lineStyle: { color: palette.muted }, customValues: at },
    axisLabel: {
      customValues: at,
      color: palette.foreground,
      // Lines run through the labels: a rim of the ground keeps them readable.
      textBorderColor: palette.background,
      textBorderWidth: 4,
      hideOverlap: true,
      formatter: (height: number) => marks.get(nearest(at, height)) ?? '',
    },
  };
}

const fewValues = 8;

function valueAt(axis: Exclude<Axis, { readonly scale: 'category' }>, height: number): number {
  const value =
    axis.scale === 'log'
      ? axis.min * (axis.max / axis.min) ** height
      : axis.min + height * (axis.max - axis.min);
  return Number(value.toPrecision(3));
}

const nearest = (values: readonly number[], to: number): number =>
  values.reduce(
    (best, value) => (Math.abs(value - to) < Math.abs(best - to) ? value : best),
    Number.POSITIVE_INFINITY,
  );

function mapOf(palette: Palette, { goal }: Metric, dimension: number): Record<string, unknown> {
  return {
    show: false,
    type: 'continuous',
    min: 0,
    max: 1,
    dimension,
    inRange: { color: goal === 'max' ? palette.ramp : [...palette.ramp].reverse() },
  };
}
