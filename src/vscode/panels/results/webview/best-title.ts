import type { Metric } from '../../../../results/metric';
import type { ResultsTable } from '../../../../results/record';
import { textOf } from '../selection';
import type { Palette } from './theme';

/** Says above a plot, also of one that was saved, which run is drawn as the best, and what it reached. */
export function bestTitle(
  table: ResultsTable,
  metric: Metric | undefined,
  best: number | undefined,
  palette: Palette,
): Record<string, unknown> {
  const cellOf = (title: string): string => textOf(table.rows[best ?? -1]?.[table.columns.indexOf(title)]);
  return {
    show: metric !== undefined && best !== undefined,
    text: `★ best: ${cellOf('name')}, ${metric?.title ?? ''} ${cellOf(metric?.title ?? '')}`,
    left: 4,
    top: 4,
    textStyle: { color: palette.best, fontSize: 13, fontWeight: 'normal' },
  };
}
