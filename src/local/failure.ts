/** An error as AWS reports it: each protocol renders it in its own shape. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** HTTP status. */
    readonly status = 400,
    /** Further elements of an S3 error document, such as `BucketName`. */
    readonly details: Readonly<Record<string, string>> = {},
    /** Response headers that go with it. */
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'AwsError';
  }
}

export const isAwsError = (error: unknown): error is AwsError => error instanceof AwsError;
