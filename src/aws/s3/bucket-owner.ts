import type { Pluggable } from '@smithy/types';

/** Those that no bucket answers that is there already. */
const ownerless = new Set(['CreateBucketCommand', 'ListBucketsCommand']);

/**
 * Has every call to a bucket say whose it must be: the names of results buckets are known to everyone, and one that is
 * another account's would show us sweeps to be resumed, and be shown our results
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
