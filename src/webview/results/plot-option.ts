import type { Metric } from '../../results/metric';
import type { ResultsTable } from '../../results/record';
import type { CurvesShown } from './contract';
import { curveOption } from './curve-option';
import type { PlotFrame } from './frame';
import type { Palette } from './palette';
import { parallelOption } from './parallel-option';
import { effectOption, scatterOption } from './scatter-option';
import type { ViewState } from './view-state';

/** The content of a plot. */
export interface Drawn {
  readonly table: ResultsTable;
  /** Indexes of this table's rows in the full table: all events use those indexes. */
  readonly rows: readonly number[];
  readonly metric: Metric | undefined;
  readonly state: ViewState;
  /** What the plot of curves shows. */
  readonly curves?: CurvesShown | undefined;
}

/** The ECharts option of a plot, and the width that its axes need, in pixels. */
export function optionOf(
  { curves, metric, state, table }: Drawn,
  palette: Palette,
  frame: PlotFrame,
): { readonly option: Record<string, unknown>; readonly width: number } {
  const base = {
    animation: false,
    textStyle: { color: palette.foreground, fontFamily: palette.font },
    // Rich text is drawn, not parsed as HTML: a run's name is never interpreted.
    tooltip: {
      renderMode: 'richText',
      confine: true,
      backgroundColor: palette.background,
      borderColor: palette.line,
      textStyle: { color: palette.foreground },
    },
  };
  switch (state.plot) {
    case 'parallel': {
      const { option, width } = parallelOption(table, metric, state, palette, frame);
      return { option: { ...base, ...option }, width };
    }
    case 'scatter':
      return {
        option: { ...base, ...scatterOption(table, metric, state, palette, frame) },
        width: frame.width,
      };
    case 'curves':
      return {
        option: { ...base, ...curveOption(table, curves, state, palette, frame) },
        width: frame.width,
      };
    case 'effect':
      return {
        option: { ...base, ...effectOption(table, metric, state, palette, frame) },
        width: frame.width,
      };
  }
}
