import { queryValue, type Request } from '../../server/request';
import { isSubResource, subOperation } from './sub-resources';

/** The name of the operation of an S3 request, such as `PutObject`, by which faults are configured. */
export function operationOf(
  request: Request,
  address: { readonly bucket: string; readonly key: string },
): string {
  const has = (name: string) => queryValue(request, name) !== undefined;
  const { method } = request;
  if (address.bucket === '') return 'ListBuckets';
  if (address.key === '') {
    const part = request.query.map(([name]) => name).find(isSubResource);
    if (part !== undefined) return subOperation(method, part) ?? method;
    if (method === 'GET') {
      if (has('uploads')) return 'ListMultipartUploads';
      if (has('versions')) return 'ListObjectVersions';
      if (has('location')) return 'GetBucketLocation';
      return 'ListObjects';
    }
    if (method === 'POST') return has('delete') ? 'DeleteObjects' : 'PostObject';
    return { PUT: 'CreateBucket', HEAD: 'HeadBucket', DELETE: 'DeleteBucket' }[method] ?? method;
  }
  if (has('tagging')) {
    const verb = { GET: 'Get', PUT: 'Put', DELETE: 'Delete' }[method];
    return verb === undefined ? method : `${verb}ObjectTagging`;
  }
  if (has('uploadId')) {
    return (
      {
        PUT: 'UploadPart',
        POST: 'CompleteMultipartUpload',
        DELETE: 'AbortMultipartUpload',
        GET: 'ListParts',
      }[method] ?? method
    );
  }
  if (method === 'POST' && has('uploads')) return 'CreateMultipartUpload';
  if (method === 'PUT' && request.headers['x-amz-copy-source'] !== undefined) return 'CopyObject';
  return { PUT: 'PutObject', GET: 'GetObject', HEAD: 'HeadObject', DELETE: 'DeleteObject' }[method] ?? method;
}
