import { AwsError } from '../../failure';
import type { Params } from '../query';

export interface Page<T> {
  readonly rows: readonly T[];
  readonly nextToken: string | undefined;
}

/** One page of rows, ordered by their keys. @throws AwsError if MaxResults or NextToken isn't valid */
export function paginate<T>(
  unsorted: readonly T[],
  keyOf: (row: T) => string,
  params: Params,
  limits: { readonly min: number; readonly max: number },
): Page<T> {
  const size = params.integer('MaxResults');
  if (size !== undefined && (size < limits.min || size > limits.max))
    throw new AwsError(
      'InvalidParameterValue',
      `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value between ${limits.min} and ${limits.max}.`,
    );
  const rows = unsorted.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const token = params.text('NextToken');
  const from = token === undefined ? 0 : startOf(rows, keyOf, token);
  const end = from + (size ?? rows.length);
  const last = rows[end - 1];
  const more = end < rows.length && last !== undefined;
  return {
    rows: rows.slice(from, end),
    nextToken: more ? Buffer.from(JSON.stringify(keyOf(last))).toString('base64') : undefined,
  };
}

function startOf<T>(rows: readonly T[], keyOf: (row: T) => string, token: string): number {
  let after: unknown;
  try {
    after = JSON.parse(Buffer.from(token, 'base64').toString());
  } catch {
    after = undefined;
  }
  if (typeof after !== 'string') throw new AwsError('InvalidNextToken', `The token '${token}' is invalid`);
  // Rows can change between pages; the token contains the last one shown, and the next page starts after it.
  const next = rows.findIndex((row) => keyOf(row) > String(after));
  return next < 0 ? rows.length : next;
}
