import { AwsError, isAwsError } from '../../failure';
import type { AwsPartition } from '../../partition';
import { isOperator } from './conditions';

const elements = new Set([
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Principal',
  'NotPrincipal',
  'Condition',
]);

/**
 * A policy of a user or role, unchanged. @throws AwsError MalformedPolicyDocument
 * (docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html)
 */
export function checkPolicy(document: string, { name }: Pick<AwsPartition, 'name'>): string {
  for (const statement of statementsOf(document)) {
    if ('Principal' in statement || 'NotPrincipal' in statement)
      throw malformed('Policy document should not specify a principal.');
    if (!('Resource' in statement) && !('NotResource' in statement))
      throw malformed('Policy statement must contain resources.');
    for (const resource of textsIn(statement['Resource'] ?? statement['NotResource']))
      checkResource(resource, name);
  }
  return document;
}

/** A trust policy: who can assume a role. @throws AwsError MalformedPolicyDocument */
export function checkTrust(document: string, { ec2Principal }: Pick<AwsPartition, 'ec2Principal'>): string {
  for (const statement of statementsOf(document)) {
    if ('Resource' in statement || 'NotResource' in statement)
      throw malformed('Has prohibited field Resource');
    const principal = statement['Principal'];
    if (typeof principal !== 'object' || principal === null)
      throw malformed('Missing required field Principal');
    for (const service of 'Service' in principal ? textsIn(principal.Service) : []) {
      const known = service.startsWith('ec2.')
        ? service === ec2Principal
        : /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(service);
      if (!known) throw malformed(`Invalid principal in policy: "SERVICE":"${service}"`);
    }
  }
  return document;
}

/**
 * A policy of the bucket with this ARN. @throws AwsError MalformedPolicy
 * (docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html)
 */
export function checkBucketPolicy(document: string, arn: string): void {
  const statements = bucketStatements(document);
  if (statements.length === 0) throw malformedPolicy('Could not parse the policy: Statement is empty!');
  for (const statement of statements) {
    if (!('Principal' in statement) && !('NotPrincipal' in statement))
      throw malformedPolicy('Missing required field Principal');
    const resources = textsIn(statement['Resource'] ?? statement['NotResource'] ?? []);
    if (resources.length === 0) throw malformedPolicy('Missing required field Resource');
    if (!resources.every((resource) => resource === arn || resource.startsWith(`${arn}/`)))
      throw malformedPolicy('Policy has invalid resource');
    if (!textsIn(statement['Action'] ?? statement['NotAction']).every((action) => /^(\*|s3:)/.test(action)))
      throw malformedPolicy('Policy has invalid action');
  }
}

function bucketStatements(document: string): readonly Readonly<Record<string, unknown>>[] {
  try {
    return statementsOf(document);
  } catch (error) {
    throw isAwsError(error) ? malformedPolicy(error.message) : error;
  }
}

const malformedPolicy = (message: string): AwsError => new AwsError('MalformedPolicy', message);

/** The services that a trust policy allows to assume a role. */
export const servicesIn = (document: string): readonly string[] =>
  statementsOf(document)
    .filter(({ Action, Effect }) => Effect === 'Allow' && textsIn(Action).includes('sts:AssumeRole'))
    .flatMap(({ Principal }) =>
      isObject(Principal) && 'Service' in Principal ? textsIn(Principal['Service']) : [],
    );

function checkResource(resource: string, partition: string): void {
  if (resource === '*') return;
  const [arn, named = ''] = resource.split(':', 2);
  if (arn !== 'arn') throw malformed(`Resource ${resource} must be in ARN format or "*".`);
  if (named !== partition && !/[*?]/.test(named))
    throw malformed(`Partition "${named}" is not valid for resource "${resource}".`);
}

function statementsOf(document: string): readonly Readonly<Record<string, unknown>>[] {
  const policy = parsed(document);
  if (!isObject(policy) || !('Statement' in policy)) throw malformed('Syntax errors in policy.');
  const statement = policy['Statement'];
  const statements: readonly unknown[] = Array.isArray(statement) ? statement : [statement];
  return statements.map((one) => {
    if (!isObject(one) || Object.keys(one).some((key) => !elements.has(key)))
      throw malformed('Syntax errors in policy.');
    if (one['Effect'] !== 'Allow' && one['Effect'] !== 'Deny')
      throw malformed(`Invalid effect: ${String(one['Effect'])}`);
    if (!('Action' in one) && !('NotAction' in one)) throw malformed('Missing required field Action');
    for (const action of textsIn(one['Action'] ?? one['NotAction']))
      if (action !== '*' && !/^[\w-]+:[\w*?]+$/.test(action))
        throw malformed(`Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.`);
    for (const operator of Object.keys(isObject(one['Condition']) ? one['Condition'] : {}))
      if (!isOperator(operator)) throw malformed(`Invalid Condition type : ${operator}.`);
    return one;
  });
}

function parsed(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch (error) {
    if (error instanceof SyntaxError) throw malformed('Syntax errors in policy.');
    throw error;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textsIn = (value: unknown): readonly string[] => (Array.isArray(value) ? value : [value]).map(String);

const malformed = (message: string): AwsError => new AwsError('MalformedPolicyDocument', message);
