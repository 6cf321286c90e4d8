/** A part of a bucket's configuration that is stored as it was set. */
interface SubResource {
  /** The part of its operation names after Get, Put, and Delete. */
  readonly operation: string;
  /** The part of its permission names after Get and Put, if different. */
  readonly permission?: string;
  /** The error if it isn't set; by default, an empty document is returned. */
  readonly missing?: string;
}

/** By query parameter: docs.aws.amazon.com/AmazonS3/latest/API/API_Operations.html */
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

/** The operation on a subresource, `PutBucketPolicy`; undefined for an unsupported method. */
export function subOperation(method: string, name: SubResourceName): string | undefined {
  const verb = { GET: 'Get', PUT: 'Put', DELETE: 'Delete' }[method];
  return verb && `${verb}${subResources[name].operation}`;
}

/** The error if a bucket doesn't have it; undefined if an empty document is returned. */
export function missingError(name: SubResourceName): string | undefined {
  const { missing }: SubResource = subResources[name];
  return missing;
}

/** Its permission in IAM: `s3:PutBucketPolicy`. Deleting requires the permission to put, except for the policy. */
export function subPermission(verb: 'Get' | 'Put' | 'Delete', name: SubResourceName): string {
  const { operation, permission = operation }: SubResource = subResources[name];
  return `s3:${verb === 'Delete' && name !== 'policy' ? 'Put' : verb}${permission}`;
}
