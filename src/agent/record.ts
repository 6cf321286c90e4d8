/**
 * What the agent writes under `sweeps/<sweep-id>/` of the results bucket, and everyone else reads:
 *
 *   status/<index>.<state>.<exit>   one object per finished job; <exit> is a number or `-`; body: AgentReport as JSON
 *   runs/<name>/output.log          the script's output, stdout and stderr
 *   runs/<name>/results/<file>      results; the path below /tmp/results, or the base name
 *   runs/<name>/host-key.pub        SSH host key, published at boot
 *
 * and what the agent reads there:
 *
 *   files/<sha256>.tar.gz           the sweep file's `files`
 *   tables/<sha256>.gz              scripts and rows of a launch call whose user data cannot hold them
 */
export type AgentState = 'succeeded' | 'failed' | 'stopped-early' | 'expired' | 'interrupted';

/** Folder of an instance that holds, under the same keys, what has not gone to a bucket. */
export const keptFolder = '/var/lib/spawn/record';
/** What prints, over ssh, a line of size, time and path for each file of the run's sweep there. */
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

export interface StatusKey {
  readonly index: number;
  /** Verbatim, also when this version does not know it. */
  readonly state: string;
  readonly exitCode?: number;
}

/** Prefix of a sweep's objects, with a slash at its end. */
export const sweepPrefix = (sweepId: string): string => `sweeps/${sweepId}/`;
export const statusPrefix = (sweepId: string): string => `${sweepPrefix(sweepId)}status/`;
export const runPrefix = (sweepId: string, runName: string): string =>
  `${sweepPrefix(sweepId)}runs/${runName}/`;
export const resultsPrefix = (sweepId: string, runName: string): string =>
  `${runPrefix(sweepId, runName)}results/`;
export const logKey = (sweepId: string, runName: string): string =>
  `${runPrefix(sweepId, runName)}output.log`;

export const filesKey = (sweepId: string, sha256: string): string =>
  `${sweepPrefix(sweepId)}files/${sha256}.tar.gz`;
export const tableKey = (sweepId: string, sha256: string): string =>
  `${sweepPrefix(sweepId)}tables/${sha256}.gz`;

/** Reads the key of a status object; undefined when it is not one. */
export function parseStatusKey(key: string): StatusKey | undefined {
  const match = /\/status\/(\d+)\.([^./]+)\.(\d+|-)$/.exec(key);
  if (match === null) return undefined;
  const [, index, state, exit] = match;
  if (index === undefined || state === undefined) return undefined;
  return {
    index: Number(index),
    state,
    ...(exit === undefined || exit === '-' ? {} : { exitCode: Number(exit) }),
  };
}
