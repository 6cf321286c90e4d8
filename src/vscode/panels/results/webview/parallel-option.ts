import { cellsOf } from '../../../../results/column';
import type { Metric } from '../../../../results/metric';
import { type Axis, heightOn, parallelCoordinates } from '../../../../results/parallel';
import { bestRow } from '../../../../results/rank';
import type { ResultsTable, Scalar } from '../../../../results/record';
import { textOf } from '../selection';
import { bestTitle } from './best-title';
import { colorScale } from './color-scale';
import { shortNames } from './short-names';
import type { Palette } from './theme';
import type { ViewState } from './view-state';

/** Parameters (and sweeps) that differ between runs, and at the right the metric. */
export function parallelTitles(
  table: ResultsTable,
  metric: Metric | undefined,
  hidden: readonly string[],
): readonly string[] {
  const tried = table.columns.filter(
    (title, place) =>
      (table.kinds[place] === 'parameter' || table.kinds[place] === 'sweep') &&
      !hidden.includes(title) &&
      title !== metric?.title &&
      new Set(cellsOf(table, title)).size > 1,
  );
  return metric === undefined ? tried : [...tried, metric.title];
}

/** A line for every run over what was tried, and at the right the metric it reached. */
export function parallelOption(
  table: ResultsTable,
  metric: Metric | undefined,
  { color, hidden }: ViewState,
  palette: Palette,
): Record<string, unknown> {
  const { axes, lines } = parallelCoordinates(table, parallelTitles(table, metric, hidden));
  const best = metric === undefined ? undefined : bestRow(table, metric.title, metric.goal);
  const last = axes.length - 1;
  const colored = color === '' ? metric?.title : color;
  const scale =
    colored === undefined
      ? undefined
      : colorScale(table, colored, colored === metric?.title ? metric.goal : 'max', palette);
  const names = cellsOf(table, 'name');
  // The metric's own axis explains its colours already.
  const legend = colored === metric?.title ? undefined : scale?.legend;
  // Drawn last, it lies above all others.
  const inOrder = [...lines.filter(({ row }) => row !== best), ...lines.filter(({ row }) => row === best)];
  const opacity = lines.length > 500 ? 0.25 : 0.8;
  return {
    parallel: { left: 64, right: 96 + (legend?.width ?? 0), top: 62, bottom: 20 },
    parallelAxis: axes.map((axis, dim) => ({
      dim,
      // By which a brush on it is found again after the plot was drawn anew.
      id: axis.title,
      name: axis.scale === 'log' ? `${axis.title} (log)` : axis.title,
      nameLocation: 'end',
      nameGap: 14,
      nameTextStyle: {
        color: palette.foreground,
        fontSize: 13,
        fontWeight: dim === last && metric !== undefined ? 'bold' : 'normal',
      },
      type: 'value',
      min: 0,
      max: 1,
      ...ticksOf(axis, cellsOf(table, axis.title), palette),
      axisLine: { lineStyle: { color: palette.muted, width: 1.2 } },
      splitLine: { show: false },
      areaSelectStyle: { width: 18, color: palette.best, opacity: 0.25, borderColor: palette.best },
    })),
    title: [bestTitle(table, metric, best, palette), ...(legend === undefined ? [] : [legend.title])],
    ...(legend === undefined ? {} : { visualMap: legend.visualMap }),
    series: {
      type: 'parallel',
      inactiveOpacity: 0.04,
      activeOpacity: 1,
      progressive: 1_000,
      smooth: 0.12,
      lineStyle: { width: 1.6, opacity, color: palette.muted },
      emphasis: { lineStyle: { width: 3, opacity: 1 } },
      data: inOrder.map(({ row, heights }) => ({
        row,
        name: textOf(names[row]),
        value: heights.map((height) => height ?? '-'),
        lineStyle:
          row === best
            ? { width: 4, opacity: 1, color: palette.best }
            : { width: 1.6, opacity, color: scale?.colorOf(row) ?? palette.muted },
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
  const distinct = [...new Set(cells)];
  const names = axis.scale === 'category' ? shortNames(distinct.map(textOf)) : distinct.map(textOf);
  for (const [place, cell] of distinct.entries()) {
    const height = heightOn(axis, cell);
    if (height !== undefined) own.set(height, names[place] ?? '');
  }
  const marks = own.size <= fewValues || axis.scale === 'category' ? own : stepsOf(axis);
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
      width: 150,
      overflow: 'truncate',
      formatter: (height: number) => marks.get(nearest(at, height)) ?? '',
    },
  };
}

const fewValues = 8;

type Measured = Exclude<Axis, { readonly scale: 'category' }>;

/** Marks at round values: powers of ten, or steps of 1, 2 or 5; the ends are marked too, as they are. */
function stepsOf(axis: Measured): ReadonlyMap<number, string> {
  const round = axis.scale === 'log' ? decadesOf(axis) : evenOf(axis);
  const marks = new Map<number, string>();
  for (const value of [axis.min, axis.max])
    marks.set(heightOn(axis, value) ?? 0, textOf(Number(value.toPrecision(3))));
  for (const value of round) {
    const height = heightOn(axis, value);
    // A mark beside one of an end would be unreadable.
    if (height !== undefined && height > 0.07 && height < 0.93) marks.set(height, textOf(value));
  }
  return marks;
}

function decadesOf({ max, min }: Measured): readonly number[] {
  const found: number[] = [];
  for (let power = Math.ceil(Math.log10(min)); power <= Math.log10(max); power++)
    found.push(Number(`1e${power}`));
  return found;
}

function evenOf({ max, min }: Measured): readonly number[] {
  const rough = max / 4 - min / 4 || 1;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = decade * ([1, 2, 5, 10].find((factor) => factor * decade >= rough) ?? 10);
  const found: number[] = [];
  for (let i = Math.ceil(min / step); i * step <= max && found.length < 10; i++)
    found.push(Number((i * step).toPrecision(12)));
  return found;
}

const nearest = (values: readonly number[], to: number): number =>
  values.reduce(
    (best, value) => (Math.abs(value - to) < Math.abs(best - to) ? value : best),
    Number.POSITIVE_INFINITY,
  );
