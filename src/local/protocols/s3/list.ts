import { AwsError } from '../../failure';
import { queryValue } from '../../server/request';
import type { Response } from '../../server/response';
import type { XmlTree } from '../../server/xml';
import type { Context } from '../iam/pattern';
import type { S3Call, S3Context } from './context';
import { compareKeys, firstWhere } from './key-order';
import type { S3Object } from './objects';
import { s3Timestamp, s3Xml } from './render';

const pageLimit = 1000;

/** Parameters that a request doesn't set are missing. */
const keyOf = (key: string, value: string | undefined): Context =>
  value === undefined ? {} : { [key]: value };

/** ListObjectsV2, and ListObjects for older clients. */
export function listObjects(context: S3Context, call: S3Call): Response {
  const value = (name: string) => queryValue(call.request, name);
  const prefix = value('prefix') ?? '';
  const delimiter = value('delimiter') ?? '';
  const second = value('list-type') === '2';
  const url = value('encoding-type') === 'url';
  const size = maxKeysOf(value('max-keys'));
  context.authorize(call.verified, 's3:ListBucket', context.arns.s3(call.bucket), {
    ...keyOf('s3:prefix', value('prefix')),
    ...keyOf('s3:delimiter', value('delimiter')),
    ...keyOf('s3:max-keys', value('max-keys')),
  });
  const token = second ? value('continuation-token') : undefined;
  const after = token === undefined ? value(second ? 'start-after' : 'marker') : readToken(token);
  const page = listPage(context.index.keys(call.bucket), { prefix, delimiter, after, size });
  const show = (text: string) => (url ? encodeURIComponent(text).replaceAll('%2F', '/') : text);
  const contents = page.keys
    .map((key) => context.index.get(call.bucket, key))
    .filter((object) => object !== undefined)
    .map((object) => objectTree(object, show));
  const shared: XmlTree = {
    Name: call.bucket,
    Prefix: show(prefix),
    ...(delimiter === '' ? {} : { Delimiter: show(delimiter) }),
    MaxKeys: size,
    ...(url ? { EncodingType: 'url' } : {}),
    IsTruncated: page.last !== undefined,
    Contents: contents,
    CommonPrefixes: page.prefixes.map((found) => ({ Prefix: show(found) })),
  };
  if (!second)
    return s3Xml('ListBucketResult', {
      ...shared,
      Marker: show(after ?? ''),
      ...(page.last === undefined ? {} : { NextMarker: show(page.last) }),
    });
  const startAfter = value('start-after');
  return s3Xml('ListBucketResult', {
    ...shared,
    KeyCount: page.keys.length + page.prefixes.length,
    ...(token === undefined ? {} : { ContinuationToken: token }),
    ...(startAfter === undefined ? {} : { StartAfter: show(startAfter) }),
    ...(page.last === undefined ? {} : { NextContinuationToken: Buffer.from(page.last).toString('base64') }),
  });
}

export function maxKeysOf(text: string | undefined): number {
  if (text === undefined) return pageLimit;
  if (!/^\d+$/.test(text))
    throw new AwsError('InvalidArgument', 'Provided max-keys not an integer or within integer range');
  return Math.min(Number(text), pageLimit);
}

function readToken(token: string): string {
  const key = Buffer.from(token, 'base64').toString();
  if (key === '') throw new AwsError('InvalidArgument', 'The continuation token provided is incorrect');
  return key;
}

export const objectTree = (object: S3Object, show: (text: string) => string): XmlTree => ({
  Key: show(object.key),
  LastModified: s3Timestamp(object.modifiedAt),
  ETag: `"${object.etag}"`,
  ChecksumAlgorithm: Object.keys(object.checksums).map((name) => name.toUpperCase()),
  Size: object.size,
  StorageClass: 'STANDARD',
});

interface Page {
  readonly keys: readonly string[];
  readonly prefixes: readonly string[];
  /** The last key or prefix shown, if there are more. */
  readonly last: string | undefined;
}

/** One page of sorted keys, grouped by the delimiter after the prefix. */
export function listPage(
  sorted: readonly string[],
  {
    prefix,
    delimiter,
    after,
    size,
  }: {
    readonly prefix: string;
    readonly delimiter: string;
    readonly after: string | undefined;
    readonly size: number;
  },
): Page {
  const keys: string[] = [];
  const prefixes: string[] = [];
  let last: string | undefined;
  let at = firstWhere(sorted, (key) => compareKeys(key, prefix) >= 0);
  if (after !== undefined) at = Math.max(at, pastPrefix(sorted, after, delimiter, prefix));
  for (let key = sorted[at]; key?.startsWith(prefix); key = sorted[at]) {
    if (keys.length + prefixes.length === size)
      return { keys, prefixes, last: size === 0 ? undefined : last };
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (cut < 0) {
      keys.push(key);
      last = key;
      at += 1;
    } else {
      const common = key.slice(0, cut + delimiter.length);
      prefixes.push(common);
      last = common;
      at = firstWhere(sorted, (next) => compareKeys(next, common) > 0 && !next.startsWith(common), at);
    }
  }
  return { keys, prefixes, last: undefined };
}

/** Where to continue after a key, or after a common prefix. */
function pastPrefix(sorted: readonly string[], after: string, delimiter: string, prefix: string): number {
  const rolledUp =
    delimiter !== '' && after.endsWith(delimiter) && after.startsWith(prefix) && after !== prefix;
  return firstWhere(sorted, (key) => compareKeys(key, after) > 0 && !(rolledUp && key.startsWith(after)));
}
