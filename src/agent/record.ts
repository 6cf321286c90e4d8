/**
 * Objects that instances write under `sweeps/<sweep-id>/` in the results bucket, and that all others read:
 *
 *   status/<writer>/<index>.<attempt>.<state>.<exit>.<proof>   one object per finished job; <exit> is a number or `-`; body: AgentReport as JSON.
 *                                                              At its end `.u2` where 2 results were not uploaded, `.n3` where the script left
 *                                                              3 files that no results name, `.b1` where it left 1 process that still worked,
 *                                                              `.e1` where its last act was to end its instance
 *   runs/<name>/<writer>/log/<offset>                          while the script runs, a part of its output; see `logPartSize`
 *   runs/<name>/<writer>/output.log                            the script's output, stdout and stderr, whole, once it has ended
 *   runs/<name>/<writer>/metrics/<stream>/<number>.<since>.<until>.jsonl.gz
 *                                                              a chunk of metrics, written once; see `MetricChunk`
 *   rungs/<step>/<writer>/<index>.<attempt>.<value>            with `stop_early`: the value of a run at a step, to be compared
 *   runs/<name>/<writer>/results/<file>                        results; the path below /tmp/results, or the base name
 *   runs/<name>/<writer>/checkpoint/<slot>                     a checkpoint, tar with gzip; slots 0 and 1 alternate, so that the newest two are kept
 *   runs/<name>/<writer>/checkpoint/<slot>.json                CheckpointManifest as JSON, written after the checkpoint that it describes
 *   runs/<name>/<writer>/host-key.pub                          SSH host key, published at boot
 *
 * `<writer>` is `spawn-instance=<identity>`, and no key contains it twice. The identity of an instance is `${aws:userid}` in
 * IAM, `<role id>:<instance id>`; its role only allows writing keys with that identity (aws/iam/role.ts). An instance that
 * writes with a presigned form has `form:<index>.<attempt>`, which the form enforces. So the key of an object shows which
 * instance wrote it. An attempt of a run is one instance, numbered from 1.
 *
 * Objects that instances read:
 *
 *   files/<sha256>.tar.gz           the sweep file's `files`
 *   tables/<sha256>.gz              scripts and rows of a launch call whose user data cannot hold them, and the late parts of the agent
 */
export type AgentState = 'succeeded' | 'failed' | 'stopped-early' | 'expired' | 'interrupted';

/** Folder of an instance with the objects that were not uploaded to a bucket, under the same keys. */
export const keptFolder = '/var/lib/spawn/record';
/** The command that prints, over ssh, a line with size, time, and path for each file of the run's sweep there. */
export const keptListing = '/var/lib/spawn/spored record';

/** Body of a status object. */
export interface AgentReport {
  readonly index: number;
  readonly name: string;
  readonly state: AgentState;
  readonly exit: number | null;
  /** From `spored complete --message`. */
  readonly message?: string;
  readonly instance_id: string;
  /** Seconds since the epoch. */
  readonly started: number;
  readonly ended: number;
}

/** The writer of a key: an instance, or the holder of the form of one attempt of a run. */
export type Writer =
  | { readonly by: 'instance'; readonly instanceId: string }
  | { readonly by: 'form'; readonly index: number; readonly attempt: number };

/** The contents of a status key. `engine/track/claims.ts` verifies them. */
export interface StatusClaim {
  readonly writer: Writer;
  readonly index: number;
  /** From 1. */
  readonly attempt: number;
  /** Verbatim, even if this version does not know it. */
  readonly state: string;
  readonly exitCode?: number;
  /** Proves which call launched the writer: see `plan/proof.ts`. */
  readonly proof: string;
  readonly remains: Remains;
  /** The script ended its instance as its last action. */
  readonly endedItself: boolean;
}

/** Counts of what a job left at its end. */
export interface Remains {
  /** Results that could not be uploaded. */
  readonly unsent: number;
  /** Files below the working directory that `results` doesn't include. */
  readonly uncollected: number;
  /** Processes that were still working, and ended with the instance. */
  readonly processes: number;
}

/** An object that an instance wrote for a run. */
export interface RunKey {
  readonly runName: string;
  readonly writer: Writer;
  /** `output.log`, `results/plots/a.png` */
  readonly path: string;
}

