import type { TimerClock } from '../../clock';
import type { Arns } from '../../partition';
import type { Request } from '../../server/request';
import type { Verified } from '../../signing/verify';
import type { AuthorizationRequest } from '../iam/authorization-request';
import type { Context } from '../iam/pattern';
import type { ObjectFiles } from './object-files';
import type { ObjectIndex } from './objects';
import type { Uploads } from './uploads';

/** The dependencies of S3's operations. */
export interface S3Context {
  readonly arns: Arns;
  readonly clock: TimerClock;
  readonly index: ObjectIndex;
  readonly objectFiles: ObjectFiles;
  readonly uploads: Uploads;
  /** @throws AwsError AccessDenied if the caller's policies don't allow the action on the resource */
  authorize(verified: Verified, action: string, resource: string, conditions?: Context): void;
  /** The same for requests to other services. @throws AwsError AccessDenied */
  readonly authorizeAll: (verified: Verified, requests: readonly AuthorizationRequest[]) => void;
}

export interface S3Call {
  readonly request: Request;
  readonly verified: Verified;
  /** Empty for the service itself. */
  readonly bucket: string;
  /** Empty for the bucket itself. */
  readonly key: string;
  readonly requestId: string;
}
