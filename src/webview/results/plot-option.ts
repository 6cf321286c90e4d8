import type { Metric } from '../../results/metric';
import type { ResultsTable } from '../../results/record';
import type { PlotFrame } from './frame';
import type { Palette } from './palette';
import { parallelOption } from './parallel-option';
import { effectOption, scatterOption } from './scatter-option';
import type { ViewState } from './view-state';

/** What a plot is of. */
export interface Drawn {
  readonly table: ResultsTable;
  /** Where the rows of this table stand in the whole one: everything that is told is in those places. */
  readonly rows: readonly number[];
  readonly metric: Metric | undefined;
  readonly state: ViewState;
}

/** What ECharts is told of a plot, and how wide its axes want it, in pixels. */
export function optionOf(
  { metric, state, table }: Drawn,
  palette: Palette,
  frame: PlotFrame,
): { readonly option: Record<string, unknown>; readonly width: number } {
  const base = {
    animation: false,
    textStyle: { color: palette.foreground, fontFamily: palette.font },
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
    case 'parallel': {
      const { option, width } = parallelOption(table, metric, state, palette, frame);
      return { option: { ...base, ...option }, width };
    }
    case 'scatter':
      return {
        option: { ...base, ...scatterOption(table, metric, state, palette, frame) },
        width: frame.width,
      };
    case 'effect':
      return {
        option: { ...base, ...effectOption(table, metric, state, palette, frame) },
        width: frame.width,
      };
  }
}
