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

/** Actions on objects of a template that is narrowed to a bucket; `narrowed` adds the actions on the bucket itself. */
const objectActions: Readonly<Partial<Record<PolicyTemplate, readonly string[]>>> = {
  's3:FullAccess': ['s3:*'],
  's3:ReadOnly': ['s3:GetObject*'],
  's3:WriteOnly': actions['s3:WriteOnly'],
};

/**
 * Statements of one entry of `iam_policy`. Undefined for an unknown entry, and `writes-record` for one that would let
 * runs write to the record of all sweeps: whoever can write to it decides what is launched next.
 * @param results name of the results bucket, if there is one
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

/** The prefix of the names of results buckets, if the user doesn't set a name. */
const usualBuckets = 'spawn-results-';

/** A template that isn't narrowed: it allows writing to any bucket, but not to the record of a sweep. */
function everywhere(
  template: PolicyTemplate,
  partition: string,
  results: string | undefined,
): readonly Statement[] {
  const s3 = `arn:${partition}:s3:::`;
  const buckets = [`${s3}${usualBuckets}*`, ...(results === undefined ? [] : [`${s3}${results}`])];
  // An access point is an alternative name of a bucket.
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

/** Actions on an object rather than on its bucket. */
const objectWrites: readonly string[] = [
  's3:PutObject*',
  's3:DeleteObject*',
  's3:RestoreObject',
  's3:AbortMultipartUpload',
  's3:ListMultipartUploadParts',
];

/** Objects of the bucket or folder, and the bucket actions that `aws s3` uses to find them; write-only access doesn't list. */
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
