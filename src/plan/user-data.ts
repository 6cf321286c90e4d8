import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex } from '@noble/hashes/utils';
import { t } from '@vscode/l10n';
import { bootHook, bootScript, lateParts } from '../agent/boot-script';
import { tableKey } from '../agent/record';
import type { Run } from '../sweep/run';
import { agentFor } from './agent';
import { archiveOf } from './archive';
import type { RunAttempt } from './attempt';
import { Boots } from './boot-parts';
import { Packing, pack } from './pack';
import { PlanError } from './plan-error';
import { launchTableOf, type RecordAccess, type TableOf, tableReference } from './table';

/** Before base64: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html */
export const userDataLimit = 16_384;

/** An object that the bucket must contain before a call whose user data has no space for it. */
export interface TableObject {
  readonly key: string;
  readonly body: Uint8Array;
}

/** The user data of one call. */
export interface CallData {
  /** Compressed with gzip: agent, scripts, and launch table. */
  readonly userData: Uint8Array;
  /**
   * To be written to the bucket before the call is made: the late parts of the agent, and where user data has no room for
   * them, scripts and rows.
   */
  readonly tables: readonly TableObject[];
}

/**
 * The user data that launches `runs` of a batch in one call. The same input gives the same bytes, as a repeated client
 * token requires. If they don't fit and `tables` of the target allows it, scripts and rows are an object whose key
 * contains the hash of its body, so that writing it twice has no effect.
 * @throws PlanError if it is larger than 16,384 bytes.
 */
export function callDataOf(
  sweep: TableOf,
  runs: readonly RunAttempt[],
  record: RecordAccess | undefined,
): CallData {
  const { late, table, userData } = callPartsOf(sweep, runs, record);
  return { userData, tables: [late, table].flatMap((object) => object ?? []) };
}

interface CallParts {
  readonly userData: Uint8Array;
  readonly late?: TableObject | undefined;
  readonly table?: TableObject;
}

function callPartsOf(sweep: TableOf, runs: readonly Run[], record: RecordAccess | undefined): CallParts {
  const more = lateObjectOf(sweep, runs, record);
  const late = more?.object;
  const userData = packedOf(sweep, runs, record, more?.hash);
  if (userData.length <= userDataLimit) return { userData, late };
  if (!readsTables(record)) throw tooLarge(runs, userData.length);
  const { hash, object } = objectOf(sweep.sweepId, launchTableOf(sweep, runs, record, more?.hash));
  const reference = tableReference(record, object.key, hash);
  return {
    userData: pack(besides(runs, bootScript(reference, longestTtl(runs), agentOf(sweep, runs)))),
    late,
    table: object,
  };
}

/** Only the user data of a call. */
export const userDataOf = (...call: Parameters<typeof callDataOf>): Uint8Array =>
  callDataOf(...call).userData;

/** The object of a call with its scripts and rows alone; undefined where its user data holds them. */
export const tableObjectOf = (...call: Parameters<typeof callDataOf>): TableObject | undefined =>
  callPartsOf(...call).table;

const readsTables = (record: RecordAccess | undefined): record is RecordAccess =>
  record?.target.tables === true && record.target.write === 'role';

interface HashedObject {
  readonly object: TableObject;
  readonly hash: string;
}

function objectOf(sweepId: string, text: string): HashedObject {
  const body = pack(text);
  const hash = bytesToHex(sha256(body));
  return { object: { key: tableKey(sweepId, hash), body }, hash };
}

/** The late parts of the agent, the same for all calls of a sweep, where instances read them from the bucket. */
function lateObjectOf(
  sweep: TableOf,
  runs: readonly Run[],
  record: RecordAccess | undefined,
): HashedObject | undefined {
  const late = lateParts(agentOf(sweep, runs));
  return late === '' || !readsTables(record) ? undefined : objectOf(sweep.sweepId, late);
}

/** Calculates the size of user data. The agent, which all batches begin with, is compressed once. */
export class Packer {
  readonly #packing = new Packing();
  readonly #late: string | undefined;

  constructor(
    readonly sweep: TableOf & { readonly agent: string },
    readonly record: RecordAccess | undefined,
  ) {
    this.#late = lateObjectOf(sweep, [], record)?.hash;
  }

  /** True if these runs fit into one call. */
  fits(runs: readonly Run[]): boolean {
    return this.#sizeOf(runs) <= userDataLimit;
  }

  /** True if a run that doesn't fit into user data can have its row in the bucket. */
  get readsTables(): boolean {
    return readsTables(this.record);
  }

  /** The error of runs that do not fit. */
  refusal(runs: readonly Run[]): PlanError {
    return tooLarge(runs, this.#sizeOf(runs));
  }

  #sizeOf(runs: readonly Run[]): number {
    return packedOf(this.sweep, runs, this.record, this.#late, this.#packing).length;
  }
}

/** Size of the user data of a run with this script and no parameters, in bytes. */
export function packedSizeOf(script: string): number {
  const nowhere = { line: 0, character: 0 };
  const run: Run = {
    index: 0,
    name: '',
    parameters: new Map(),
    settings: {
      instanceTypes: [],
      region: '',
      onComplete: 'keep',
      spot: false,
      tags: {},
      results: [],
      files: [],
      securityGroups: [],
      userData: script,
    },
    origin: { start: nowhere, end: nowhere },
  };
  return packedOf({ sweepId: '', sweepName: '', size: 1 }, [run], undefined, undefined).length;
}

function packedOf(
  sweep: TableOf,
  runs: readonly Run[],
  record: RecordAccess | undefined,
  late: string | undefined,
  packing = new Packing(),
): Uint8Array {
  const table = launchTableOf(sweep, runs, record, late);
  return packing.pack(besides(runs, bootScript(table, longestTtl(runs), agentOf(sweep, runs))), table);
}

const agentOf = ({ agent }: TableOf, runs: readonly Run[]): string => agent ?? agentFor(runs);

/** The cloud-config of the runs of one call, which share it. */
const cloudConfigOf = (runs: readonly Run[]): string | undefined =>
  new Boots().of(runs[0]?.settings.userData).cloudConfig;

/** The boot script; in an archive if cloud-init has to apply a cloud-config first. */
function besides(runs: readonly Run[], script: string): string {
  const config = cloudConfigOf(runs);
  if (config === undefined) return script;
  const ttl = longestTtl(runs);
  return archiveOf([
    ...(ttl === undefined ? [] : [{ type: 'text/cloud-boothook', text: bootHook(ttl) }]),
    { type: 'text/cloud-config', text: config },
    { type: 'text/x-shellscript', text: script },
  ]);
}

function longestTtl(runs: readonly Run[]): number | undefined {
  const ttls = runs.flatMap(({ settings }) => settings.ttlSeconds ?? []);
  return ttls.length === 0 ? undefined : Math.ceil(Math.max(...ttls));
}

function tooLarge(runs: readonly Run[], bytes: number): PlanError {
  const names = runs.map((run) => run.name);
  return new PlanError(
    'user-data-too-large',
    t(
      "The user data of {0} has {1} bytes after compression, and EC2 allows {2}. Nothing was launched. Move most of the script into a file listed under files:, which is uploaded to S3. (user_data: {file: …} doesn't help: its text counts too.)",
      names.length === 1 ? t('run {0}', names[0] ?? '') : t('{0} runs', names.length),
      bytes,
      userDataLimit,
    ),
    names,
  );
}