const mark = 'spawn-instance=';
export const logFile = 'output.log';
/** Below the folder of one writer. */
export const logPartsFolder = 'log/';
/**
 * Parts of a log begin at multiples of this, and all except the last have this size: only the last is written again. A log
 * of more than 1 GiB stays in parts, even after the end of the script. Bytes; `log.sh` has the same values.
 */
export const logPartSize = 1024 * 1024;
/** Below the folder of one writer. */
export const checkpointFolder = 'checkpoint/';
export type CheckpointSlot = 0 | 1;

/** The manifest that an instance writes after a checkpoint was stored completely. */
export interface CheckpointManifest {
  /** From 1 within the attempt. */
  readonly sequence: number;
  /** Of the packed checkpoint. */
  readonly bytes: number;
  /** 64 hexadecimal digits, of the packed checkpoint. */
  readonly sha256: string;
  /** When it was packed: seconds since the epoch by the clock of the instance. */
  readonly at: number;
}

export const hostKeyFile = 'host-key.pub';
export const resultsFolder = 'results/';

/** Prefix of a sweep's objects, with a trailing slash. */
export const sweepPrefix = (sweepId: string): string => `sweeps/${sweepId}/`;
export const statusPrefix = (sweepId: string): string => `${sweepPrefix(sweepId)}status/`;
/** Prefix of all objects of a sweep's runs. */
export const runsPrefix = (sweepId: string): string => `${sweepPrefix(sweepId)}runs/`;
/** Prefix of all objects of one run's instances. */
export const runPrefix = (sweepId: string, runName: string): string =>
  `${runsPrefix(sweepId)}${runName}/${mark}`;

/** A chunk of metrics: the lines that a run wrote in a span of time, as JSON objects of numbers, one a line, packed with gzip. */
export interface MetricChunk {
  /** `f`: the file that `metrics` names, `s`: `spored metric`. */
  readonly source: 'f' | 's';
  /** From 1. A file that is written again begins a new one, which replaces those before it. */
  readonly generation: number;
  /** From 0. Chunks of a generation follow each other in this order. */
  readonly number: number;
  /** Between these times, in seconds since the epoch, its lines were written. */
  readonly since: number;
  readonly until: number;
}

/** Below the folder of one writer. */
export const metricsFolder = 'metrics/';

/** Reads the path of a chunk below the folder of its writer, as `RunKey` has it; undefined when it is not one. */
export function parseMetricPath(path: string): MetricChunk | undefined {
  const match = /^metrics\/([fs])(\d{4,9})\/(\d{6,9})\.(\d{1,12})\.(\d{1,12})\.jsonl\.gz$/.exec(path);
  const [, source, ...rest] = match ?? [];
  const [generation, number, since, until] = rest.map(Number);
  if (source !== 'f' && source !== 's') return undefined;
  if (generation === undefined || number === undefined || since === undefined || until === undefined)
    return undefined;
  return { source, generation, number, since, until };
}

/** The identity of those who write by the form of an attempt. */
export const formIdentity = (index: number, attempt: number): string => `form:${index}.${attempt}`;
/** Prefix of the status objects of one identity. */
export const statusFolder = (sweepId: string, identity: string): string =>
  `${statusPrefix(sweepId)}${mark}${identity}/`;
/** Prefix of the objects that one identity writes for a run. */
export const runFolder = (sweepId: string, runName: string, identity: string): string =>
  `${runPrefix(sweepId, runName)}${identity}/`;

export const filesKey = (sweepId: string, sha256: string): string =>
  `${sweepPrefix(sweepId)}files/${sha256}.tar.gz`;
export const tableKey = (sweepId: string, sha256: string): string =>
  `${sweepPrefix(sweepId)}tables/${sha256}.gz`;

/** Reads the key of a status object of this sweep; undefined for other keys. */
export function parseStatusKey(sweepId: string, key: string): StatusClaim | undefined {
  const rest = after(statusPrefix(sweepId), key);
  const match =
    /^spawn-instance=([^/]+)\/(\d{1,9})\.(\d{1,9})\.([^./]+)\.(\d{1,9}|-)\.([0-9a-f]+)((?:\.[a-z]\d{1,9})*)$/.exec(
      rest ?? '',
    );
  const [, identity = '', index, attempt, state, exit, proof, marks = ''] = match ?? [];
  const writer = parseIdentity(identity);
  if (writer === undefined || state === undefined || proof === undefined) return undefined;
  return {
    writer,
    index: Number(index),
    attempt: Number(attempt),
    state,
    proof,
    remains: {
      unsent: countIn(marks, 'u'),
      uncollected: countIn(marks, 'n'),
      processes: countIn(marks, 'b'),
    },
    endedItself: countIn(marks, 'e') > 0,
    ...(exit === undefined || exit === '-' ? {} : { exitCode: Number(exit) }),
  };
}

