import { AwsError } from '../../failure';
import type { Params } from '../query';

/** Ends a call that asked for permission only. @throws AwsError DryRunOperation when DryRun is set */
export function endDryRun(params: Params): void {
  if (params.flag('DryRun'))
    throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
}
