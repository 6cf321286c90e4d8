/** The class of a failure, which determines how it is handled: docs/launch-errors.md lists the codes of each, and what a launch does. */
export type FailureKind =
  /** No capacity in this zone now: another zone may have some, or this one later. */
  | 'capacity'
  /** This zone or subnet never accepts the launch; another one may. */
  | 'place'
  /** This instance type is never available; another one may be. */
  | 'type'
  /** Too many instances for one call. */
  | 'request-size'
  | 'quota'
  /** The account can't launch anything here until AWS or its owner has changed something. */
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

/** An error with a message for users. A user interface shows it; no other code prints it. */
export class Failure extends Error {
  override readonly name = 'Failure';

  /** Each bundle (engine.js, extension.js, cli.js) has its own copy of the class, so another bundle's is identified by name. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'Failure' && 'kind' in value && 'code' in value;
  }

  constructor(
    readonly kind: FailureKind,
    /** Stable code: AWS's own (`VcpuLimitExceeded`) or Spawn's (`LocalCloudNotRunning`). */
    readonly code: string,
    /** What happened, what it means for money or data, and what to do: full sentences. */
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

/** For a `catch`: returns this if a file doesn't exist or no longer exists. Every other error is thrown again. */
export const whenNotFound =
  <Answer>(answer: Answer) =>
  (error: unknown): Answer => {
    if (error instanceof Failure && error.kind === 'not-found') return answer;
    throw error;
  };
