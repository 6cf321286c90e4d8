import { t } from '@vscode/l10n';
import { type PolicyTemplate, policyGrantOf } from '../sweep/policy';

/** The permissions of an entry of `iam_policy`; undefined for an invalid one. */
export function meaningOfPolicy(text: string): string | undefined {
  const grant = policyGrantOf(text);
  if (grant === undefined) return undefined;
  const { scope, template } = grant;
  const what = meaningOf(template);
  if (scope === undefined) return t('{0}: everywhere in the account', what);
  return scope.folder === undefined
    ? t('{0}: only in the bucket {1}', what, scope.bucket)
    : t('{0}: only under {1} in the bucket {2}', what, `${scope.folder}/`, scope.bucket);
}

function meaningOf(template: PolicyTemplate): string {
  switch (template) {
    case 's3:FullAccess':
      return t('full access to S3');
    case 's3:ReadOnly':
      return t('list and read objects');
    case 's3:WriteOnly':
      return t('write objects');
    case 'dynamodb:FullAccess':
      return t('full access to DynamoDB');
    case 'dynamodb:ReadOnly':
      return t('read, query, and scan items');
    case 'dynamodb:WriteOnly':
      return t('put, update, and delete items');
    case 'sqs:FullAccess':
      return t('full access to SQS');
    case 'sqs:ReadOnly':
      return t('receive and delete messages');
    case 'sqs:WriteOnly':
      return t('send messages');
    case 'logs:WriteOnly':
      return t('write log groups, streams, and events');
    case 'ecr:ReadOnly':
      return t('pull images');
    case 'secretsmanager:ReadOnly':
      return t('read secrets');
    case 'ssm:ReadOnly':
      return t('read parameters');
  }
}
