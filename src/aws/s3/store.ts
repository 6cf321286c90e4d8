import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  type _Object as S3Object,
} from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { Failure } from '../../engine/failure';
import type { Bucket, Store, StoredObject } from '../../engine/ports';
import { partitionOf } from '../../sweep/partition';
import { abort } from '../abort';
import type { Clients } from '../clients';
import { checkedChunks } from './checksum';
import { decodedKey, watchListing } from './listing';
import { ObjectReader } from './object-reader';

/** Seconds: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html */
const longestPresigned = 7 * 24 * 3600;

const conflictTries = 5;

/** One results bucket, through the SDK. */
export class S3Store implements Bucket {
  readonly #reader: ObjectReader;

  constructor(
    readonly bucket: string,
    readonly region: string,
    private readonly clients: Clients,
  ) {
    this.#reader = new ObjectReader(clients.s3(region), (action) => clients.calls.count(action));
  }

  get bucketUrl(): string {
    const { endpoint } = this.clients;
    if (endpoint !== undefined) return `${endpoint.replace(/\/+$/, '')}/${this.bucket}`;
    const host = `s3.${this.region}.${partitionOf(this.region).domain}`;
    // A certificate for *.s3… isn't valid for bucket names with dots.
    return this.bucket.includes('.') ? `https://${host}/${this.bucket}` : `https://${this.bucket}.${host}`;
  }

  async *list(prefix: string, signal?: AbortSignal): AsyncIterable<StoredObject> {
    for await (const { objects, page } of this.#pages(prefix, undefined, signal)) {
      const listed = objects ?? (page.Contents ?? []).flatMap(objectOf);
      yield* page.EncodingType === 'url'
        ? listed.map((object) => ({ ...object, key: decodedKey(object.key) }))
        : listed;
    }
  }

  async *listFolders(prefix: string, signal?: AbortSignal): AsyncIterable<string> {
    for await (const { page } of this.#pages(prefix, '/', signal)) {
      for (const { Prefix } of page.CommonPrefixes ?? []) {
        if (Prefix === undefined) continue;
        yield (page.EncodingType === 'url' ? decodedKey(Prefix) : Prefix).slice(prefix.length, -1);
      }
    }
  }

  async readText(key: string, signal?: AbortSignal): Promise<string | undefined> {
    return (await this.readVersion(key, signal))?.text;
  }

