import { AwsError } from '../../failure';
import type { S3Object } from './objects';

type Headers = Readonly<Record<string, string>>;

const failed = (condition: string) =>
  new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, {
    Condition: condition,
  });

/** Conditions of a read. @throws AwsError PreconditionFailed or NotModified */
export function checkRead(headers: Headers, object: S3Object): void {
  const match = headers['if-match'];
  const noneMatch = headers['if-none-match'];
  const tags = { etag: `"${object.etag}"`, 'last-modified': new Date(object.modifiedAt).toUTCString() };
  if (match !== undefined && !names(match, object)) throw failed('If-Match');
  if (match === undefined && isNewer(object, headers['if-unmodified-since']) === true)
    throw failed('If-Unmodified-Since');
  const unchanged =
    noneMatch !== undefined
      ? names(noneMatch, object)
      : isNewer(object, headers['if-modified-since']) === false;
  if (unchanged) throw new AwsError('NotModified', 'Not Modified', 304, {}, tags);
}

/** Conditions of a write, compared with the current object. @throws AwsError PreconditionFailed or NoSuchKey */
export function checkWrite(headers: Headers, existing: S3Object | undefined): void {
  const match = headers['if-match'];
  const noneMatch = headers['if-none-match'];
  if (noneMatch !== undefined && noneMatch !== '*')
    throw new AwsError(
      'NotImplemented',
      'A header you provided implies functionality that is not implemented',
      501,
      { Header: 'If-None-Match' },
    );
  if (noneMatch === '*' && existing !== undefined) throw failed('If-None-Match');
  if (match === undefined) return;
  if (existing === undefined) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
  if (!names(match, existing)) throw failed('If-Match');
}

const names = (header: string, object: S3Object): boolean =>
  header
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, '').replaceAll('"', ''))
    .some((tag) => tag === '*' || tag === object.etag);

function isNewer(object: S3Object, date: string | undefined): boolean | undefined {
  const time = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(time) ? undefined : Math.floor(object.modifiedAt / 1000) * 1000 > time;
}
