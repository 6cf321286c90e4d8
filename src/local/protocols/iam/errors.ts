import { AwsError } from '../../failure';

export const missing = (message: string) => new AwsError('NoSuchEntity', message, 404);
export const exists = (message: string) => new AwsError('EntityAlreadyExists', message, 409);
export const conflict = (message: string) => new AwsError('DeleteConflict', message, 409);
export const limit = (message: string) => new AwsError('LimitExceeded', message, 409);
