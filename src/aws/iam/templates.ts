import { type BucketScope, type PolicyTemplate, policyGrantOf } from '../../sweep/policy';

/** A statement of an IAM policy. */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource?: readonly string[] | string;
  readonly NotResource?: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

const anything = '*';

/** What each `iam_policy` template of a sweep file allows on the instance. */
const actions: Readonly<Record<PolicyTemplate, readonly string[]>> = {
  's3:FullAccess': ['s3:*'],
  's3:ReadOnly': ['s3:Get*', 's3:List*'],
  's3:WriteOnly': ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
  'dynamodb:FullAccess': ['dynamodb:*'],
  'dynamodb:ReadOnly': [
    'dynamodb:BatchGetItem',
    'dynamodb:DescribeTable',
    'dynamodb:GetItem',
    'dynamodb:ListTables',
    'dynamodb:Query',
    'dynamodb:Scan',
  ],
  'dynamodb:WriteOnly': [
    'dynamodb:BatchWriteItem',
    'dynamodb:DeleteItem',
    'dynamodb:DescribeTable',
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
  ],
  'sqs:FullAccess': ['sqs:*'],
  'sqs:ReadOnly': [
    'sqs:ChangeMessageVisibility',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'sqs:GetQueueUrl',
    'sqs:ListQueues',
    'sqs:ReceiveMessage',
  ],
  'sqs:WriteOnly': ['sqs:GetQueueUrl', 'sqs:SendMessage'],
  'logs:WriteOnly': [
    'logs:CreateLogGroup',
    'logs:CreateLogStream',
    'logs:DescribeLogStreams',
    'logs:PutLogEvents',
  ],
  'ecr:ReadOnly': [
    'ecr:BatchCheckLayerAvailability',
    'ecr:BatchGetImage',
    'ecr:DescribeImages',
    'ecr:DescribeRepositories',
    'ecr:GetAuthorizationToken',
    'ecr:GetDownloadUrlForLayer',
    'ecr:ListImages',
  ],
  'secretsmanager:ReadOnly': ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
  'ssm:ReadOnly': ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath'],
};

/** What a template allows on objects when it is narrowed to a bucket; what it allows on the bucket itself is `narrowed`'s. */
const objectActions: Readonly<Partial<Record<PolicyTemplate, readonly string[]>>> = {
  's3:FullAccess': ['s3:*'],
  's3:ReadOnly': ['s3:GetObject*'],
  's3:WriteOnly': actions['s3:WriteOnly'],
};

/**
 * Statements of one part of `iam_policy`. Undefined for one that does not exist, and `writes-record` for one that would let
 * runs write the record of all sweeps: who can, decides what is launched next.
 *
 * @param results name of the results bucket, where there is one
 */
export function statementsOf(
  part: string,
  partition: string,
  results: string | undefined,
): readonly Statement[] | 'writes-record' | undefined {
  const grant = policyGrantOf(part);
  if (grant === undefined) return undefined;
  const { scope, template } = grant;
  if (scope === undefined) return everywhere(template, partition, results);
  const own = scope.bucket === results || scope.bucket.startsWith(usualBuckets);
  const holdsRecord = scope.folder === undefined || /^sweeps(\/|$)/.test(scope.folder);
  if (own && holdsRecord && template !== 's3:ReadOnly') return 'writes-record';
  return narrowed(template, scope, `arn:${partition}:s3:::${scope.bucket}`);
}

/** What the names of results buckets begin with, where the user names none. */
const usualBuckets = 'spawn-results-';

/** A template that nothing narrows: what it lets write anywhere, it does not in the record of any sweep. */
function everywhere(
  template: PolicyTemplate,
  partition: string,
  results: string | undefined,
): readonly Statement[] {
  const s3 = `arn:${partition}:s3:::`;
  const buckets = [`${s3}${usualBuckets}*`, ...(results === undefined ? [] : [`${s3}${results}`])];
  // An access point is another name for a bucket.
  const records = [...buckets.map((bucket) => `${bucket}/sweeps/*`), `arn:${partition}:s3:*:*:accesspoint/*`];
  switch (template) {
    case 's3:WriteOnly':
      return [{ Effect: 'Allow', Action: actions[template], NotResource: records }];
    case 's3:FullAccess':
      return [
        { Effect: 'Allow', Action: actions[template], NotResource: [...buckets, ...records] },
        { Effect: 'Allow', Action: objectWrites, NotResource: records },
        { Effect: 'Allow', Action: actions['s3:ReadOnly'], Resource: anything },
      ];
    default:
      return [{ Effect: 'Allow', Action: actions[template], Resource: anything }];
  }
}

/** What is done to an object, and not to its bucket. */
const objectWrites: readonly string[] = [
  's3:PutObject*',
  's3:DeleteObject*',
  's3:RestoreObject',
  's3:AbortMultipartUpload',
  's3:ListMultipartUploadParts',
];

/** Objects of the bucket or folder, and what `aws s3` asks of the bucket to find them; a writer does not look. */
function narrowed(template: PolicyTemplate, { folder }: BucketScope, bucket: string): readonly Statement[] {
  const objects: Statement = {
    Effect: 'Allow',
    Action: objectActions[template] ?? [],
    Resource: [folder === undefined ? `${bucket}/*` : `${bucket}/${folder}/*`],
  };
  if (template === 's3:WriteOnly') return [objects];
  if (template === 's3:FullAccess' && folder === undefined)
    return [{ ...objects, Resource: [bucket, `${bucket}/*`] }];
  const listing: Statement = {
    Effect: 'Allow',
    Action: ['s3:ListBucket'],
    Resource: [bucket],
    ...(folder === undefined ? {} : { Condition: { StringLike: { 's3:prefix': [folder, `${folder}/*`] } } }),
  };
  return [objects, listing, { Effect: 'Allow', Action: ['s3:GetBucketLocation'], Resource: [bucket] }];
}
