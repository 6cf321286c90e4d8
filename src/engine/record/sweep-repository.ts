import { t } from '@vscode/l10n';
import { Failure } from '../failure';
import type { Cloud, JournalDisk, Store } from '../ports';
import { SweepViews } from '../track/sweep-view';
import type { LocalStore } from './disk-store';
import { recordKey } from './keys';
import { SweepLog } from './log';
import { formatSweepRecord, parseSweepRecord, type SweepRecord } from './sweep-record';

/** A sweep, with all information of this machine and the bucket. */
export interface KnownSweep {
  readonly record: SweepRecord;
  readonly log: SweepLog;
  readonly views: SweepViews;
  /** This engine created it: no other process can be about to launch it. */
  readonly begunHere: boolean;
  /** Its bucket, or without one, the records of this machine. */
  readonly store: Store;
}

/** Where to look for sweeps. */
export type RecordReader = Pick<Store, 'listFolders' | 'readText'>;

/** The bucket to search. */
export interface SharedRecordReader extends RecordReader {
  readonly bucket: string;
  readonly region: string;
}

/** Sweeps by ID: opened once, from the journal on disk or from their record. */
export class SweepRepository {
  readonly #known = new Map<string, Promise<KnownSweep>>();

  constructor(
    private readonly cloud: Cloud,
    private readonly account: string,
    private readonly disk: JournalDisk,
    /** Records of sweeps without a bucket. */
    private readonly local: LocalStore,
    /** Where to look for sweeps that other machines launched. */
    private readonly shared: SharedRecordReader | undefined,
  ) {}

  /** @throws Failure `NoSuchSweep` if it is neither on the disk nor in the bucket. */
  open(sweepId: string, signal?: AbortSignal): Promise<KnownSweep> {
    const known = this.#known.get(sweepId);
    if (known !== undefined) return known;
    const opening = this.#load(sweepId, signal);
    this.#known.set(sweepId, opening);
    opening.catch(() => this.#known.delete(sweepId));
    return opening;
  }

  /** Of a sweep that was deleted. */
  forget(sweepId: string): void {
    this.#known.delete(sweepId);
  }

  /**
   * Records a new sweep, first on the disk and then in its bucket.
   * @throws Failure `SweepExists` if there is one with that ID.
   */
  async create(record: SweepRecord): Promise<KnownSweep> {
    const { sweepId } = record.plan;
    const text = formatSweepRecord(record);
    if (!(await this.disk.create(sweepId, text))) throw sweepExists(sweepId);
    const sweep = this.#sweepOf(record, true);
    try {
      await writeOnce(sweep.store, sweepId, text);
    } catch (error) {
      // The ID is another machine's: its journal here would be mistaken for that sweep's.
      if (isTaken(error)) await this.disk.remove(sweepId);
      throw error;
    }
    this.#known.set(sweepId, Promise.resolve(sweep));
    return sweep;
  }

  /** Writes the record to its bucket if a launch was interrupted before it could. */
  async ensureRecorded(sweep: KnownSweep): Promise<void> {
    const { sweepId } = sweep.record.plan;
    if ((await sweep.store.readText(recordKey(sweepId))) !== undefined) return;
    await writeOnce(sweep.store, sweepId, formatSweepRecord(sweep.record));
  }

  async #load(sweepId: string, signal: AbortSignal | undefined): Promise<KnownSweep> {
    const lines = await this.disk.read(sweepId);
    const [first] = lines;
    if (first !== undefined) {
      const sweep = this.#sweepOf(parseSweepRecord(first, sweepId));
      sweep.log.takeLines(lines.slice(1));
      return sweep;
    }
    const kept = await this.local.readText(recordKey(sweepId));
    const text = kept ?? (await this.shared?.readText(recordKey(sweepId), signal));
    if (text === undefined) throw noSuchSweep(sweepId);
    const record = parseSweepRecord(text, sweepId);
    this.#checkOrigin(record, kept === undefined ? this.shared : undefined);
    await this.disk.append(sweepId, text);
    return this.#sweepOf(record);
  }

  /** @throws Failure `ForeignRecord` for one of another account, or one that doesn't refer to the bucket that contains it */
  #checkOrigin(
    { account, bucket, plan, region, target }: SweepRecord,
    found: SharedRecordReader | undefined,
  ): void {
    const own =
      account === this.account &&
      bucket === found?.bucket &&
      (found === undefined || region === found.region) &&
      target?.bucket === bucket &&
      (target === undefined || target.owner === account);
    if (!own) throw foreignRecord(plan.sweepId);
  }

  #sweepOf(record: SweepRecord, begunHere = false): KnownSweep {
    const { bucket, region } = record;
    const store = bucket === undefined ? this.local : this.cloud.store(bucket, region);
    return {
      record,
      begunHere,
      store,
      log: new SweepLog(record.plan, this.disk, store),
      views: new SweepViews(record),
    };
  }
}

/** @throws Failure `SweepExists` unless the bucket contains this same text or nothing. */
async function writeOnce(store: Store, sweepId: string, text: string): Promise<void> {
  const key = recordKey(sweepId);
  try {
    await store.write(key, text, { ifNoneMatch: true });
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'PreconditionFailed') throw error;
    // A retry after a lost answer finds its own object.
    if ((await store.readText(key)) !== text) throw sweepExists(sweepId);
  }
}

/** Whether a sweep couldn't be created because its ID exists. */
export const isTaken = (error: unknown): boolean => error instanceof Failure && error.code === 'SweepExists';

const sweepExists = (sweepId: string): Failure =>
  new Failure(
    'rejected',
    'SweepExists',
    t('Sweep {0} already exists. Nothing was launched. Launch again to get a new ID.', sweepId),
  );

const foreignRecord = (sweepId: string): Failure =>
  new Failure(
    'rejected',
    'ForeignRecord',
    t(
      "The record {0} wasn't written there by this account, so nothing of {1} is shown, launched, or changed. Check who can write to the bucket.",
      recordKey(sweepId),
      sweepId,
    ),
  );

const noSuchSweep = (sweepId: string): Failure =>
  new Failure(
    'not-found',
    'NoSuchSweep',
    t(
      'Sweep {0} not found on this machine or in this account and region. Run spawn list-sweeps to see all sweeps.',
      sweepId,
    ),
  );
