/** Every `service:Level` that `iam_policy` may name. */
export const POLICY_TEMPLATES = [
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

export type PolicyTemplate = (typeof POLICY_TEMPLATES)[number];

export const isPolicyTemplate = (text: string): text is PolicyTemplate =>
  POLICY_TEMPLATES.some((template) => template === text);