  async readVersion(key: string, signal?: AbortSignal): ReturnType<Store['readVersion']> {
    try {
      return await this.#call('GetObject', async () => {
        const command = new GetObjectCommand({ Bucket: this.bucket, Key: key });
        const answer = await this.#client.send(command, abort(signal));
        return { text: (await answer.Body?.transformToString('utf-8')) ?? '', etag: plain(answer.ETag) };
      });
    } catch (error) {
      if (error instanceof Failure && error.code === 'NoSuchKey') return undefined;
      throw error;
    }
  }

  async read(key: string, options: Parameters<Store['read']>[1] = {}): Promise<AsyncIterable<Uint8Array>> {
    const { end, ifMatch, signal, start } = options;
    const range = start === undefined ? undefined : `bytes=${start}-${end ?? ''}`;
    const match = ifMatch === undefined ? undefined : `"${ifMatch}"`;
    return this.#call('GetObject', async () => {
      const quick = await this.#reader.get(key, { range, ifMatch: match, signal });
      // S3 returns the checksum of the whole object; for some ranges, the checksum of a part.
      if (quick !== undefined)
        return this.#chunks(checkedChunks(quick.body, range === undefined ? quick.headers : {}));
      const command = new GetObjectCommand({
        Bucket: this.bucket,
        Key: key,
        Range: range,
        IfMatch: match,
      });
      this.#reader.watch(command, key);
      const { Body: body } = await this.#client.send(command, abort(signal));
      if (!(body instanceof Readable)) throw new TypeError('GetObject answered without a stream.');
      return this.#chunks(body);
    });
  }

  async write(
    key: string,
    body: string | Uint8Array,
    options: Parameters<Store['write']>[2] = {},
  ): Promise<string> {
    const command = new PutObjectCommand({
      Bucket: this.bucket,
      Key: key,
      Body: body,
      ...(options.ifNoneMatch === true ? { IfNoneMatch: '*' } : {}),
      ...(options.ifMatch === undefined ? {} : { IfMatch: `"${options.ifMatch}"` }),
    });
    for (let conflicts = 0; ; conflicts += 1) {
      try {
        return plain((await this.#call('PutObject', () => this.#client.send(command))).ETag);
      } catch (error) {
        // Two writes at the same moment, and S3 accepted neither: a retry shows which one is first.
        const conflict = error instanceof Failure && error.code === 'ConditionalRequestConflict';
        if (!conflict || conflicts + 1 >= conflictTries) throw error;
      }
    }
  }

  async remove(key: string): Promise<void> {
    await this.#call('DeleteObject', () =>
      this.#client.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key })),
    );
  }

  async presignedPost(
    prefix: string,
    { bytes, seconds }: Parameters<Bucket['presignedPost']>[1],
  ): Promise<Readonly<Record<string, string>>> {
    const { fields } = await this.#call('PutObject', () =>
      createPresignedPost(this.#client, {
        Bucket: this.bucket,
        Key: `${prefix}${'$'}{filename}`,
        // The condition on the key is last, so that the forms of many runs differ only at the end and compress well.
        Conditions: [['content-length-range', 0, bytes]],
        Expires: Math.min(seconds, longestPresigned),
      }),
    );
    const { key: _, ...rest } = fields;
    return rest;
  }

  async presignedGet(key: string, expiresSeconds: number): Promise<string> {
    return this.#call('GetObject', () =>
      getSignedUrl(this.#client, new GetObjectCommand({ Bucket: this.bucket, Key: key }), {
        expiresIn: Math.min(expiresSeconds, longestPresigned),
      }),
    );
  }

  get #client() {
    return this.clients.s3(this.region);
  }

  async *#pages(
    prefix: string,
    delimiter: string | undefined,
    signal: AbortSignal | undefined,
  ): AsyncIterable<ListedPage> {
    let token: string | undefined;
    do {
      const command = new ListObjectsV2Command({
        Bucket: this.bucket,
        Prefix: prefix,
        // XML can't represent every character that a key may contain.
        EncodingType: 'url',
        Delimiter: delimiter,
        ContinuationToken: token,
      });
      const objects = watchListing(command);
      const page: ListObjectsV2CommandOutput = await this.#call('ListObjectsV2', () =>
        this.#client.send(command, abort(signal)),
      );
      yield { page, objects: objects() };
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  /** The stream of an object; a connection that breaks while reading is a Failure too. */
  async *#chunks(body: AsyncIterable<unknown>): AsyncIterable<Uint8Array> {
    try {
      for await (const chunk of body) {
        if (chunk instanceof Uint8Array) yield chunk;
      }
    } catch (error) {
      throw await this.#call('GetObject', () => Promise.reject(error)).catch((failure: unknown) => failure);
    }
  }

  async #call<T>(action: string, work: () => Promise<T>): Promise<T> {
    return this.clients.call({ action, bucket: this.bucket, region: this.region }, work);
  }
}

interface ListedPage {
  readonly page: ListObjectsV2CommandOutput;
  /** Undefined if the SDK has parsed them. */
  readonly objects: readonly StoredObject[] | undefined;
}

const objectOf = ({ ETag, Key, LastModified, Size }: S3Object): readonly StoredObject[] =>
  Key === undefined
    ? []
    : [{ key: Key, size: Size ?? 0, etag: plain(ETag), modifiedAt: LastModified?.getTime() ?? 0 }];

/** S3's quotation marks aren't part of an ETag's value. */
const plain = (etag: string | undefined): string => (etag ?? '').replace(/"/g, '');
