/** An AWS error: each protocol renders it in its own format. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** HTTP status. */
    readonly status = 400,
    /** Additional elements of an S3 error document, such as `BucketName`. */
    readonly details: Readonly<Record<string, string>> = {},
    /** Response headers of the error. */
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'AwsError';
  }
}

export const isAwsError = (error: unknown): error is AwsError => error instanceof AwsError;
