import type { Goal } from '../../results/goal';
import type { Metric } from '../../results/metric';

/** The colors of a saved picture: those of the editor, or light ones for print. */
export type Ground = 'theme' | 'light';

export type PlotKind = 'parallel' | 'scatter' | 'effect' | 'curves';

/** What curves are drawn over. */
export type CurveAxis = 'step' | 'time' | 'cost';

/** The user's arrangement of the panel, which VS Code keeps across a window reload. */
export interface ViewState {
  readonly plot: PlotKind;
  readonly metric?: Metric;
  readonly sort?: { readonly title: string; readonly goal: Goal };
  readonly filters: Readonly<Record<string, string>>;
  readonly hidden: readonly string[];
  readonly pinned: readonly string[];
  /** Column titles; "" if none is chosen. */
  readonly groupBy: string;
  readonly x: string;
  readonly color: string;
  readonly size: string;
  /** Metric whose curves are shown; empty: the likeliest one. */
  readonly curve: string;
  readonly curveX: CurveAxis;
  /** From 0 to less than 1. */
  readonly smooth: number;
  readonly logY: boolean;
  readonly ground: Ground;
  /** Pixels; undefined until the user moves the separator between plot and table. */
  readonly plotHeight?: number;
}

export const initialState: ViewState = {
  plot: 'parallel',
  filters: {},
  hidden: [],
  pinned: ['name'],
  groupBy: '',
  x: '',
  color: '',
  size: '',
  curve: '',
  curveX: 'step',
  smooth: 0,
  logY: false,
  ground: 'theme',
};
