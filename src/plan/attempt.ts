import type { Run } from '../sweep/run';

export const firstAttempt = 1;

/** The newest checkpoint of an earlier attempt: an object of the results bucket. */
export interface CheckpointObject {
  readonly key: string;
  /** Of its bytes, in hex. */
  readonly sha256: string;
  readonly bytes: number;
}

/** A run as one of its attempts is launched. The `ttlSeconds` of its settings is what the earlier attempts have left. */
export interface RunAttempt extends Run {
  /** From 1, which it is if missing. */
  readonly attempt?: number;
  /** Restored before the script starts. */
  readonly resume?: CheckpointObject;
}

export const attemptOf = ({ attempt = firstAttempt }: RunAttempt): number => attempt;
