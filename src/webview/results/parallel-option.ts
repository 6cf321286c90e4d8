import { t } from '@vscode/l10n';
import { cellsOf } from '../../results/column';
import { bestContender } from '../../results/contender';
import type { Metric } from '../../results/metric';
import { type ParallelAxis, parallelCoordinates } from '../../results/parallel';
import type { ResultsTable } from '../../results/record';
import { textOf } from '../../results/selection';
import { bestTitle } from './best-title';
import { colorScale } from './color-scale';
import type { PlotFrame } from './frame';
import type { Palette } from './palette';
import { marksOf, noValue, parallelAxis, rim, titleOf } from './parallel-axis';
import type { ViewState } from './view-state';

/** Parameters (and sweeps) that differ between runs, and the metric on the right. */
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

/** Minimum pixels between two axes: if they need more space than there is, the plot scrolls. */
const leastGap = 104;
/** Approximate width of a letter of a label in pixels. */
const letter = 7;

/** Horizontal positions of the axes. */
interface Room {
  readonly left: number;
  readonly right: number;
  readonly gap: number;
  /** Of the full plot. */
  readonly width: number;
}

/** @param labels of the first axis: they end on its left, and its title is centered above it */
function roomFor(
  labels: readonly string[],
  [first, last]: readonly [first: string, last: string],
  axes: number,
  legend: number,
  width: number,
): Room {
  const longest = labels.reduce((most, label) => Math.max(most, label.length), 0);
  const wanted = Math.max(64, longest * letter + 22, (first.length * letter) / 2 + 12);
  const left = Math.min(Math.max(110, width / 6), wanted);
  const right = Math.min(96, Math.max(40, last.length * 4.5)) + legend;
  const gaps = Math.max(1, axes - 1);
  const gap = Math.max(leastGap, (width - left - right) / gaps);
  return { left, right, gap, width: left + right + gap * gaps };
}

/** A line for every run through its parameters, with its metric on the right. `width` is in pixels. */
export function parallelOption(
  table: ResultsTable,
  metric: Metric | undefined,
  { color, hidden }: ViewState,
  palette: Palette,
  frame: PlotFrame,
): { readonly option: Record<string, unknown>; readonly width: number } {
  const { axes, lines } = parallelCoordinates(table, parallelTitles(table, metric, hidden));
  const best = metric === undefined ? undefined : bestContender(table, metric);
  const colored = color === '' ? metric?.title : color;
  const goal = colored === metric?.title ? metric?.goal : 'max';
  const scale = colored === undefined ? undefined : colorScale(table, colored, goal ?? 'max', palette, frame);
  const names = cellsOf(table, 'name');
  const legend = scale?.legend;
  const [first] = axes;
  const { gap, left, right, width } = roomFor(
    first === undefined ? [] : [...marksOf(first, cellsOf(table, first.title)).values()],
    [first === undefined ? '' : titleOf(first), axes.at(-1)?.title ?? ''],
    axes.length,
    legend?.width ?? 0,
    frame.width,
  );
  // Drawn last, so that it is above all others.
  const inOrder = [...lines.filter(({ row }) => row !== best), ...lines.filter(({ row }) => row === best)];
  const opacity = lines.length > 500 ? 0.25 : 0.8;
  const option = {
    parallel: { left, right, ...rim },
    parallelAxis: axes.map((axis, dim) =>
      parallelAxis(
        {
          axis,
          cells: cellsOf(table, axis.title),
          labelWidth: (dim === 0 ? left : gap) - 22,
          titleWidth:
            Math.min(gap, 2 * left, dim === axes.length - 1 ? 2 * (right - (legend?.width ?? 0)) : gap) - 10,
          height: frame.height,
          bold: metric !== undefined && dim === axes.length - 1,
        },
        dim,
        palette,
      ),
    ),
    title: [bestTitle(table, metric, best, palette, frame), ...(legend === undefined ? [] : [legend.title])],
    ...(legend === undefined ? {} : { visualMap: legend.visualMap }),
    series: {
      type: 'parallel',
      inactiveOpacity: 0.04,
      activeOpacity: 1,
      progressive: 1_000,
      lineStyle: { width: 1.6, opacity, color: palette.muted },
      // Lines contain only heights: a tooltip shows the run's values.
      tooltip: { formatter: (at: unknown) => valuesOf(table, axes, at) },
      emphasis: { lineStyle: { width: 3, opacity: 1 } },
      data: inOrder.map(({ row, heights }) => ({
        row,
        name: textOf(names[row]),
        value: heights.map((height) => height ?? noValue),
        lineStyle:
          row === best
            ? { width: 4, opacity: 1, color: palette.best }
            : { width: 1.6, opacity, color: scale?.colorOf(row) ?? palette.muted },
      })),
    },
  };
  return { option, width };
}

/** A run's values on the axes, one per line, for the tooltip of ECharts. */
function valuesOf(table: ResultsTable, axes: readonly ParallelAxis[], at: unknown): string {
  const data: unknown = typeof at === 'object' && at !== null ? Reflect.get(at, 'data') : undefined;
  const row: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, 'row') : undefined;
  const cells = typeof row === 'number' ? table.rows[row] : undefined;
  if (cells === undefined) return '';
  const textAt = (title: string): string => textOf(cells[table.columns.indexOf(title)]);
  return [textAt('name'), ...axes.map(({ title }) => `${title}: ${textAt(title) || t('no value')}`)].join(
    '\n',
  );
}
