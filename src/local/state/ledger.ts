import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';

/** Rows by key, in memory and on disk. */
export interface Table<Row> {
  get(key: string): Row | undefined;
  has(key: string): boolean;
  set(key: string, row: Row): void;
  delete(key: string): void;
  values(): IterableIterator<Row>;
  readonly size: number;
}

type StateChange = readonly [table: string, key: string, row?: unknown];
/** Several changes in one line are applied together, or not at all. */
type Line = StateChange | readonly StateChange[];

/**
 * The state of the cloud, as one file of JSON lines. Every change is appended before the answer is sent, so that a
 * process that is killed loses no acknowledged change. Compacted when it is opened and as it grows.
 */
export class Ledger {
  private readonly tables = new Map<string, Map<string, unknown>>();
  /** Rows from the disk that no table has read yet, still as text. */
  private readonly unclaimed = new Map<string, Map<string, string>>();
  private readonly file: string;
  private descriptor: number;
  private appended = 0;
  private gathered: StateChange[] | undefined;

  /** @throws if the folder isn't writable */
  constructor(folder: string) {
    this.file = path.join(folder, 'state.jsonl');
    for (const line of readLines(this.file)) this.apply(line);
    this.descriptor = this.compact();
  }

  table<Row>(name: string): Table<Row> {
    const rows = this.claim<Row>(name);
    const append = (change: StateChange) => this.append(change);
    return {
      get: (key) => rows.get(key),
      has: (key) => rows.has(key),
      set(key, row) {
        append([name, key, row]);
        rows.set(key, row);
      },
      delete(key) {
        if (!rows.has(key)) return;
        append([name, key]);
        rows.delete(key);
      },
      values: () => rows.values(),
      get size() {
        return rows.size;
      },
    };
  }

  /** Writes every change of `work` at once: after a crash, all of them are in the file, or none. */
  together<T>(work: () => T): T {
    if (this.gathered !== undefined) return work();
    const gathered: StateChange[] = [];
    this.gathered = gathered;
    try {
      return work();
    } finally {
      this.gathered = undefined;
      // Including changes before an error, since memory contains them.
      if (gathered.length > 0) this.write(gathered, gathered.length);
    }
  }

  close(): void {
    fsyncSync(this.descriptor);
    closeSync(this.descriptor);
  }

  private append(change: StateChange): void {
    if (this.gathered === undefined) this.write(change, 1);
    else this.gathered.push(change);
  }

  private write(line: Line, changes: number): void {
    writeSync(this.descriptor, `${JSON.stringify(line)}\n`);
    this.appended += changes;
    if (this.appended > 20_000 + 10 * this.liveRows()) {
      const old = this.descriptor;
      this.descriptor = this.compact();
      closeSync(old);
    }
  }

  private apply(line: Line): void {
    if (isSeveral(line)) for (const change of line) this.take(change);
    else this.take(line);
  }

  private take([table, key, row]: StateChange): void {
    const rows = this.unclaimed.get(table) ?? new Map<string, string>();
    this.unclaimed.set(table, rows);
    if (row === undefined) rows.delete(key);
    else rows.set(key, JSON.stringify(row));
  }

  /** Doesn't validate the rows of a table, since only this program writes the file. */
  private claim<Row>(name: string): Map<string, Row> {
    if (this.tables.has(name)) throw new Error(`The table ${name} is already in use.`);
    const rows = new Map<string, Row>();
    for (const [key, text] of this.unclaimed.get(name) ?? []) rows.set(key, JSON.parse(text));
    this.unclaimed.delete(name);
    this.tables.set(name, rows);
    return rows;
  }

  private liveRows(): number {
    let count = 0;
    for (const rows of this.tables.values()) count += rows.size;
    return count;
  }

  /** Writes the current entries to a new file, replaces the old one with it, and returns its descriptor. */
  private compact(): number {
    const fresh = `${this.file}.new`;
    const descriptor = openSync(fresh, 'w', 0o600);
    for (const [table, rows] of this.tables) {
      let block = '';
      for (const [key, row] of rows) block += `${JSON.stringify([table, key, row])}\n`;
      writeSync(descriptor, block);
    }
    for (const [table, rows] of this.unclaimed) {
      let block = '';
      for (const [key, text] of rows) block += `${JSON.stringify([table, key]).slice(0, -1)},${text}]\n`;
      writeSync(descriptor, block);
    }
    fsyncSync(descriptor);
    renameSync(fresh, this.file);
    this.appended = 0;
    return descriptor;
  }
}

const isSeveral = (line: Line): line is readonly StateChange[] => typeof line[0] !== 'string';

function readLines(file: string): Line[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  const lines = text.split('\n');
  // The text after the last line feed is from an interrupted write, which was never acknowledged.
  return lines.slice(0, -1).map((line) => JSON.parse(line));
}
