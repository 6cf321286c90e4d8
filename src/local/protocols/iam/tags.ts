import { AwsError } from '../../failure';
import type { XmlTree } from '../../server/xml';
import type { Params } from '../query';

type Tags = Readonly<Record<string, string>>;

/** Maximum number of tags on one role or instance profile: docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const mostTags = 50;

export const tagTree = (tags: Tags): XmlTree => ({
  member: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
});

export const readTags = (params: Params): Tags =>
  Object.fromEntries(
    params.children('Tags.member').map((tag) => [tag.required('Key'), tag.text('Value') ?? '']),
  );

/** Tags without those in `TagKeys`. */
export function withoutTags(tags: Tags, params: Params): Tags {
  const gone = new Set(params.list('TagKeys.member'));
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !gone.has(key)));
}

/** @throws AwsError LimitExceeded, or InvalidInput for an AWS tag */
export function checkIamTags(tags: Tags): Tags {
  const keys = Object.keys(tags);
  if (keys.length > mostTags)
    throw new AwsError('LimitExceeded', `Cannot exceed quota for TagsPerRole: ${mostTags}`, 409);
  if (keys.some((key) => /^aws:/i.test(key)))
    throw new AwsError('InvalidInput', 'Tag keys that begin with aws: are reserved for AWS.');
  return tags;
}
