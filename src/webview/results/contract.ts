import type { Provider } from '../../engine/connection';
import type { Metric } from '../../results/metric';
import type { ResultsTable } from '../../results/record';

/** A sweep, and its cloud. */
export interface SweepAddress {
  readonly provider: Provider;
  readonly sweepId: string;
}

/** A sweep that a panel shows. Its rows are contiguous, in the order of the sweeps. */
export interface SweepShown extends SweepAddress {
  /** The name in its file; can be empty. */
  readonly name: string;
  /** The number of its runs in the table. */
  readonly rows: number;
  /** True while any of its runs is active. */
  readonly live: boolean;
  /** True while its results are collected to the workspace automatically. */
  readonly following: boolean;
}

/** A run, which its name alone doesn't identify among several sweeps. */
export interface RunAddress {
  readonly sweepId: string;
  readonly run: string;
}

/** A metric of the runs of some sweeps, thinned for a plot. */
export interface CurvesShown {
  /** Empty: no run has reported metrics. */
  readonly metric: string;
  /** All metrics that the runs have reported. */
  readonly names: readonly string[];
  /** What steps are called, if all runs agree. */
  readonly stepName?: string | undefined;
  readonly sweepIds: readonly string[];
  readonly runs: readonly RunCurve[];
}

/** Lists of one length. */
export interface RunCurve {
  readonly sweepId: string;
  readonly name: string;
  readonly steps: readonly number[];
  /** Since the launch of the run. */
  readonly minutes: readonly number[];
  /** `null` is a gap. */
  readonly values: readonly (number | null)[];
  /** `null` if the price is unknown. */
  readonly usdPerHour: number | null;
}

/** From the extension to the panel. */
export type ToPanel =
  | {
      readonly type: 'table';
      readonly table: ResultsTable;
      readonly sweeps: readonly SweepShown[];
      /** The metric that the user has chosen for this sweep file. */
      readonly metric?: Metric;
      /** What each row is called in short, in the order of the rows. Its name is in the table. */
      readonly labels?: readonly string[];
      /** What states are called, by their ids in the table. */
      readonly stateNames?: Readonly<Record<string, string>>;
    }
  /** The sweeps changed, but not the table. */
  | { readonly type: 'sweeps'; readonly sweeps: readonly SweepShown[] }
  | { readonly type: 'curves'; readonly curves: CurvesShown }
  /** Why nothing newer is shown: a sentence. */
  | { readonly type: 'trouble'; readonly message: string };

/** From the panel to the extension. */
export type FromPanel =
  | { readonly type: 'ready' }
  | { readonly type: 'retry' }
  | ({ readonly type: 'openLog' } & RunAddress)
  | ({ readonly type: 'openFolder' } & RunAddress)
  | ({ readonly type: 'showInFile' } & RunAddress)
  | { readonly type: 'rerun'; readonly runs: readonly RunAddress[] }
  /** Empty: the likeliest metric. */
  | { readonly type: 'showCurves'; readonly metric: string }
  | { readonly type: 'addSweep' }
  | { readonly type: 'removeSweep'; readonly sweepId: string }
  | { readonly type: 'follow'; readonly sweepId: string; readonly on: boolean }
  | { readonly type: 'chooseMetric'; readonly metric: Metric }
  | { readonly type: 'refine'; readonly metric: Metric }
  /** Row indexes and column titles, as shown. */
  | { readonly type: 'exportTable'; readonly rows: readonly number[]; readonly columns: readonly string[] }
  /** A page to send around, with the plot as SVG; without one where there is no plot. */
  | { readonly type: 'share'; readonly plot?: string; readonly plotText: string }
  /** PNG in base64, SVG as text. */
  | { readonly type: 'exportPlot'; readonly format: 'png' | 'svg'; readonly content: string };

/** Validates a message, since a panel shows text of unknown origin. Undefined for an invalid one. */
export function parseMessage(value: unknown): FromPanel | undefined {
  const message = fieldsOf(value);
  const type = message.get('type');
  switch (type) {
    case 'ready':
    case 'retry':
    case 'addSweep':
      return { type };
    case 'openLog':
    case 'openFolder':
    case 'showInFile': {
      const address = runIn(value);
      return address === undefined ? undefined : { type, ...address };
    }
    case 'rerun': {
      const runs = listOf(message.get('runs'), runIn);
      return runs === undefined ? undefined : { type, runs };
    }
    case 'showCurves': {
      const metric = message.get('metric');
      return typeof metric === 'string' ? { type, metric } : undefined;
    }
    case 'removeSweep': {
      const sweepId = message.get('sweepId');
      return typeof sweepId === 'string' ? { type, sweepId } : undefined;
    }
    case 'follow': {
      const sweepId = message.get('sweepId');
      const on = message.get('on');
      return typeof sweepId === 'string' && typeof on === 'boolean' ? { type, sweepId, on } : undefined;
    }
    case 'chooseMetric':
    case 'refine': {
      const metric = metricIn(message.get('metric'));
      return metric === undefined ? undefined : { type, metric };
    }
    case 'exportTable': {
      const rows = listOf(message.get('rows'), (item) => (typeof item === 'number' ? item : undefined));
      const columns = listOf(message.get('columns'), (item) => (typeof item === 'string' ? item : undefined));
      return rows === undefined || columns === undefined ? undefined : { type, rows, columns };
    }
    case 'share': {
      const plot = message.get('plot');
      const plotText = message.get('plotText');
      if (typeof plotText !== 'string') return undefined;
      return typeof plot === 'string' ? { type, plot, plotText } : { type, plotText };
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

/** The sweeps that a panel showed before a reload, from the state that VS Code stored. Empty for an invalid state. */
export function sweepsInState(state: unknown): readonly SweepAddress[] {
  return listOf(fieldsOf(state).get('sweeps'), sweepIn) ?? [];
}

function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}

/** Undefined unless every item is valid. */
function listOf<T>(value: unknown, read: (item: unknown) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items: T[] = [];
  for (const each of value) {
    const item = read(each);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return items;
}

function runIn(value: unknown): RunAddress | undefined {
  const fields = fieldsOf(value);
  const sweepId = fields.get('sweepId');
  const run = fields.get('run');
  return typeof sweepId === 'string' && typeof run === 'string' ? { sweepId, run } : undefined;
}

function sweepIn(value: unknown): SweepAddress | undefined {
  const fields = fieldsOf(value);
  const provider = fields.get('provider');
  const sweepId = fields.get('sweepId');
  if (typeof sweepId !== 'string') return undefined;
  return provider === 'aws' || provider === 'local' ? { provider, sweepId } : undefined;
}

function metricIn(value: unknown): Metric | undefined {
  const fields = fieldsOf(value);
  const title = fields.get('title');
  const goal = fields.get('goal');
  if (typeof title !== 'string' || (goal !== 'max' && goal !== 'min')) return undefined;
  return fields.get('guess') === 'goal' ? { title, goal, guess: 'goal' } : { title, goal };
}
