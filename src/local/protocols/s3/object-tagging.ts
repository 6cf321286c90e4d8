import { XMLParser } from 'fast-xml-parser';
import { AwsError } from '../../failure';
import { readBody } from '../../server/request';
import type { Response } from '../../server/response';
import { bucketOf } from './buckets';
import type { S3Call, S3Context } from './context';
import { objectOf } from './get';
import { methodNotAllowed } from './method-not-allowed';
import { objectArn } from './put';
import { empty, s3Xml } from './render';

const parser = new XMLParser({ isArray: (name) => name === 'Tag', parseTagValue: false, trimValues: false });

/** `?tagging` of an object. */
export async function objectTagging(context: S3Context, call: S3Call): Promise<Response> {
  bucketOf(context, call);
  const authorize = (verb: string) =>
    context.authorize(call.verified, `s3:${verb}ObjectTagging`, objectArn(context, call));
  switch (call.request.method) {
    case 'GET': {
      authorize('Get');
      const tags = Object.entries(objectOf(context, call).tags);
      return s3Xml('Tagging', { TagSet: { Tag: tags.map(([Key, Value]) => ({ Key, Value })) } });
    }
    case 'PUT': {
      const body = (await readBody(call.request, 64 * 1024)).toString();
      authorize('Put');
      context.index.put({ ...objectOf(context, call), tags: readTags(body) });
      return empty(200);
    }
    case 'DELETE':
      authorize('Delete');
      context.index.put({ ...objectOf(context, call), tags: {} });
      return empty(204);
    default:
      throw methodNotAllowed();
  }
}

function readTags(body: string): Record<string, string> {
  let tags: unknown;
  try {
    tags = parser.parse(body)?.Tagging?.TagSet?.Tag;
  } catch {
    throw new AwsError(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  }
  const found: readonly { Key?: unknown; Value?: unknown }[] = Array.isArray(tags) ? tags : [];
  return Object.fromEntries(found.map((tag) => [String(tag.Key ?? ''), String(tag.Value ?? '')]));
}
