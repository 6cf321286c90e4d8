import type { Goal } from '../../results/goal';
import type { Metric } from '../../results/metric';
import type { ResultsTable } from '../../results/record';
import type { CellWords } from './cell-words';
import type { ChosenRows, Manner } from './choice';

/** User actions in the table. */
export interface GridEvents {
  onSort(title: string): void;
  onFilter(title: string, text: string): void;
  onPin(title: string): void;
  onChoose(row: number, manner: Manner, shown: readonly number[]): void;
  onChooseAll(shown: readonly number[]): void;
  onChooseNone(): void;
  onOpen(row: number): void;
}

/** The content of the table. */
export interface GridView {
  readonly table: ResultsTable;
  /** Indexes of the visible rows, in order. */
  readonly rows: readonly number[];
  /** Titles of the visible columns, pinned ones first. */
  readonly columns: readonly string[];
  readonly pinned: ReadonlySet<string>;
  readonly sort: { readonly title: string; readonly goal: Goal } | undefined;
  readonly filters: Readonly<Record<string, string>>;
  readonly metric: Metric | undefined;
  readonly choice: ChosenRows;
  readonly words: CellWords;
}
