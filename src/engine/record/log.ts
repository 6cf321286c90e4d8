import { t } from '@vscode/l10n';
import type { SweepPlan } from '../../plan/plan';
import { Failure } from '../failure';
import { followsFrom } from '../journal/check';
import { type CallEntry, entryId, type JournalEntry } from '../journal/entry';
import { foldEntries, type LaunchState, overrides } from '../journal/fold';
import { isTorn, parseEntry } from '../journal/parse';
import type { JournalDisk, Store } from '../ports';
import { foreignEntry, journalOf } from './foreign';
import { logObjectKey, parseLogKey } from './keys';

/**
 * The history of one sweep: in the journal on this machine's disk, and in its record, so that another window (and, with
 * a bucket, another machine) can continue. An object of the log is written once, with the next free number, by a
 * conditional PUT: if two processes want to decide what is launched next, one of them wins and the other one stops. An
 * entry that doesn't match the plan is ignored, and remembered: nothing is launched after it.
 */
export class SweepLog {
  readonly #entries = new Map<string, JournalEntry>();
  /** The place where each entry was first read. */
  readonly #origins = new Map<string, string>();
  #foreign: Failure | undefined;
  readonly #seenObjects = new Set<number>();
  readonly sweepId: string;
  #state: LaunchState | undefined;
  /** Entries for the next log object. */
  #unwritten: JournalEntry[] = [];
  #group: Promise<void> | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly plan: SweepPlan,
    private readonly disk: JournalDisk,
    private readonly store: Store,
  ) {
    this.sweepId = plan.sweepId;
  }

  entries(): Iterable<JournalEntry> {
    return this.#entries.values();
  }

  /** The state according to the entries: the same object until there is another entry. */
  state(): LaunchState {
    this.#state ??= foldEntries(this.#entries.values(), this.plan.size);
    return this.#state;
  }

  /** @throws Failure `ForeignEntry` if an entry didn't match the plan */
  refuseForeign(): void {
    if (this.#foreign !== undefined) throw this.#foreign;
  }

  /** The key that an entry was read from, or another place. */
  originOf(entry: CallEntry): string {
    return this.#origins.get(entryId(entry)) ?? journalOf(this.sweepId);
  }

  /** Adds lines of the journal on disk. A crash can have left incomplete ones. */
  takeLines(lines: readonly string[]): void {
    this.#read(
      lines.filter((line) => !isTorn(line)),
      journalOf(this.sweepId),
    );
  }

  /** Reads the log objects among `keys` that haven't been read yet. */
  async takeObjects(keys: Iterable<string>, signal?: AbortSignal): Promise<void> {
    const { store } = this;
    const fresh = [...keys].flatMap((key) => {
      const sequence = parseLogKey(this.sweepId, key);
      return sequence === undefined || this.#seenObjects.has(sequence) ? [] : [{ key, sequence }];
    });
    await Promise.all(
      fresh.map(async ({ key, sequence }) => {
        const text = await store.readText(key, signal);
        if (text === undefined) return;
        this.#readObject(key, text);
        this.#seenObjects.add(sequence);
      }),
    );
  }

  /**
   * Returns when the entries are in the record and on the disk; entries of the same turn share one PUT.
   * @throws Failure `AnotherLeads` if they contain calls, and another process has decided on calls or canceled in the
   * meantime.
   */
  async append(entries: readonly JournalEntry[]): Promise<void> {
    this.#unwritten.push(...entries);
    this.#group ??= this.#nextGroup();
    await this.#group;
  }

  /** Returns when the entry is on the disk; the next `append` or `flush` adds it to the record. */
  async note(entry: JournalEntry): Promise<void> {
    this.#take(entry);
    this.#unwritten.push(entry);
    await this.disk.append(this.sweepId, JSON.stringify(entry));
  }

  /** Writes entries only to the disk, since other processes can observe them. */
  async noteLocally(entries: readonly JournalEntry[]): Promise<void> {
    if (entries.length === 0) return;
    for (const entry of entries) this.#take(entry);
    await this.disk.append(this.sweepId, entries.map((entry) => JSON.stringify(entry)).join('\n'));
  }

  async flush(): Promise<void> {
    if (this.#unwritten.length > 0) await this.append([]);
  }

  /** @returns the added entries */
  #readObject(key: string, text: string): readonly JournalEntry[] {
    return this.#read(
      text.split('\n').filter((line) => line !== ''),
      key,
    );
  }

  #read(lines: readonly string[], origin: string): readonly JournalEntry[] {
    return lines.flatMap((line) => {
      const entry = parseEntry(line);
      if (entry === undefined || !followsFrom(this.plan, entry) || this.#contradicts(entry)) {
        this.#foreign ??= foreignEntry(this.sweepId, origin);
        return [];
      }
      const id = entryId(entry);
      if (!this.#origins.has(id)) this.#origins.set(id, origin);
      this.#take(entry);
      return [entry];
    });
  }

  /** A call or an attempt is decided once: a different decision under its name is one that this process didn't write. */
  #contradicts(entry: JournalEntry): boolean {
    const known = this.#entries.get(entryId(entry));
    if (entry.kind === 'retried')
      return known?.kind === 'retried' && JSON.stringify(known) !== JSON.stringify(entry);
    return entry.kind === 'call' && known?.kind === 'call' && known.digest !== entry.digest;
  }

  #take(entry: JournalEntry): void {
    const id = entryId(entry);
    const before = this.#entries.get(id);
    if (entry.kind === 'cancelled' && before?.kind === 'cancelled' && !overrides(entry, before)) return;
    this.#entries.set(id, entry);
    this.#state = undefined;
  }

  async #nextGroup(): Promise<void> {
    const previous = this.#writing;
    const group = (async () => {
      await previous.catch(() => undefined); // Its own callers get the error.
      await new Promise((resolve) => setImmediate(resolve));
      this.#group = undefined;
      const entries = this.#unwritten;
      this.#unwritten = [];
      await this.#write(entries);
    })();
    this.#writing = group;
    await group;
  }

  async #write(entries: readonly JournalEntry[]): Promise<void> {
    const lines = entries.map((entry) => JSON.stringify(entry));
    try {
      await this.#writeObject(this.store, entries, `${lines.join('\n')}\n`);
    } catch (error) {
      // Events that happened are reported again; decisions aren't, because they weren't carried out.
      this.#unwritten.unshift(...entries.filter((entry) => !isDecision(entry)));
      throw error;
    }
    const fresh = entries.flatMap((entry, place) => {
      const known = this.#entries.has(entryId(entry));
      this.#take(entry);
      return known ? [] : [lines[place] ?? ''];
    });
    if (fresh.length > 0) await this.disk.append(this.sweepId, fresh.join('\n'));
  }

  /** Writes the next object. If other processes were first, adds their entries, and tries the number after theirs. */
  async #writeObject(store: Store, entries: readonly JournalEntry[], body: string): Promise<void> {
    for (let sequence = Math.max(-1, ...this.#seenObjects) + 1; ; sequence += 1) {
      const key = logObjectKey(this.sweepId, sequence);
      try {
        await store.write(key, body, { ifNoneMatch: true });
        this.#seenObjects.add(sequence);
        return;
      } catch (error) {
        if (!(error instanceof Failure) || error.code !== 'PreconditionFailed') throw error;
        const there = (await store.readText(key)) ?? '';
        this.#seenObjects.add(sequence);
        // A retry after a lost answer finds its own object.
        if (there === body) return;
        const others = this.#readObject(key, there);
        if (entries.some(isDecision)) this.refuseForeign();
        if (entries.some(isDecision) && others.some(overrules)) {
          throw anotherLeads(this.sweepId, error);
        }
      }
    }
  }
}

const isDecision = ({ kind }: JournalEntry): boolean => kind === 'call' || kind === 'retried';

/** After these entries, decisions that were made without them must not be carried out. */
const overrules = ({ kind }: JournalEntry): boolean =>
  kind === 'call' || kind === 'retried' || kind === 'cancelled';

const anotherLeads = (sweepId: string, cause: unknown): Failure =>
  new Failure(
    'rejected',
    'AnotherLeads',
    t(
      'Another window or machine is launching {0}. This one only watches; nothing is launched twice.',
      sweepId,
    ),
    { cause },
  );
