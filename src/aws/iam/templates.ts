/** A statement of an IAM policy. */
export interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[] | string;
}

const anything = '*';

/** What each `iam_policy` template of a sweep file allows on the instance. */
const actions: Readonly<Record<string, readonly string[]>> = {
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

/** Statements of these templates. Undefined for one that does not exist. */
export function statementOf(template: string): Statement | undefined {
  const allowed = Object.hasOwn(actions, template) ? actions[template] : undefined;
  return allowed === undefined ? undefined : { Effect: 'Allow', Action: allowed, Resource: anything };
}
