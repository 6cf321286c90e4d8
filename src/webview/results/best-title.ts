import { t } from '@vscode/l10n';
import type { Metric } from '../../results/metric';
import type { ResultsTable } from '../../results/record';
import { textOf } from '../../results/selection';
import type { PlotFrame } from './frame';
import type { Palette } from './palette';

/** Title above a plot: which run is highlighted as the best and its value, and in a saved plot also its sweep. */
export function bestTitle(
  table: ResultsTable,
  metric: Metric | undefined,
  best: number | undefined,
  palette: Palette,
  { heading, width }: PlotFrame,
): Record<string, unknown> {
  const cellOf = (title: string): string => textOf(table.rows[best ?? -1]?.[table.columns.indexOf(title)]);
  const star =
    metric === undefined || best === undefined
      ? []
      : [t('★ best: {0}, {1} {2}', cellOf('name'), metric.title, cellOf(metric.title))];
  const text = [...(heading === undefined ? [] : [heading]), ...star].join('   ');
  return {
    show: text !== '',
    text,
    left: 4,
    top: 4,
    textStyle: {
      color: star.length === 0 ? palette.foreground : palette.best,
      fontSize: 13,
      fontWeight: 'normal',
      // The legend of the means is to its right.
      width: Math.max(80, width - 110),
      overflow: 'truncate',
    },
  };
}
