import { matches } from '../ec2/filters';

/** One statement of a policy, with its lists made whole. */
interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly conditions: readonly Condition[];
}

interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

export interface Question {
  readonly action: string;
  readonly resource: string;
  /** Values of condition keys, by their names in lower case. */
  readonly conditions: Readonly<Record<string, string>>;
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
  return listOf(field(policy, 'Statement')).map((statement) => ({
    effect: field(statement, 'Effect') === 'Allow' ? 'Allow' : 'Deny',
    actions: texts(field(statement, 'Action')),
    notActions: texts(field(statement, 'NotAction')),
    resources: texts(field(statement, 'Resource')),
    notResources: texts(field(statement, 'NotResource')),
    conditions: readConditions(field(statement, 'Condition')),
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
  const lower = action.toLowerCase();
  const acts = statement.actions.some((pattern) => matches(pattern.toLowerCase(), lower));
  const spares =
    statement.notActions.length > 0 && !statement.notActions.some((p) => matches(p.toLowerCase(), lower));
  const touches = statement.resources.some((pattern) => matches(pattern, resource));
  const avoids =
    statement.notResources.length > 0 && !statement.notResources.some((p) => matches(p, resource));
  return (acts || spares) && (touches || avoids) && statement.conditions.every((c) => holds(c, conditions));
}

function holds({ operator, key, values }: Condition, given: Readonly<Record<string, string>>): boolean {
  const optional = operator.endsWith('IfExists');
  const name = operator.replace(/IfExists$/, '').replace(/^For(AnyValue|AllValues):/, '');
  const value = given[key];
  if (name === 'Null') return values.includes(String(value === undefined));
  if (value === undefined) return optional || name.includes('Not');
  const equal = values.includes(value);
  const like = values.some((pattern) => matches(pattern, value));
  switch (name) {
    case 'StringEquals':
    case 'ArnEquals':
    case 'Bool':
    case 'NumericEquals':
      return equal;
    case 'StringNotEquals':
      return !equal;
    case 'StringEqualsIgnoreCase':
      return values.some((wanted) => wanted.toLowerCase() === value.toLowerCase());
    case 'StringLike':
    case 'ArnLike':
      return like;
    case 'StringNotLike':
      return !like;
    case 'NumericLessThanEquals':
      return values.some((wanted) => Number(value) <= Number(wanted));
    default:
      // An operator that is not known here holds for nothing: an allow fails closed.
      return false;
  }
}
