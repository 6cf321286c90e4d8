/** The rows a user has chosen, by their places in the table. */
export interface ChosenRows {
  readonly rows: ReadonlySet<number>;
  /** Where the keyboard is: the row that actions on one run are about. */
  readonly active: number | undefined;
  /** From where a range is spanned. */
  readonly anchor: number | undefined;
}

export const noChoice: ChosenRows = { rows: new Set(), active: undefined, anchor: undefined };

/** How a row is chosen: alone, in addition (or no longer), or all on the way to it; or the keyboard just goes there. */
export type Manner = 'alone' | 'toggle' | 'range' | 'move';

/** @param shown places of the rows in the order in which they are seen */
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

/** What is chosen and in sight; a filter takes rows out of it for as long as it holds. */
export const chosenAmong = ({ rows }: ChosenRows, shown: readonly number[]): readonly number[] =>
  rows.size === 0 ? [] : shown.filter((row) => rows.has(row));
