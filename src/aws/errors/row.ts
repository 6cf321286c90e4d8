import type { FailureKind } from '../../engine/failure';

/** What was being done, for the sentence. */
export interface Doing {
  /** `RunInstances` */
  readonly action: string;
  readonly region?: string;
  readonly bucket?: string;
  readonly profile?: string | undefined;
  /** Address of a cloud that is not AWS's own. */
  readonly endpoint?: string;
  /** The environment names that address (`AWS_ENDPOINT_URL`): it need not be the local cloud. */
  readonly foreign?: boolean;
  /** The command that renews the profile's session, such as `aws sso login --profile lab`. */
  readonly signIn?: string;
}

/** What AWS, or the SDK, said. */
export interface Facts {
  readonly code: string;
  readonly message: string;
  /** HTTP status; undefined where there was no answer. */
  readonly status: number | undefined;
}

/** One class of AWS's answers. The first row that fits an answer decides. */
export interface ErrorRow {
  readonly codes: readonly string[] | RegExp;
  /** What the message has to say besides: several codes mean different things. */
  readonly says?: RegExp;
  /** The action it is about; elsewhere the row does not count. */
  readonly action?: string;
  readonly kind: FailureKind;
  /** Full sentences for the user; if missing, those of the kind. */
  readonly sentence?: (facts: Facts, doing: Doing) => string;
}

/** Whether a row is about this answer. */
export function fits({ action, codes, says }: ErrorRow, facts: Facts, doing: Doing): boolean {
  if (action !== undefined && action !== doing.action) return false;
  const named = codes instanceof RegExp ? codes.test(facts.code) : codes.includes(facts.code);
  return named && (says === undefined || says.test(facts.message));
}
