import { t } from '@vscode/l10n';
import { Failure } from '../failure';

/**
 * The failure for an entry of a log that doesn't match the plan of its sweep.
 * @param origin the key, or the other place where it was read
 */
export const foreignEntry = (sweepId: string, origin: string, cause?: unknown): Failure =>
  new Failure(
    'rejected',
    'ForeignEntry',
    t(
      "{0} contains a request that doesn't match the plan of {1}: it was written by someone else, or by another version of Spawn. It was not sent to EC2, and nothing more of this sweep is launched. Check who can write to the bucket, cancel the sweep, and launch it again.",
      origin,
      sweepId,
    ),
    { cause },
  );

/** The place of a line of the journal. */
export const journalOf = (sweepId: string): string => t('The journal of {0} on this machine', sweepId);
