import type { Metric } from '../../../results/metric';
import type { ResultsTable } from '../../../results/record';

/** From the extension to the panel. */
export type ToPanel =
  | {
      readonly type: 'table';
      readonly sweepId: string;
      readonly table: ResultsTable;
      /** What this sweep file is judged by; undefined where nobody has chosen yet. */
      readonly metric?: Metric;
      /** True while runs are still going on. */
      readonly live: boolean;
    }
  /** Why nothing newer is shown: a sentence. */
  | { readonly type: 'trouble'; readonly message: string };

/** From the panel to the extension. Runs are told by their names. */
export type FromPanel =
  | { readonly type: 'ready' }
  | { readonly type: 'openLog'; readonly run: string }
  | { readonly type: 'openFolder'; readonly run: string }
  | { readonly type: 'showInFile'; readonly run: string }
  | { readonly type: 'chooseMetric'; readonly metric: Metric }
  | { readonly type: 'refine'; readonly metric: Metric }
  /** Rows by their places, columns by their titles, as they are shown. */
  | { readonly type: 'exportTable'; readonly rows: readonly number[]; readonly columns: readonly string[] }
  /** PNG in base64, SVG as text. */
  | { readonly type: 'exportPlot'; readonly format: 'png' | 'svg'; readonly content: string };

/** A message that came over the border, checked: a panel shows text of unknown origin. Undefined for what is not one. */
export function parseMessage(value: unknown): FromPanel | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const message = new Map<string, unknown>(Object.entries(value));
  const type = message.get('type');
  switch (type) {
    case 'ready':
      return { type };
    case 'openLog':
    case 'openFolder':
    case 'showInFile': {
      const run = message.get('run');
      return typeof run === 'string' ? { type, run } : undefined;
    }
    case 'chooseMetric':
    case 'refine': {
      const metric = metricIn(message.get('metric'));
      return metric === undefined ? undefined : { type, metric };
    }
    case 'exportTable': {
      const rows = listIn(message.get('rows'), (item) => typeof item === 'number');
      const columns = listIn(message.get('columns'), (item) => typeof item === 'string');
      return rows === undefined || columns === undefined ? undefined : { type, rows, columns };
    }
    case 'exportPlot': {
      const format = message.get('format');
      const content = message.get('content');
      if (typeof content !== 'string') return undefined;
      return format === 'png' || format === 'svg' ? { type, format, content } : undefined;
    }
    default:
      return undefined;
  }
}

function listIn<T>(value: unknown, is: (item: unknown) => item is T): readonly T[] | undefined {
  return Array.isArray(value) && value.every(is) ? value : undefined;
}

function metricIn(value: unknown): Metric | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { title, goal } = Object.fromEntries(Object.entries(value));
  return typeof title === 'string' && (goal === 'max' || goal === 'min') ? { title, goal } : undefined;
}
