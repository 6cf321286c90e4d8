import type { AuthorizationRequest } from './authorization-request';
import { type Condition, holds } from './conditions';
import { matchesPattern } from './pattern';

/** One statement of a policy, with lists instead of single values. */
interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly conditions: readonly Condition[];
  /** Principals of a resource-based policy; an identity-based policy has neither. */
  readonly principals: readonly string[];
  readonly notPrincipals: readonly string[];
  /** Whether `${…}` in it is a variable. */
  readonly hasVariables: boolean;
}

/** Result of evaluating policies for a request. Without a matching statement, it is denied, too. */
export type PolicyResult = 'allowed' | 'denied' | 'not-allowed';

/**
 * Evaluates policies for an action: one must allow it, and none may deny it
 * (docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
 */
export function evaluatePolicies(
  documents: readonly string[],
  authorization: AuthorizationRequest,
): PolicyResult {
  const applying = documents.flatMap(readStatements).filter((statement) => applies(statement, authorization));
  if (applying.some(({ effect }) => effect === 'Deny')) return 'denied';
  return applying.length > 0 ? 'allowed' : 'not-allowed';
}

/** Names by which a resource-based policy may identify the calling principal. */
export interface PrincipalIdentifiers {
  /** The principal's own: ARNs of the user, or of the role and its session. */
  readonly own: readonly string[];
  /** The account's: its ID and its ARN. */
  readonly account: readonly string[];
}

/**
 * Evaluates a resource-based policy. If it allows the account, identity-based policies of the account have to allow the
 * action, too; if it denies the account, it denies all of its principals
 * (docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html).
 */
export function evaluateResourcePolicy(
  document: string,
  authorization: AuthorizationRequest,
  { account, own }: PrincipalIdentifiers,
): PolicyResult {
  const concerns = ({ effect, notPrincipals, principals }: Statement): boolean => {
    const names = effect === 'Deny' ? [...own, ...account] : own;
    if (principals.length > 0) return principals.some((one) => one === '*' || names.includes(one));
    return !notPrincipals.some((one) => one === '*' || own.includes(one));
  };
  const applying = readStatements(document).filter((one) => concerns(one) && applies(one, authorization));
  if (applying.some(({ effect }) => effect === 'Deny')) return 'denied';
  return applying.length > 0 ? 'allowed' : 'not-allowed';
}

/** The statements of a policy document. @throws SyntaxError if it isn't JSON */
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
    principals: principalsIn(field(statement, 'Principal')),
    notPrincipals: principalsIn(field(statement, 'NotPrincipal')),
    hasVariables,
  }));
}

/** `"*"`, or `{"AWS": …}`; services, which don't send requests here, are skipped. */
const principalsIn = (tree: unknown): string[] => (tree === '*' ? ['*'] : texts(field(tree, 'AWS')));

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

function applies(statement: Statement, { action, resource, conditions }: AuthorizationRequest): boolean {
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
  // A condition with an unsupported operator is never met.
  const unknown = statement.effect === 'Deny';
  return acts && touches && statement.conditions.every((one) => holds(one, conditions, context) ?? unknown);
}
