/** Every `service:Level` that `iam_policy` accepts. */
export const policyTemplates = [
  's3:FullAccess',
  's3:ReadOnly',
  's3:WriteOnly',
  'dynamodb:FullAccess',
  'dynamodb:ReadOnly',
  'dynamodb:WriteOnly',
  'sqs:FullAccess',
  'sqs:ReadOnly',
  'sqs:WriteOnly',
  'logs:WriteOnly',
  'ecr:ReadOnly',
  'secretsmanager:ReadOnly',
  'ssm:ReadOnly',
] as const;

export type PolicyTemplate = (typeof policyTemplates)[number];

/** Templates that a bucket after the colon narrows: `s3:ReadOnly:my-bucket`, `s3:ReadOnly:my-bucket/inputs`. */
export const narrowableTemplates: readonly PolicyTemplate[] = [
  's3:FullAccess',
  's3:ReadOnly',
  's3:WriteOnly',
];

/** The scope of a narrowed template: a bucket, or a folder in it. */
export interface BucketScope {
  readonly bucket: string;
  /** Without slashes at its start and end. */
  readonly folder: string | undefined;
}

/** One part of `iam_policy`, between its commas. */
export interface PolicyPart {
  readonly template: string;
  /** The text after the template. */
  readonly scope: string | undefined;
}

/** Splits `s3:ReadOnly:my-bucket` before its scope. */
export function splitPolicyPart(text: string): PolicyPart {
  const [, template = text, scope] = /^([^:]*:[^:]*):(.*)$/s.exec(text) ?? [];
  return { template, scope };
}

/** A template with its scope. */
export interface PolicyGrant {
  readonly template: PolicyTemplate;
  readonly scope: BucketScope | undefined;
}

/** Undefined for an invalid grant: an unknown template, one that can't be narrowed, or an invalid bucket. */
export function policyGrantOf(text: string): PolicyGrant | undefined {
  const { template, scope } = splitPolicyPart(text);
  const known = policyTemplates.find((one) => one === template);
  if (known === undefined) return undefined;
  if (scope === undefined) return { template: known, scope: undefined };
  const bucket = narrowableTemplates.includes(known) ? bucketScopeOf(scope) : undefined;
  return bucket === undefined ? undefined : { template: known, scope: bucket };
}

/** One spelling of a grant, which identifies equal ones. */
export function policyText({ scope, template }: PolicyGrant): string {
  if (scope === undefined) return template;
  return `${template}:${scope.bucket}${scope.folder === undefined ? '' : `/${scope.folder}`}`;
}

/** docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const bucketPattern = /^(?!.*\.\.)(?!xn--)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** A text that a policy would read as a pattern or a variable isn't a valid folder. */
const folderPattern = /^[\w!'()=@+-][\w!.'()=@+-]*(?:\/[\w!.'()=@+-]+)*$/;

/** Reads `bucket` or `bucket/folder`. */
export function bucketScopeOf(text: string): BucketScope | undefined {
  const [, bucket = '', folder = ''] = /^([^/]*)(?:\/(.*?))?\/?$/s.exec(text) ?? [];
  if (!bucketPattern.test(bucket)) return undefined;
  if (folder === '') return { bucket, folder: undefined };
  return folderPattern.test(folder) ? { bucket, folder } : undefined;
}

export const isBucketName = (text: string): boolean => bucketPattern.test(text);
