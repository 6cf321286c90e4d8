import { LineChart, ParallelChart, ScatterChart } from 'echarts/charts';
import { GridComponent, ParallelComponent, TooltipComponent, VisualMapComponent } from 'echarts/components';
import { type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers';
import type { Metric } from '../../../../results/metric';
import type { ResultsTable } from '../../../../results/record';
import { parallelOption } from './parallel-option';
import { effectOption, scatterOption } from './scatter-option';
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
