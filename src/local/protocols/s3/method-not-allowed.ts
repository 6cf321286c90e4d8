import { AwsError } from '../../failure';

export const methodNotAllowed = (): AwsError =>
  new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405);
