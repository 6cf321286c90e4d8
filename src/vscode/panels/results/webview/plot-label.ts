import type { Metric } from '../../../../results/metric';
import type { ResultsTable } from '../../../../results/record';
import { counted } from './counted';
import { parallelTitles } from './parallel-option';
import { firstParameter } from './scatter-option';
import type { ViewState } from './view-state';

/** What the plot shows, for those who cannot see it. Its figures are in the table. */
export function plotLabel(table: ResultsTable, metric: Metric | undefined, state: ViewState): string {
  const runs = counted(table.rows.length, 'run');
  const x = state.x || firstParameter(table);
  switch (state.plot) {
    case 'parallel':
      return `Parallel coordinates of ${runs} over ${parallelTitles(table, metric, state.hidden).join(', ')}`;
    case 'scatter':
      return `Scatter plot of ${metric?.title ?? ''} over ${x}, ${runs}`;
    case 'effect':
      return `${metric?.title ?? ''} over ${x} with the mean at each value, ${runs}`;
  }
}
