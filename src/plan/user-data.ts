import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex } from '@noble/hashes/utils';
import { t } from '@vscode/l10n';
import { bootHook, bootScript } from '../agent/boot-script';
import { tableKey } from '../agent/record';
import type { Run } from '../sweep/run';
import { agentFor } from './agent';
import { archiveOf } from './archive';
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
  /** Set if scripts and rows don't fit into user data: to be written to the bucket before the call. */
  readonly table?: TableObject;
}

/**
 * The user data that launches `runs` of a batch in one call. The same input gives the same bytes, as a repeated client
 * token requires. If they don't fit and `tables` of the target allows it, scripts and rows are an object whose key
 * contains the hash of its body, so that writing it twice has no effect.
 * @throws PlanError if it is larger than 16,384 bytes.
 */
export function callDataOf(sweep: TableOf, runs: readonly Run[], record: RecordAccess | undefined): CallData {
  const userData = packedOf(sweep, runs, record);
  if (userData.length <= userDataLimit) return { userData };
  if (!readsTables(record)) throw tooLarge(runs, userData.length);
  const { hash, ...table } = objectOf(sweep, runs, record);
  const reference = tableReference(record, table.key, hash);
  return {
    userData: pack(besides(runs, bootScript(reference, longestTtl(runs), agentOf(sweep, runs)))),
    table,
  };
}

/** Only the user data of a call. */
export const userDataOf = (...call: Parameters<typeof callDataOf>): Uint8Array =>
  callDataOf(...call).userData;

/** Only the object of a call. */
export const tableObjectOf = (...call: Parameters<typeof callDataOf>): TableObject | undefined =>
  callDataOf(...call).table;

const readsTables = (record: RecordAccess | undefined): record is RecordAccess =>
  record?.target.tables === true && record.target.write === 'role';

function objectOf(
  sweep: TableOf,
  runs: readonly Run[],
  record: RecordAccess,
): TableObject & { readonly hash: string } {
  const body = pack(launchTableOf(sweep, runs, record));
  const hash = bytesToHex(sha256(body));
  return { key: tableKey(sweep.sweepId, hash), body, hash };
}

/** Calculates the size of user data. The agent, which all batches begin with, is compressed once. */
export class Packer {
  readonly #packing = new Packing();

  constructor(
    readonly sweep: TableOf & { readonly agent: string },
    readonly record: RecordAccess | undefined,
  ) {}

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
    return packedOf(this.sweep, runs, this.record, this.#packing).length;
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
  return packedOf({ sweepId: '', sweepName: '', size: 1 }, [run], undefined).length;
}

function packedOf(
  sweep: TableOf,
  runs: readonly Run[],
  record: RecordAccess | undefined,
  packing = new Packing(),
): Uint8Array {
  const table = launchTableOf(sweep, runs, record);
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
