import type { ColumnKind } from './record';
import type { Scalar } from './scalar';

export type Cells = readonly (Scalar | undefined)[];

export interface Column {
  readonly title: string;
  readonly kind: ColumnKind;
  /** One value for each record. */
  readonly cells: Cells;
  /** Its title with the name of its file, if it is from one file. */
  readonly qualified?: string;
}

/** The values of a key in one file, for each record. */
export interface ColumnSource {
  readonly path: string;
  readonly cells: Cells;
}

/**
 * The columns of one key. Files that don't contradict each other become one column with the name of the key; so does a
 * file that more than twice as many runs have as any other. The other titles begin with the name of their file:
 * `metrics.accuracy`.
 */
export function columnsOf(
  key: string,
  sources: readonly ColumnSource[],
  /** A parameter or a fixed column with the same name. */
  twin: Column | undefined,
): readonly Column[] {
  const qualifiedBy = ({ path }: ColumnSource): string => `${path.replace(/\.\w{1,5}$/, '')}.${key}`;
  const prefixed = (source: ColumnSource): Column => ({
    title: qualifiedBy(source),
    qualified: qualifiedBy(source),
    kind: 'result',
    cells: source.cells,
  });
  const plain = (source: ColumnSource): Column => ({ ...prefixed(source), title: key });
  if (twin !== undefined) return sources.filter(({ cells }) => !repeats(cells, twin.cells)).map(prefixed);
  const [first, second] = [...sources].sort((a, b) => heldBy(b) - heldBy(a));
  if (first === undefined) return [];
  if (second === undefined) return [plain(first)];
  const merged = mergedCells(sources);
  if (merged !== undefined) return [{ title: key, kind: 'result', cells: merged }];
  const main = heldBy(first) > 2 * heldBy(second) ? first : undefined;
  return sources.map((source) => (source === main ? plain(source) : prefixed(source)));
}

const heldBy = ({ cells }: ColumnSource): number => cells.filter((cell) => cell !== undefined).length;

/** Undefined if two files have different values for one run. */
function mergedCells(sources: readonly ColumnSource[]): Cells | undefined {
  const rows = sources[0]?.cells.length ?? 0;
  const cells: (Scalar | undefined)[] = [];
  for (let row = 0; row < rows; row++) {
    const said = new Set(
      sources.flatMap((source) => (source.cells[row] === undefined ? [] : [source.cells[row]])),
    );
    if (said.size > 1) return undefined;
    cells.push([...said][0]);
  }
  return cells;
}

/** Scripts often write their own parameters with their results: equal values are shown once. */
function repeats(cells: Cells, twin: Cells): boolean {
  return cells.every((cell, row) => cell === undefined || String(cell) === String(twin[row]));
}
