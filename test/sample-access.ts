import type { RecordAccess, RecordTarget } from '../src/plan/plan';

/** A results bucket that the instances of a role write to; `target` goes over what a test says nothing of. */
export const accessOf = (
  target: Partial<RecordTarget> = {},
  roleId: string | undefined = 'AROAEXAMPLEEXAMPLE123',
): RecordAccess => ({
  target: {
    bucket: 'results',
    region: 'us-east-1',
    bucketUrl: 'https://results.s3.us-east-1.amazonaws.com',
    owner: '123456789012',
    secret: '0123456789abcdef',
    write: 'role',
    ...target,
  },
  access: { by: 'role', ...(roleId === undefined ? {} : { roleId }) },
  proof: 'fedcba9876543210',
});
