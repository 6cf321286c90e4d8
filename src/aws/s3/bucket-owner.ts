import type { Pluggable } from '@smithy/types';

/** Calls that don't refer to an existing bucket. */
const ownerless = new Set(['CreateBucketCommand', 'ListBucketsCommand']);

/**
 * Makes every bucket call state the expected owner. The names of results buckets can be guessed, and a bucket in
 * another account could offer sweeps to resume, and receive our results
 * (docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html).
 */
export const bucketOwner = <Input extends object, Output extends object>(
  account: () => Promise<string>,
): Pluggable<Input, Output> => ({
  applyToStack: (stack) =>
    stack.add(
      (next, { commandName }) =>
        async (args) => {
          if (ownerless.has(String(commandName))) return next(args);
          return next({ ...args, input: { ExpectedBucketOwner: await account(), ...args.input } });
        },
      { step: 'initialize', name: 'spawnBucketOwner' },
    ),
});
