import { queryValue } from '../../server/request';
import type { Response } from '../../server/response';
import type { S3Call, S3Context } from './context';
import { listPage, maxKeysOf, objectTree } from './list';
import { s3Xml } from './render';

/** ListObjectVersions. Buckets here don't have versioning: each object has one version, `null`, as in S3. */
export function listVersions(context: S3Context, call: S3Call): Response {
  const value = (name: string) => queryValue(call.request, name);
  const prefix = value('prefix') ?? '';
  const delimiter = value('delimiter') ?? '';
  const url = value('encoding-type') === 'url';
  const size = maxKeysOf(value('max-keys'));
  const after = value('key-marker') || undefined;
  context.authorize(call.verified, 's3:ListBucketVersions', context.arns.s3(call.bucket), {
    's3:prefix': prefix,
    's3:delimiter': delimiter,
    's3:max-keys': String(size),
  });
  const page = listPage(context.index.keys(call.bucket), { prefix, delimiter, after, size });
  const show = (text: string) => (url ? encodeURIComponent(text).replaceAll('%2F', '/') : text);
  return s3Xml('ListVersionsResult', {
    Name: call.bucket,
    Prefix: show(prefix),
    ...(delimiter === '' ? {} : { Delimiter: show(delimiter) }),
    KeyMarker: show(after ?? ''),
    VersionIdMarker: value('version-id-marker') ?? '',
    MaxKeys: size,
    ...(url ? { EncodingType: 'url' } : {}),
    IsTruncated: page.last !== undefined,
    ...(page.last === undefined ? {} : { NextKeyMarker: show(page.last), NextVersionIdMarker: 'null' }),
    Version: page.keys
      .map((key) => context.index.get(call.bucket, key))
      .filter((object) => object !== undefined)
      .map((object) => ({ ...objectTree(object, show), VersionId: 'null', IsLatest: true })),
    CommonPrefixes: page.prefixes.map((found) => ({ Prefix: show(found) })),
  });
}
