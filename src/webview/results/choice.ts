/** The selected rows, by their indexes in the table. */
export interface ChosenRows {
  readonly rows: ReadonlySet<number>;
  /** The focused row, which actions on one run use. */
  readonly active: number | undefined;
  /** The start of a range selection. */
  readonly anchor: number | undefined;
}

export const noChoice: ChosenRows = { rows: new Set(), active: undefined, anchor: undefined };

/** How a row is selected: alone, toggled, or as the end of a range; or only focused. */
export type Manner = 'alone' | 'toggle' | 'range' | 'move';

/** @param shown indexes of the rows in their visible order */
export function choose(
  before: ChosenRows,
  row: number,
  manner: Manner,
  shown: readonly number[],
): ChosenRows {
  switch (manner) {
    case 'alone':
      return { rows: new Set([row]), active: row, anchor: row };
    case 'move':
      return { ...before, active: row, anchor: row };
    case 'toggle': {
      const rows = new Set(before.rows);
      if (!rows.delete(row)) rows.add(row);
      return { rows, active: row, anchor: row };
    }
    case 'range': {
      const from = shown.indexOf(before.anchor ?? row);
      const to = shown.indexOf(row);
      if (from < 0 || to < 0) return choose(before, row, 'alone', shown);
      const rows = shown.slice(Math.min(from, to), Math.max(from, to) + 1);
      return { rows: new Set(rows), active: row, anchor: shown[from] };
    }
  }
}

export const chooseAll = (before: ChosenRows, shown: readonly number[]): ChosenRows => ({
  ...before,
  rows: new Set(shown),
  active: before.active ?? shown[0],
});

/** The visible part of the selection; a filter hides rows from it while it applies. */
export const chosenAmong = ({ rows }: ChosenRows, shown: readonly number[]): readonly number[] =>
  rows.size === 0 ? [] : shown.filter((row) => rows.has(row));
