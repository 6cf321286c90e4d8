import { LineChart, ParallelChart, ScatterChart } from 'echarts/charts';
import {
  GridComponent,
  LegendComponent,
  ParallelComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components';
import { type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers';
import { element } from './dom';
import type { Palette } from './palette';
import { type Drawn, optionOf } from './plot-option';
import { hasNone, isSame, type Room, roomIn } from './room';
import { paletteNow } from './theme';
import type { Ground } from './view-state';

use([
  ParallelChart,
  ScatterChart,
  LineChart,
  GridComponent,
  LegendComponent,
  ParallelComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
  CanvasRenderer,
  SVGRenderer,
]);

export interface PlotEvents {
  /** Rows that a brush selected; undefined when it is cleared. */
  onBrush(rows: ReadonlySet<number> | undefined): void;
  onPick(row: number): void;
}

/** The plot above the table. It scrolls if its axes need more space than its box has. */
export class Plot {
  readonly #canvas = element('div', { class: 'canvas' });
  readonly #chart: EChartsType;
  #drawn: Drawn | undefined;
  #option: Record<string, unknown> = {};
  /** Colors and size of the current drawing; no size if it could not be drawn yet. */
  #palette = '';
  #room: Room | undefined;
  #pending: ReturnType<typeof setTimeout> | undefined;
  /** Rows of the items of the first series, in its order. */
  #rows: readonly number[] = [];
  /** Rows of the series, where each is the line of a run. */
  #lines: readonly number[] = [];
  /** What is brushed, by the title of the axis, as heights on it. */
  readonly #brushes = new Map<string, readonly (readonly number[])[]>();
  #lit: readonly number[] = [];
  #wanted: readonly number[] = [];

  constructor(
    private readonly box: HTMLElement,
    private readonly events: PlotEvents,
  ) {
    box.replaceChildren(this.#canvas);
    this.#chart = init(this.#canvas, undefined, { renderer: 'canvas' });
    new ResizeObserver(() => this.#resized()).observe(box);
    this.#chart.on('click', (event) => {
      const line = this.#lines[event.seriesIndex ?? -1];
      const row = line ?? (event.seriesIndex === 0 ? this.#rows[event.dataIndex] : undefined);
      if (row !== undefined) this.events.onPick(row);
    });
    this.#chart.on('axisareaselected', (event) => this.#brushed(event));
  }

  draw(drawn: Drawn): void {
    clearTimeout(this.#pending);
    this.#drawn = drawn;
    const palette = paletteNow();
    this.#palette = JSON.stringify(palette);
    // A panel that another tab covers has no size: it is drawn when it is visible.
    this.#room = undefined;
    if (hasNone(roomIn(this.box))) return;
    const option = this.#fit(drawn, palette);
    this.#room = roomIn(this.box);
    this.#stretch();
    this.#option = option;
    this.#chart.setOption(option, { notMerge: true });
    this.#lines =
      drawn.state.plot === 'curves' ? linesOf(option).flatMap((row) => drawn.rows[row] ?? []) : [];
    this.#rows = rowsOf(option).flatMap((row) => drawn.rows[row] ?? []);
    this.#lit = [];
    if (drawn.state.plot === 'parallel') this.#brushAgain();
    else this.#forgetBrushes();
  }

  /** In the colors of the current theme, if they have changed. */
  recolor(): void {
    if (this.#palette !== JSON.stringify(paletteNow())) this.#redraw();
  }

  /** Makes the canvas as wide as its axes need. A scroll bar that appears or disappears changes the height once. */
  #fit(drawn: Drawn, palette: Palette): Record<string, unknown> {
    const room = roomIn(this.box);
    const { option, width } = optionOf(drawn, palette, room);
    // A sum of gaps can exceed the width because of rounding.
    this.#canvas.style.width = width > room.width + 1 ? `${Math.ceil(width)}px` : '100%';
    const left = roomIn(this.box);
    return isSame(room, left) ? option : optionOf(drawn, palette, left).option;
  }

  /** Makes the chart as large as its canvas. Clears the old drawing first, since it would be redrawn. */
  #stretch(): void {
    const { clientHeight, clientWidth } = this.#canvas;
    if (clientWidth === this.#chart.getWidth() && clientHeight === this.#chart.getHeight()) return;
    this.#chart.clear();
    this.#chart.resize();
  }

  /** The positions of labels and axes depend on the size: redrawn, but ten thousand lines not with every pixel of a drag. */
  #resized(): void {
    clearTimeout(this.#pending);
    const room = roomIn(this.box);
    if (this.#drawn === undefined || hasNone(room) || isSame(this.#room, room)) return;
    const many = this.#drawn.rows.length > mostAtOnce;
    // Not within the observer: a scroll bar that appears or disappears would cause a loop error.
    this.#pending = setTimeout(() => this.#redraw(), many ? 60 : 0);
  }

  #redraw(): void {
    if (this.#drawn === undefined) return;
    this.draw(this.#drawn);
    this.light(this.#wanted);
  }

  /** Highlights these rows; none if there are too many. */
  light(rows: readonly number[]): void {
    this.#wanted = rows;
    if (this.#lines.length > 0) {
      this.#lightLines(rows);
      return;
    }
    const places =
      rows.length > mostLit ? [] : rows.map((row) => this.#rows.indexOf(row)).filter((at) => at >= 0);
    if (this.#lit.length > 0)
      this.#chart.dispatchAction({ type: 'downplay', seriesIndex: 0, dataIndex: [...this.#lit] });
    if (places.length > 0)
      this.#chart.dispatchAction({ type: 'highlight', seriesIndex: 0, dataIndex: places });
    this.#lit = places;
  }

  #lightLines(rows: readonly number[]): void {
    this.#chart.dispatchAction({ type: 'downplay' });
    const seriesIndex = rows.flatMap((row) => {
      const place = this.#lines.indexOf(row);
      return place < 0 ? [] : [place];
    });
    if (seriesIndex.length > 0 && seriesIndex.length <= mostLit)
      this.#chart.dispatchAction({ type: 'highlight', seriesIndex });
  }

  /** PNG in base64, at twice the size on the screen. */
  png(heading: string, ground: Ground): string {
    const { background, chart } = this.#picture('canvas', heading, ground);
    const address = chart.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: background });
    chart.dispose();
    return address.slice(address.indexOf(',') + 1);
  }

  svg(heading: string, ground: Ground): string {
    const { chart } = this.#picture('svg', heading, ground);
    const text = chart.renderToSVGString();
    chart.dispose();
    return text;
  }

  /** The full plot again for a file, with its subject as title. */
  #picture(
    renderer: 'canvas' | 'svg',
    heading: string,
    ground: Ground,
  ): { readonly chart: EChartsType; readonly background: string } {
    const palette = paletteNow(ground);
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const place = renderer === 'svg' ? null : element('div');
    const chart = init(place, undefined, { renderer, ssr: renderer === 'svg', width, height });
    const option =
      this.#drawn === undefined ? {} : optionOf(this.#drawn, palette, { width, height, heading }).option;
    chart.setOption({ ...option, backgroundColor: palette.background });
    return { chart, background: palette.background };
  }

  /** An updated table redraws the plot: brushes are kept if their axis still exists. */
  #brushAgain(): void {
    const axes = new Set(axisTitles(this.#option));
    const before = this.#brushes.size;
    for (const title of this.#brushes.keys()) if (!axes.has(title)) this.#brushes.delete(title);
    if (before > 0 && this.#brushes.size === 0) this.events.onBrush(undefined);
    for (const [parallelAxisId, intervals] of this.#brushes)
      this.#chart.dispatchAction({ type: 'axisAreaSelect', parallelAxisId, intervals });
  }

  #forgetBrushes(): void {
    if (this.#brushes.size === 0) return;
    this.#brushes.clear();
    this.events.onBrush(undefined);
  }

  #brushed(event: unknown): void {
    const brush = brushIn(event);
    if (brush === undefined) return;
    if (brush.intervals.length === 0) this.#brushes.delete(brush.title);
    else this.#brushes.set(brush.title, brush.intervals);
    // The series knows which of its lines are in every selected interval.
    const model = Reflect.get(this.#chart, 'getModel');
    const series = typeof model === 'function' ? model.call(this.#chart).getSeriesByIndex(0) : undefined;
    if (series === undefined) return;
    const active: readonly number[] = series.getRawIndicesByActiveState('active');
    const idle: readonly number[] = series.getRawIndicesByActiveState('normal');
    this.events.onBrush(
      idle.length > 0 ? undefined : new Set(active.flatMap((place) => this.#rows[place] ?? [])),
    );
  }
}

/** With more lines than this, the plot is updated only at the end of a drag. */
const mostAtOnce = 500;

/** More rows than this aren't highlighted, since they would hide each other. */
const mostLit = 60;

/** Each series carries the row of its run. */
const linesOf = (option: Record<string, unknown>): readonly number[] =>
  [option['series']].flat().flatMap((series) => rowIn(series) ?? []);

/** Items of the first series carry their rows. */
function rowsOf(option: Record<string, unknown>): readonly number[] {
  const series = [option['series']].flat()[0];
  const data: unknown =
    typeof series === 'object' && series !== null ? Reflect.get(series, 'data') : undefined;
  return Array.isArray(data) ? data.flatMap((item) => rowIn(item) ?? []) : [];
}

function axisTitles(option: Record<string, unknown>): readonly string[] {
  const axes = option['parallelAxis'];
  if (!Array.isArray(axes)) return [];
  return axes.flatMap((axis: unknown) => {
    const id: unknown = typeof axis === 'object' && axis !== null ? Reflect.get(axis, 'id') : undefined;
    return typeof id === 'string' ? [id] : [];
  });
}

function brushIn(
  event: unknown,
): { readonly title: string; readonly intervals: readonly (readonly number[])[] } | undefined {
  if (typeof event !== 'object' || event === null) return undefined;
  const title: unknown = Reflect.get(event, 'parallelAxisId');
  const intervals: unknown = Reflect.get(event, 'intervals');
  return typeof title === 'string' && Array.isArray(intervals) ? { title, intervals } : undefined;
}

function rowIn(data: unknown): number | undefined {
  if (typeof data !== 'object' || data === null || !('row' in data)) return undefined;
  return typeof data.row === 'number' ? data.row : undefined;
}
