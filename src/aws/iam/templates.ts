import { type BucketScope, type PolicyTemplate, policyGrantOf } from '../../sweep/policy';

/** A statement of an IAM policy. */
export interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[] | string;
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

/** Statements of one part of `iam_policy`. Undefined for one that does not exist. */
export function statementsOf(part: string, partition: string): readonly Statement[] | undefined {
  const grant = policyGrantOf(part);
  if (grant === undefined) return undefined;
  const { scope, template } = grant;
  if (scope === undefined) return [{ Effect: 'Allow', Action: actions[template], Resource: anything }];
  return narrowed(template, scope, `arn:${partition}:s3:::${scope.bucket}`);
}

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
