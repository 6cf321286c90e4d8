export type PlanErrorCode = 'user-data-too-large' | 'parameter-too-large' | 'nul-character' | 'tags';

/** A sweep that can't be launched as it is. The message states the reason and the solution. */
export class PlanError extends Error {
  override readonly name = 'PlanError';

  constructor(
    readonly code: PlanErrorCode,
    message: string,
    /** Names of the runs that are affected. */
    readonly runs: readonly string[],
  ) {
    super(message);
  }
}
