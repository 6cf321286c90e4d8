import { AwsError } from '../../failure';
import type { Params } from '../query';
import type { Tags } from './instance';

/** EC2's maximum number of tags on one resource. */
const maxTags = 50;

/** `Tag.1.Key=…&Tag.1.Value=…`. @throws AwsError if a key or value violates EC2's rules */
export function readQueryTags(params: Params): Tags {
  const tags: Record<string, string> = {};
  for (const tag of params.children('Tag')) {
    const key = tag.required('Key');
    const value = tag.text('Value') ?? '';
    if (key.length > 128)
      throw new AwsError('InvalidParameterValue', 'Tag key exceeds the maximum length of 128 characters');
    if (value.length > 256)
      throw new AwsError('InvalidParameterValue', 'Tag value exceeds the maximum length of 256 characters');
    if (/^aws:/i.test(key))
      throw new AwsError(
        'InvalidParameterValue',
        `Tag keys starting with 'aws:' are reserved for internal use`,
      );
    if (Object.hasOwn(tags, key))
      throw new AwsError('InvalidParameterValue', `Duplicate tag key '${key}' specified.`);
    tags[key] = value;
  }
  return tags;
}

/** @throws AwsError TagLimitExceeded */
export function checkTagCount(tags: Tags): Tags {
  if (Object.keys(tags).length > maxTags)
    throw new AwsError('TagLimitExceeded', `The maximum number of Tags (${maxTags}) has been reached.`);
  return tags;
}

/** Tag keys in instance metadata become parts of a path. @throws AwsError InvalidParameterValue */
export function checkMetadataTagKeys(tags: Tags): void {
  const bad = Object.keys(tags).find(
    (key) => !/^[0-9a-zA-Z\-_+=,.@:]{1,255}$/.test(key) || /^(\.{1,2}|_index)$/.test(key),
  );
  if (bad !== undefined)
    throw new AwsError(
      'InvalidParameterValue',
      `'${bad}' is not a valid tag key. Tag keys must match pattern ([0-9a-zA-Z\\-_+=,.@:]{1,255}), and must not be a reserved name ('.', '..', '_index')`,
    );
}
