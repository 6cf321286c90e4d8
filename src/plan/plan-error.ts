export type PlanErrorCode = 'user-data-too-large' | 'parameter-too-large' | 'nul-character' | 'tags';

/** A sweep that cannot be launched as it is written. The message states the reason and what to do. */
export class PlanError extends Error {
  override readonly name = 'PlanError';

  constructor(
    readonly code: PlanErrorCode,
    message: string,
    /** Names of the runs it hits. */
    readonly runs: readonly string[],
  ) {
    super(message);
  }
}
