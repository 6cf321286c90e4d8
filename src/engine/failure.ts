/** What class of answer a failure needs: docs/launch-errors.md lists the codes of each, and what a launch does. */
export type FailureKind =
  /** This place has no room now: another place may, or this one later. */
  | 'capacity'
  /** This zone or subnet never takes the launch; another may. */
  | 'place'
  /** This instance type never does; another may. */
  | 'type'
  /** Too many instances for one call. */
  | 'request-size'
  | 'quota'
  /** The account may launch nothing here until AWS or its owner has done something. */
  | 'account'
  | 'throttled'
  | 'rejected'
  | 'credentials'
  | 'permission'
  | 'not-found'
  | 'network'
  | 'unavailable'
  | 'bad-input'
  | 'storage'
  | 'cancelled';

/** An error described so that a user can act on it. A face shows it; nothing below a face prints. */
export class Failure extends Error {
  override readonly name = 'Failure';

  /** Each bundle (engine.js, extension.js, cli.js) has its own copy of the class, so another bundle's is identified by name. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'Failure' && 'kind' in value && 'code' in value;
  }

  constructor(
    readonly kind: FailureKind,
    /** Stable code: AWS's own (`VcpuLimitExceeded`) or ours (`LocalCloudNotRunning`). */
    readonly code: string,
    /** What happened, what it means for money or data, and what to do: full sentences. */
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

/** For a `catch`: what is not there, or not any more, is answered with this. Every other error continues. */
export const whenNotFound =
  <Answer>(answer: Answer) =>
  (error: unknown): Answer => {
    if (error instanceof Failure && error.kind === 'not-found') return answer;
    throw error;
  };
