import type { AwsError } from '../../failure';
import type { Response } from '../../server/response';
import { type XmlTree, xml } from '../../server/xml';

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

export const s3Timestamp = (milliseconds: number): string => new Date(milliseconds).toISOString();

export const s3Xml = (root: string, tree: XmlTree): Response => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: xml(root, tree, namespace),
});

export const empty = (status: 200 | 204, headers: Readonly<Record<string, string>> = {}): Response => ({
  status,
  headers,
});

/** An error as an S3 document; answers to HEAD requests contain only its status. */
export function s3Error(error: AwsError, requestId: string, head: boolean): Response {
  const hasBody = !head && error.status !== 304;
  return {
    status: error.status,
    headers: { ...(hasBody ? { 'content-type': 'application/xml' } : {}), ...error.headers },
    ...(hasBody
      ? {
          body: xml('Error', {
            Code: error.code,
            Message: error.message,
            ...error.details,
            RequestId: requestId,
            HostId: requestId,
          }),
        }
      : {}),
  };
}
