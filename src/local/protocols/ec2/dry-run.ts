import { AwsError } from '../../failure';
import type { Params } from '../query';

/** Ends a call that only checks permissions. @throws AwsError DryRunOperation if DryRun is set */
export function endDryRun(params: Params): void {
  if (params.flag('DryRun'))
    throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
}
