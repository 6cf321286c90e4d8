import {
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
} from '@aws-sdk/client-s3';
import PQueue from 'p-queue';
import { Failure } from '../../engine/failure';
import { abort } from '../abort';
import type { Clients } from '../clients';
import { S3Store } from './store';

const deletesAtOnce = 32;
const pageSize = 1000;

/** The contents of a bucket. */
export class BucketContents {
  readonly #queue = new PQueue({ concurrency: deletesAtOnce });

  constructor(
    private readonly bucket: string,
    private readonly region: string,
    private readonly clients: Clients,
  ) {}

  /** Deletes every object. In a versioned bucket, they remain as noncurrent versions with delete markers. */
  async deleteObjects(signal?: AbortSignal): Promise<void> {
    const store = new S3Store(this.bucket, this.region, this.clients);
    let keys: string[] = [];
    const deleteThem = () => this.#queue.addAll(keys.map((key) => () => store.remove(key)));
    for await (const { key } of store.list('', signal)) {
      keys.push(key);
      if (keys.length < pageSize) continue;
      await deleteThem();
      keys = [];
    }
    await deleteThem();
  }

  /** Total size, including noncurrent versions; undefined if this user isn't allowed to list it. Bytes. */
  async count(
    signal?: AbortSignal,
  ): Promise<{ readonly objects: number; readonly bytes: number } | undefined> {
    return (await this.#sum(this.#versions(signal))) ?? this.#sum(this.#objects(signal));
  }

  /** Deletes every version of every object, and the delete markers. */
  async deleteVersions(signal?: AbortSignal): Promise<void> {
    for await (const { DeleteMarkers = [], Versions = [] } of this.#pages(signal)) {
      const versions = [...Versions, ...DeleteMarkers];
      await this.#queue.addAll(
        versions.map(
          ({ Key, VersionId }) =>
            () =>
              this.#call('DeleteObjectVersion', () =>
                this.#client.send(new DeleteObjectCommand({ Bucket: this.bucket, Key, VersionId })),
              ),
        ),
      );
    }
  }

  /** Undefined if the user isn't allowed to list these. */
  async #sum(sizes: AsyncIterable<number>): Promise<{ objects: number; bytes: number } | undefined> {
    const sum = { objects: 0, bytes: 0 };
    try {
      for await (const size of sizes) {
        sum.objects += 1;
        sum.bytes += size;
      }
    } catch (error) {
      if (error instanceof Failure && error.kind === 'permission') return undefined;
      throw error;
    }
    return sum;
  }

  async *#objects(signal?: AbortSignal): AsyncIterable<number> {
    for await (const { size } of new S3Store(this.bucket, this.region, this.clients).list('', signal))
      yield size;
  }

  async *#versions(signal?: AbortSignal): AsyncIterable<number> {
    for await (const { Versions = [] } of this.#pages(signal)) yield* Versions.map(({ Size }) => Size ?? 0);
  }

  async *#pages(signal?: AbortSignal): AsyncIterable<ListObjectVersionsCommandOutput> {
    let page: ListObjectVersionsCommandOutput | undefined;
    do {
      const command = new ListObjectVersionsCommand({
        Bucket: this.bucket,
        KeyMarker: page?.NextKeyMarker,
        VersionIdMarker: page?.NextVersionIdMarker,
      });
      page = await this.#call('ListObjectVersions', () => this.#client.send(command, abort(signal)));
      yield page;
    } while (page.IsTruncated === true);
  }

  get #client() {
    return this.clients.s3(this.region);
  }

  #call<T>(action: string, work: () => Promise<T>): Promise<T> {
    return this.clients.call({ action, bucket: this.bucket, region: this.region }, work);
  }
}
