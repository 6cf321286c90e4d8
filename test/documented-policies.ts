import { readFileSync } from 'node:fs';
import path from 'node:path';
import { codeBlocks, repository, sectionOf } from './markdown';

/** A statement of a policy as docs/aws.md prints it, with its lists made whole. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface Place {
  readonly account: string;
  readonly partition: string;
  /** What the user has set as `spawn.bucket`. */
  readonly bucket?: string;
  /** ARN of the key that encrypts it. */
  readonly key?: string;
  /** Name of the policy that bounds roles. */
  readonly boundary?: string;
  /** A bucket that runs read. */
  readonly data?: string;
}

/**
 * The statements under a heading of docs/aws.md, made for an account as the text there says.
 * @param which of several policies under it, counted from 0
 */
export function documentedPolicy(heading: string, place: Place, which?: number): readonly Statement[] {
  const text = sectionOf(readFileSync(path.join(repository, 'docs/aws.md'), 'utf8'), heading);
  const blocks = codeBlocks(text).filter(({ language }) => language === 'json');
  const block = blocks[which ?? 0];
  if (block === undefined || (which === undefined && blocks.length > 1))
    throw new Error(`${heading} has ${blocks.length} policies`);
  const filled = block.code
    .replaceAll('spawn-results-<account>-*', place.bucket ?? 'spawn-results-<account>-*')
    .replaceAll('<account>', place.account)
    .replaceAll('<key>', place.key ?? '<key>')
    .replaceAll('<data>', place.data ?? '<data>')
    .replaceAll('<boundary>', place.boundary ?? '<boundary>')
    .replaceAll('arn:aws:', `arn:${place.partition}:`);
  const parsed: unknown = JSON.parse(filled);
  const inside =
    typeof parsed === 'object' && parsed !== null && 'Statement' in parsed ? parsed.Statement : parsed;
  const list: readonly unknown[] = Array.isArray(inside) ? inside : [inside];
  return list.map(statementOf);
}

/** The policy as IAM takes it. */
export const policyOf = (statements: readonly Statement[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

/** The same policy with one thing less, each time another one: an action, a resource, a condition. */
export function* lessened(statements: readonly Statement[]): Generator<{
  readonly without: string;
  readonly kind: 'action' | 'resource' | 'condition';
  readonly statements: readonly Statement[];
}> {
  for (const [at, statement] of statements.entries()) {
    const name = statement.Sid ?? `statement ${at + 1}`;
    const replaced = (part: Partial<Statement>): readonly Statement[] =>
      statements.toSpliced(at, 1, { ...statement, ...part });
    for (const list of ['Action', 'Resource'] as const)
      for (const one of statement[list]) {
        const rest = statement[list].filter((other) => other !== one);
        yield {
          without: `${one} of ${name}`,
          kind: list === 'Action' ? 'action' : 'resource',
          statements: rest.length === 0 ? statements.toSpliced(at, 1) : replaced({ [list]: rest }),
        };
      }
    for (const [operator, keys] of Object.entries(statement.Condition ?? {}))
      for (const key of Object.keys(keys)) {
        const { [key]: _gone, ...others } = keys;
        const { [operator]: _all, ...operators } = statement.Condition ?? {};
        const rest = Object.keys(others).length === 0 ? operators : { ...operators, [operator]: others };
        yield {
          without: `the condition on ${key} of ${name}`,
          kind: 'condition',
          statements: replaced({ Condition: rest }),
        };
      }
  }
}

function statementOf(tree: unknown): Statement {
  if (typeof tree !== 'object' || tree === null) throw new Error('a statement is an object');
  const fields = new Map<string, unknown>(Object.entries(tree));
  const texts = (name: string): readonly string[] => {
    const value = fields.get(name) ?? [];
    return (Array.isArray(value) ? value : [value]).map(String);
  };
  const sid = fields.get('Sid');
  const condition = conditionOf(fields.get('Condition'));
  return {
    ...(sid === undefined ? {} : { Sid: String(sid) }),
    Effect: fields.get('Effect') === 'Deny' ? 'Deny' : 'Allow',
    Action: texts('Action'),
    Resource: texts('Resource'),
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}

function conditionOf(tree: unknown): Statement['Condition'] {
  if (typeof tree !== 'object' || tree === null) return undefined;
  return Object.fromEntries(
    Object.entries(tree).map(([operator, keys]) => [
      operator,
      Object.fromEntries(
        Object.entries(typeof keys === 'object' && keys !== null ? keys : {}).map(([key, value]) => [
          key,
          Array.isArray(value) ? value.map(String) : String(value),
        ]),
      ),
    ]),
  );
}
