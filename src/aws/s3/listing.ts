import type { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { StoredObject } from '../../engine/ports';
import { bytesOf, isAnswer, isStream } from '../answer';

/** A page of ListObjectsV2: its objects, and the document without the objects. */
export interface CutListing {
  readonly objects: readonly StoredObject[];
  readonly rest: string;
}

/**
 * Extracts the objects of a page. Undefined if it isn't formatted like S3's
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html), and has to be parsed completely.
 */
export function cutListing(xml: string): CutListing | undefined {
  const from = xml.indexOf(open);
  if (from < 0) return { objects: [], rest: xml };
  const to = xml.lastIndexOf(close) + close.length;
  const objects: StoredObject[] = [];
  // Text between tags is escaped, so every tag that is found is really a tag.
  for (let at = from; at < to; ) {
    const end = xml.indexOf(close, at);
    const object = objectOf(xml.slice(at, end));
    if (end < 0 || object === undefined) return undefined;
    objects.push(object);
    at = end + close.length;
  }
  return { objects, rest: xml.slice(0, from) + xml.slice(to) };
}

/**
 * Lets the SDK parse a page without its objects, which are most of it: the SDK needs a tenth of a second for a thousand
 * objects.
 * @returns the objects of the last answer, once it has arrived; undefined if the SDK has parsed them
 */
export function watchListing(command: ListObjectsV2Command): () => readonly StoredObject[] | undefined {
  let objects: readonly StoredObject[] | undefined;
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { response } = result;
      objects = undefined;
      if (!isAnswer(response) || !isStream(response.body)) return result;
      const xml = await bytesOf(response.body);
      const cut = cutListing(xml.toString('utf8'));
      objects = cut?.objects;
      response.body = cut === undefined ? xml : Buffer.from(cut.rest);
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'spawnListing' },
  );
  return () => objects;
}

/** Decodes a key that S3 has URL-encoded, with a plus sign for a space. */
export const decodedKey = (encoded: string): string =>
  /[%+]/.test(encoded) ? decodeURIComponent(encoded.replaceAll('+', ' ')) : encoded;

const open = '<Contents>';
const close = '</Contents>';

function objectOf(xml: string): StoredObject | undefined {
  const start = xml.indexOf(open);
  if (start < 0 || xml.slice(0, start).trim() !== '' || xml.includes(open, start + open.length))
    return undefined;
  const key = textOf(xml, 'Key');
  const size = Number(textOf(xml, 'Size') ?? Number.NaN);
  const modifiedAt = Date.parse(textOf(xml, 'LastModified') ?? '');
  if (key === undefined || Number.isNaN(size) || Number.isNaN(modifiedAt)) return undefined;
  return { key, size, etag: (textOf(xml, 'ETag') ?? '').replace(/"/g, ''), modifiedAt };
}

function textOf(xml: string, name: string): string | undefined {
  const start = xml.indexOf(`<${name}>`) + name.length + 2;
  const end = xml.indexOf(`</${name}>`, start);
  if (start < name.length + 2 || end < 0) return undefined;
  const text = xml.slice(start, end);
  return text.includes('&') || text.includes('\r') ? decoded(text) : text;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** https://www.w3.org/TR/xml/#sec-references and #sec-line-ends */
const decoded = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return entities[name] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    });
