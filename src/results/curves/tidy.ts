import { csvOf } from '../csv';
import type { RunCurves } from './curve';

/** A run whose curves are exported. */
export interface ExportedRun {
  readonly name: string;
  readonly curves: RunCurves;
}

export const tidyColumns = ['run', 'step', 'time', 'metric', 'value'] as const;

/** One value of one metric of one run; `time` in ISO 8601, a gap is null. */
export type TidyRow = readonly [
  run: string,
  step: number,
  time: string,
  metric: string,
  value: number | null,
];

/** All values, a row each, run by run and metric by metric. */
export function* tidyRows(runs: Iterable<ExportedRun>, metric?: string): Iterable<TidyRow> {
  for (const { curves, name } of runs) {
    for (const [title, { steps, times, values }] of curves.curves) {
      if (metric !== undefined && title !== metric) continue;
      for (const [place, value] of values.entries()) {
        const time = new Date(times[place] ?? 0).toISOString();
        yield [name, steps[place] ?? 0, time, title, Number.isNaN(value) ? null : value];
      }
    }
  }
}

/** The same as CSV with a header, in parts of a few thousand rows. */
export function* tidyCsv(runs: Iterable<ExportedRun>, metric?: string): Iterable<string> {
  let rows: (readonly (string | number | null)[])[] = [tidyColumns];
  for (const row of tidyRows(runs, metric)) {
    rows.push(row);
    if (rows.length >= 5_000) {
      yield csvOf(rows);
      rows = [];
    }
  }
  if (rows.length > 0) yield csvOf(rows);
}
