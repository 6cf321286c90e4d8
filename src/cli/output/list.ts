import { csvOf } from '../../results/csv';
import { formatOf, type ListOptions } from '../list-format';
import { print, printJson, type Terminal } from '../terminal';

/** A list that a command prints. */
export interface PrintedList {
  /** The document that `--json` prints. */
  readonly json: unknown;
  /** The listed objects of that document: the rows of `--format csv`. */
  readonly records: readonly unknown[];
  /** Columns that the CSV always has, even if the list is empty. */
  readonly fields: readonly string[];
  /** For people. */
  table(): string;
}

export function printList(terminal: Terminal, options: ListOptions, list: PrintedList): void {
  switch (formatOf(options)) {
    case 'json':
      printJson(terminal, list.json);
      break;
    case 'csv':
      terminal.stdout.write(recordsToCsv(list.records, list.fields));
      break;
    case 'table':
      print(terminal, list.table());
  }
}

/** A row for each record. The fields of a nested object are named with a dot; a list is JSON. */
function recordsToCsv(records: readonly unknown[], fields: readonly string[]): string {
  const rows = records.map((record) => new Map(flat(record, '')));
  const columns = [...new Set([...fields, ...rows.flatMap((row) => [...row.keys()])])];
  return csvOf([columns, ...rows.map((row) => columns.map((column) => row.get(column)))]);
}

type Cell = string | number | boolean | null;

function* flat(value: unknown, name: string): Iterable<readonly [string, Cell]> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value))
      yield* flat(inner, name === '' ? key : `${name}.${key}`);
  } else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    yield [name, value];
  else yield [name, value === null || value === undefined ? null : JSON.stringify(value)];
}
