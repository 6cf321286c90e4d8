import { type Context, matchesPattern, resolve } from './pattern';

/** One statement of a policy, with its lists made whole. */
interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly conditions: readonly Condition[];
  /** Whether `${…}` in it is a variable. */
  readonly hasVariables: boolean;
}

interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

export interface Question {
  readonly action: string;
  readonly resource: string;
  readonly conditions: Context;
}

/**
 * Whether policies allow an action: one must say so, and none may deny it
 * (docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
 */
export function allows(documents: readonly string[], question: Question): boolean {
  const applying = documents.flatMap(readStatements).filter((statement) => applies(statement, question));
  return (
    applying.some((statement) => statement.effect === 'Allow') &&
    !applying.some((statement) => statement.effect === 'Deny')
  );
}

/** The statements of a policy document. @throws SyntaxError when it is not JSON */
function readStatements(document: string): Statement[] {
  const policy: unknown = JSON.parse(document);
  const hasVariables = field(policy, 'Version') === '2012-10-17';
  return listOf(field(policy, 'Statement')).map((statement) => ({
    effect: field(statement, 'Effect') === 'Allow' ? 'Allow' : 'Deny',
    actions: texts(field(statement, 'Action')),
    notActions: texts(field(statement, 'NotAction')),
    resources: texts(field(statement, 'Resource')),
    notResources: texts(field(statement, 'NotResource')),
    conditions: readConditions(field(statement, 'Condition')),
    hasVariables,
  }));
}

const readConditions = (tree: unknown): Condition[] =>
  Object.entries(typeof tree === 'object' && tree !== null ? tree : {}).flatMap(([operator, keys]) =>
    Object.entries(typeof keys === 'object' && keys !== null ? keys : {}).map(([key, values]) => ({
      operator,
      key: key.toLowerCase(),
      values: texts(values),
    })),
  );

const field = (tree: unknown, name: string): unknown =>
  typeof tree === 'object' && tree !== null ? new Map(Object.entries(tree)).get(name) : undefined;

const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
const texts = (value: unknown): string[] => listOf(value).map(String);

function applies(statement: Statement, { action, resource, conditions }: Question): boolean {
  const context = statement.hasVariables ? conditions : undefined;
  const names = (patterns: readonly string[]): boolean =>
    patterns.some((pattern) => matchesPattern(pattern.toLowerCase(), action.toLowerCase(), undefined));
  const holdsResource = (patterns: readonly string[]): boolean =>
    patterns.some((pattern) => matchesPattern(pattern, resource, context));
  const acts =
    statement.actions.length > 0
      ? names(statement.actions)
      : statement.notActions.length > 0 && !names(statement.notActions);
  const touches =
    statement.resources.length > 0
      ? holdsResource(statement.resources)
      : statement.notResources.length > 0 && !holdsResource(statement.notResources);
  // A condition that is not known here never lets anything through.
  const unknown = statement.effect === 'Deny';
  return acts && touches && statement.conditions.every((one) => holds(one, conditions, context) ?? unknown);
}

/** Undefined for an operator that is not known here. */
function holds(
  { operator, key, values }: Condition,
  given: Context,
  context: Context | undefined,
): boolean | undefined {
  const optional = operator.endsWith('IfExists');
  const name = operator.replace(/IfExists$/, '').replace(/^For(AnyValue|AllValues):/, '');
  const value = given[key];
  if (name === 'Null') return values.includes(String(value === undefined));
  if (!operators.has(name)) return undefined;
  if (value === undefined) return optional || name.includes('Not');
  const like = values.some((pattern) => matchesPattern(pattern, value, context));
  const equal = values.some((wanted) => resolve(wanted, context) === value);
  switch (name) {
    case 'StringEquals':
    case 'Bool':
    case 'NumericEquals':
      return equal;
    case 'StringNotEquals':
      return !equal;
    case 'StringEqualsIgnoreCase':
      return values.some((wanted) => wanted.toLowerCase() === value.toLowerCase());
    case 'StringLike':
    case 'ArnEquals':
    case 'ArnLike':
      return like;
    case 'StringNotLike':
    case 'ArnNotEquals':
    case 'ArnNotLike':
      return !like;
    case 'NumericLessThanEquals':
      return values.some((wanted) => Number(value) <= Number(wanted));
  }
  return undefined;
}

const operators = new Set([
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
  'ArnEquals',
  'ArnLike',
  'ArnNotEquals',
  'ArnNotLike',
  'Bool',
  'NumericEquals',
  'NumericLessThanEquals',
]);
