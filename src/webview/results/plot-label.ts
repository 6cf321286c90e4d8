import { t } from '@vscode/l10n';
import type { Metric } from '../../results/metric';
import type { ResultsTable } from '../../results/record';
import { runsIn } from '../../text/counts';
import { parallelTitles } from './parallel-option';
import { firstParameter } from './scatter-option';
import type { ViewState } from './view-state';

/** A description of the plot for screen readers. The table contains its values. */
export function plotLabel(table: ResultsTable, metric: Metric | undefined, state: ViewState): string {
  const runs = runsIn(table.rows.length);
  const x = state.x || firstParameter(table);
  switch (state.plot) {
    case 'parallel':
      return t(
        'Parallel coordinates of {0} over {1}',
        runs,
        parallelTitles(table, metric, state.hidden).join(', '),
      );
    case 'scatter':
      return t('Scatter plot of {0} over {1}, {2}', metric?.title ?? '', x, runs);
    case 'curves':
      return t('Curves of {0}, {1}', state.curve || (metric?.title ?? ''), runs);
    case 'effect':
      return t('{0} over {1} with the mean at each value, {2}', metric?.title ?? '', x, runs);
  }
}
