import { XMLParser } from 'fast-xml-parser';
import { AwsError, isAwsError } from '../../failure';
import { readBody } from '../../server/request';
import type { Response } from '../../server/response';
import type { XmlTree } from '../../server/xml';
import { bucketOf } from './buckets';
import type { S3Call, S3Context } from './context';
import { objectArn } from './put';
import { s3Xml } from './render';

const maxKeys = 1000;
const parser = new XMLParser({
  isArray: (name) => name === 'Object',
  parseTagValue: false,
  trimValues: false,
});

/** `POST /bucket?delete`: up to a thousand keys at once, each with its own result. */
export async function deleteObjects(context: S3Context, call: S3Call): Promise<Response> {
  const body = (await readBody(call.request, 4 * 1024 * 1024)).toString();
  bucketOf(context, call);
  const { keys, quiet } = readKeys(body);
  const deleted: XmlTree[] = [];
  const errors: XmlTree[] = [];
  for (const key of keys) {
    try {
      context.authorize(call.verified, 's3:DeleteObject', objectArn(context, { bucket: call.bucket, key }));
    } catch (error) {
      if (!isAwsError(error)) throw error;
      errors.push({ Key: key, Code: error.code, Message: error.message });
      continue;
    }
    const gone = context.index.delete(call.bucket, key);
    if (gone !== undefined) await context.objectFiles.remove(gone.file);
    if (!quiet) deleted.push({ Key: key });
  }
  return s3Xml('DeleteResult', { Deleted: deleted, Error: errors });
}

function readKeys(body: string): { readonly keys: readonly string[]; readonly quiet: boolean } {
  const malformed = new AwsError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
  let root: { Object?: unknown; Quiet?: unknown } | undefined;
  try {
    root = parser.parse(body)?.Delete;
  } catch {
    throw malformed;
  }
  const objects = root?.Object;
  if (!Array.isArray(objects) || objects.length === 0 || objects.length > maxKeys) throw malformed;
  return {
    keys: objects.map((object) => String(object?.Key ?? '')),
    quiet: String(root?.Quiet).trim() === 'true',
  };
}
