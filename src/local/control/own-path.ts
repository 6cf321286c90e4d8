import { awsHost } from '../names/hosts';
import type { Request } from '../server/request';
import type { Response } from '../server/response';

/** Whether a request is for the cloud itself. No bucket can have such a name, but a bucket in a host's name can have such keys. */
export const isOwnPath = ({ headers, rawPath }: Request): boolean =>
  rawPath.startsWith('/_spawn/') && awsHost(headers['host'])?.bucket === undefined;

export const notFound: Response = { status: 404, headers: {}, body: '' };
