import type { FailureKind } from '../../engine/failure';

/** The context of an error, for its message. */
export interface Doing {
  /** `RunInstances` */
  readonly action: string;
  readonly region?: string;
  readonly bucket?: string;
  readonly profile?: string | undefined;
  /** Endpoint of a cloud other than AWS. */
  readonly endpoint?: string;
  /** The environment sets that endpoint (`AWS_ENDPOINT_URL`): it doesn't have to be the local cloud. */
  readonly foreign?: boolean;
  /** The command that renews the profile's session, such as `aws sso login --profile lab`. */
  readonly signIn?: string;
}

/** An error of AWS or of the SDK. */
export interface Facts {
  readonly code: string;
  readonly message: string;
  /** HTTP status; undefined without an answer. */
  readonly status: number | undefined;
}

/** A class of errors. The first row that matches an error decides. */
export interface ErrorRow {
  readonly codes: readonly string[] | RegExp;
  /** A condition on the message, since several codes have more than one meaning. */
  readonly says?: RegExp;
  /** The action that the row applies to; all actions if missing. */
  readonly action?: string;
  readonly kind: FailureKind;
  /** Full sentences for the user; if missing, those of the kind. */
  readonly sentence?: (facts: Facts, doing: Doing) => string;
}

/** Whether a row matches this error. */
export function fits({ action, codes, says }: ErrorRow, facts: Facts, doing: Doing): boolean {
  if (action !== undefined && action !== doing.action) return false;
  const named = codes instanceof RegExp ? codes.test(facts.code) : codes.includes(facts.code);
  return named && (says === undefined || says.test(facts.message));
}
