import { LineChart, ParallelChart, ScatterChart } from 'echarts/charts';
import { GridComponent, ParallelComponent, TooltipComponent, VisualMapComponent } from 'echarts/components';
import { type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers';
import { cellsOf, numberIn, numericColumns } from '../../../../results/column';
import { effectOf } from '../../../../results/group';
import type { Metric } from '../../../../results/metric';
import { type Axis, heightOn, parallelCoordinates } from '../../../../results/parallel';
import { bestRow } from '../../../../results/rank';
import type { ResultsTable, Scalar } from '../../../../results/record';
import { textOf } from '../selection';
import { type Palette, paletteNow } from './theme';
import type { ViewState } from './view-state';

use([
  ParallelChart,
  ScatterChart,
  LineChart,
  GridComponent,
  ParallelComponent,
  TooltipComponent,
  VisualMapComponent,
  CanvasRenderer,
  SVGRenderer,
]);

export interface PlotEvents {
  /** Rows that a brush picked; undefined once it is cleared. */
  onBrush(rows: ReadonlySet<number> | undefined): void;
  onPick(row: number): void;
}

/** The plot above the table. */
export class Plot {
  readonly #chart: EChartsType;
  #option: Record<string, unknown> = {};

  constructor(
    private readonly box: HTMLElement,
    private readonly events: PlotEvents,
  ) {
    this.#chart = init(box, undefined, { renderer: 'canvas' });
    new ResizeObserver(() => this.#chart.resize()).observe(box);
    this.#chart.on('click', (event) => {
      const row = rowIn(event.data);
      if (row !== undefined) this.events.onPick(row);
    });
    this.#chart.on('axisareaselected', () => this.#brushed());
  }

  draw(table: ResultsTable, metric: Metric | undefined, state: ViewState): void {
    const palette = paletteNow();
    this.#option = optionOf(table, metric, state, palette);
    this.#chart.setOption(this.#option, { notMerge: true });
  }

  /** PNG in base64, at twice the size on the screen. */
  png(): string {
    const address = this.#chart.getDataURL({
      type: 'png',
      pixelRatio: 2,
      backgroundColor: paletteNow().background,
    });
    return address.slice(address.indexOf(',') + 1);
  }

  svg(): string {
    const { clientWidth: width, clientHeight: height } = this.box;
    const chart = init(null, undefined, { renderer: 'svg', ssr: true, width, height });
    chart.setOption({ ...this.#option, animation: false, backgroundColor: paletteNow().background });
    const text = chart.renderToSVGString();
    chart.dispose();
    return text;
  }

  #brushed(): void {
    // The series knows which of its lines lie in every selected interval.
    const model = Reflect.get(this.#chart, 'getModel');
    const series = typeof model === 'function' ? model.call(this.#chart).getSeriesByIndex(0) : undefined;
    if (series === undefined) return;
    const active: readonly number[] = series.getRawIndicesByActiveState('active');
    const idle: readonly number[] = series.getRawIndicesByActiveState('normal');
    this.events.onBrush(idle.length > 0 ? undefined : new Set(active));
  }
}

function rowIn(data: unknown): number | undefined {
  if (typeof data !== 'object' || data === null || !('row' in data)) return undefined;
  return typeof data.row === 'number' ? data.row : undefined;
}

function optionOf(
  table: ResultsTable,
  metric: Metric | undefined,
  state: ViewState,
  palette: Palette,
): Record<string, unknown> {
  const base = {
    animation: false,
    textStyle: { color: palette.foreground, fontFamily: 'inherit' },
    // Rich text is drawn, not parsed as HTML: a run's name stays a name.
    tooltip: {
      renderMode: 'richText',
      confine: true,
      backgroundColor: palette.background,
      borderColor: palette.line,
      textStyle: { color: palette.foreground },
    },
  };
  switch (state.plot) {
    case 'parallel':
      return { ...base, ...parallelOption(table, metric, state, palette) };
    case 'scatter':
      return { ...base, ...scatterOption(table, metric, state, palette) };
    case 'effect':
      return { ...base, ...effectOption(table, metric, state, palette) };
  }
}

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

function parallelOption(
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

function scatterOption(
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
    axisLabel: { color: palette.muted, formatter: numeric ? (value: number) => textOf(value) : undefined },
    nameTextStyle: { color: palette.foreground },
    splitLine: { lineStyle: { color: palette.line, opacity: 0.6 } },
  };
}

function effectOption(
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
