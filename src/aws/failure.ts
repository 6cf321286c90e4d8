import { Failure, type FailureKind } from '../engine/failure';
import { accountRows } from './errors/account-rows';
import { defaultSentence } from './errors/default-sentence';
import { generalRows } from './errors/general-rows';
import { launchRows } from './errors/launch-rows';
import { type Doing, type ErrorRow, type Facts, fits } from './errors/row';

export type { Doing } from './errors/row';

/** All rows, with the more specific ones first. */
export const errorTable: readonly ErrorRow[] = [...launchRows, ...accountRows, ...generalRows];

/** Converts any error of the SDK into a Failure: AWS's own code, a class that decides what happens next, and a message. */
export function failureOf(error: unknown, doing: Doing): Failure {
  if (error instanceof Failure) return error;
  return failureFrom(factsOf(error), doing, error);
}

/** The same for an answer that has already been parsed. */
export function failureFrom(facts: Facts, doing: Doing, cause: unknown): Failure {
  const row = errorTable.find((one) => fits(one, facts, doing));
  const kind = row?.kind ?? kindByStatus(facts);
  const message = row?.sentence?.(facts, doing) ?? defaultSentence(kind, facts, doing);
  return new Failure(kind, facts.code, message, { cause });
}

function factsOf(error: unknown): Facts {
  if (!(error instanceof Error)) return { code: 'Unknown', message: String(error), status: undefined };
  const fields: Readonly<Record<string, unknown>> = { ...error };
  const { $metadata: metadata, code: systemCode, Code: awsCode } = fields;
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? metadata.httpStatusCode
      : undefined;
  // Node's own codes are in upper case; the SDK's errors carry AWS's codes in their name.
  const system =
    typeof systemCode === 'string' && /^[A-Z][A-Z0-9_]*$/.test(systemCode) && status === undefined;
  const named = typeof awsCode === 'string' ? awsCode : error.name;
  return {
    code: system ? systemCode : named,
    message: messageOf(error),
    status: typeof status === 'number' ? status : undefined,
  };
}

/** If several addresses refuse the connection, Node throws one error with an empty message. */
function messageOf(error: Error): string {
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map((one: unknown) => (one instanceof Error ? one.message : String(one))).join('; ');
  }
  return error.message;
}

/** For a code that no row matches. */
function kindByStatus({ status }: Facts): FailureKind {
  if (status === undefined) return 'network';
  if (status === 429) return 'throttled';
  if (status === 403) return 'permission';
  if (status === 404) return 'not-found';
  return status >= 500 ? 'unavailable' : 'rejected';
}