const countIn = (marks: string, letter: string): number =>
  Number(new RegExp(`\\.${letter}(\\d+)`).exec(marks)?.[1] ?? 0);

/** Parses the key of an object of a run of this sweep; undefined for other keys, and for keys with more than one writer. */
export function parseRunKey(sweepId: string, key: string): RunKey | undefined {
  const rest = after(runsPrefix(sweepId), key);
  const match = /^([^/]+)\/spawn-instance=([^/]+)\/(.+)$/s.exec(rest ?? '');
  const [, runName, identity = '', path] = match ?? [];
  const writer = parseIdentity(identity);
  if (writer === undefined || runName === undefined || path === undefined) return undefined;
  if (runName.startsWith(mark) || `/${path}`.includes(`/${mark}`)) return undefined;
  return { runName, writer, path };
}

/** Key of a part of a log; `folder` is what `runFolder` returns, `offset` is in bytes. */
export const logPartKey = (folder: string, offset: number): string =>
  `${folder}${logPartsFolder}${String(offset).padStart(15, '0')}`;

/** Reads the key of a part of a log; undefined for other keys. */
export function parseLogPartKey(
  key: string,
): { readonly folder: string; readonly offset: number } | undefined {
  const [, folder, offset] = /^(.*\/spawn-instance=[^/]+\/)log\/(\d{15})$/s.exec(key) ?? [];
  return folder === undefined ? undefined : { folder, offset: Number(offset) };
}

/** Key of a checkpoint, or of its manifest; `folder` is what `runFolder` returns. */
export const checkpointKey = (folder: string, slot: CheckpointSlot, part: 'data' | 'manifest'): string =>
  `${folder}${checkpointFolder}${slot}${part === 'manifest' ? '.json' : ''}`;

/** Reads the key of a checkpoint or of its manifest; undefined for other keys. */
export function parseCheckpointKey(
  key: string,
):
  | { readonly folder: string; readonly slot: CheckpointSlot; readonly part: 'data' | 'manifest' }
  | undefined {
  const [, folder, slot, suffix] =
    /^(.*\/spawn-instance=[^/]+\/)checkpoint\/([01])(\.json)?$/s.exec(key) ?? [];
  if (folder === undefined) return undefined;
  return { folder, slot: slot === '0' ? 0 : 1, part: suffix === undefined ? 'data' : 'manifest' };
}

/** Parses a manifest of an instance; undefined for invalid ones. */
export function parseCheckpointManifest(text: string): CheckpointManifest | undefined {
  const [, sequence, bytes, sha256, at] =
    /^\s*\{"sequence":(\d{1,9}),"bytes":(\d{1,15}),"sha256":"([0-9a-f]{64})","at":(\d{1,12})\}\s*$/.exec(
      text,
    ) ?? [];
  if (sha256 === undefined || Number(sequence) < 1) return undefined;
  return { sequence: Number(sequence), bytes: Number(bytes), sha256, at: Number(at) };
}

/** The folder of the writer whose complete log has this key; undefined for other keys. */
export const folderOfLog = (key: string): string | undefined =>
  /^(.*\/spawn-instance=[^/]+\/)output\.log$/s.exec(key)?.[1];

/** `AROAEXAMPLE:i-0abc`, `kept:i-0abc`, `form:3.1` */
export function parseIdentity(identity: string): Writer | undefined {
  const [, index, attempt] = /^form:(\d{1,9})\.(\d{1,9})$/.exec(identity) ?? [];
  if (index !== undefined) return { by: 'form', index: Number(index), attempt: Number(attempt) };
  const [, instanceId] = /^\w+:(i-[0-9a-f]+)$/.exec(identity) ?? [];
  return instanceId === undefined ? undefined : { by: 'instance', instanceId };
}

const after = (prefix: string, key: string): string | undefined =>
  key.startsWith(prefix) ? key.slice(prefix.length) : undefined;
