/** A part of a bucket that is kept as it was put. */
interface SubResource {
  /** What follows Get, Put and Delete in the names of its operations. */
  readonly operation: string;
  /** What follows Get and Put in the names of its permissions, where that is something else. */
  readonly permission?: string;
  /** The error where there is none; without it, an empty document. */
  readonly missing?: string;
}

/** By the query parameter that asks for it: docs.aws.amazon.com/AmazonS3/latest/API/API_Operations.html */
const subResources = {
  encryption: {
    operation: 'BucketEncryption',
    permission: 'EncryptionConfiguration',
    missing: 'ServerSideEncryptionConfigurationNotFoundError',
  },
  publicAccessBlock: {
    operation: 'PublicAccessBlock',
    permission: 'BucketPublicAccessBlock',
    missing: 'NoSuchPublicAccessBlockConfiguration',
  },
  policy: { operation: 'BucketPolicy', missing: 'NoSuchBucketPolicy' },
  tagging: { operation: 'BucketTagging', missing: 'NoSuchTagSet' },
  ownershipControls: { operation: 'BucketOwnershipControls', missing: 'OwnershipControlsNotFoundError' },
  lifecycle: {
    operation: 'BucketLifecycleConfiguration',
    permission: 'LifecycleConfiguration',
    missing: 'NoSuchLifecycleConfiguration',
  },
  cors: { operation: 'BucketCors', permission: 'BucketCORS', missing: 'NoSuchCORSConfiguration' },
  versioning: { operation: 'BucketVersioning' },
} as const satisfies Readonly<Record<string, SubResource>>;

export type SubResourceName = keyof typeof subResources;

export const isSubResource = (name: string): name is SubResourceName => Object.hasOwn(subResources, name);

/** The operation on a sub-resource, `PutBucketPolicy`; undefined for a method that it does not have. */
export function subOperation(method: string, name: SubResourceName): string | undefined {
  const verb = { GET: 'Get', PUT: 'Put', DELETE: 'Delete' }[method];
  return verb && `${verb}${subResources[name].operation}`;
}

/** The error where a bucket has none of it; undefined where it then answers an empty document. */
export function missingError(name: SubResourceName): string | undefined {
  const { missing }: SubResource = subResources[name];
  return missing;
}

/** Its permission, as IAM names it: `s3:PutBucketPolicy`. To take it away is to put it, but for the policy. */
export function subPermission(verb: 'Get' | 'Put' | 'Delete', name: SubResourceName): string {
  const { operation, permission = operation }: SubResource = subResources[name];
  return `s3:${verb === 'Delete' && name !== 'policy' ? 'Put' : verb}${permission}`;
}
