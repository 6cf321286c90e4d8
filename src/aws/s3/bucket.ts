import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutPublicAccessBlockCommand,
  type Tag,
} from '@aws-sdk/client-s3';
import { t } from '@vscode/l10n';
import { Failure } from '../../engine/failure';
import type { Identity, SetupStep } from '../../engine/ports';
import { defaultBucket } from '../../engine/session';
import { abort } from '../abort';
import type { Clients } from '../clients';
import { field } from '../field';
import { tagList } from '../tag-list';
import { tlsOnlyPolicy } from './bucket-policy';
import { BucketContents } from './contents';
import { Lifecycle } from './lifecycle';

const ours = { 'spawn:managed': 'true' };

/** The results bucket of one region. */
export class ResultsBucket {
  constructor(
    readonly name: string,
    readonly region: string,
    private readonly identity: Identity,
    private readonly clients: Clients,
  ) {}

  /** @throws Failure `BucketNotYours` when it is another account's, or `WrongRegion` when it is elsewhere. */
  async missing(signal?: AbortSignal): Promise<readonly SetupStep[]> {
    try {
      await this.#told('HeadBucket', () =>
        this.#client.send(new HeadBucketCommand({ Bucket: this.name }), abort(signal)),
      );
      return (await this.#isHalfMade(signal)) ? [this.#completion()] : [];
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (error.kind === 'not-found') return [this.#step()];
      if (error.kind === 'permission') throw this.#notYours(error);
      if (!/^(301|PermanentRedirect|BadRequest|400|Unknown|UnknownError)$/.test(error.code)) throw error;
      // The answer to a HEAD has no words, and 400 may mean anything: an expired token as well as another region.
      const where = regionIn(error.cause);
      if (where !== undefined && where !== this.region) throw this.#elsewhere(error, where);
      return this.#refused(error, signal);
    }
  }

  /** Asks again in a way that is answered with words, and throws what they say. */
  async #refused(silent: Failure, signal: AbortSignal | undefined): Promise<readonly SetupStep[]> {
    const owner = this.identity.account;
    const input = { Bucket: this.name, Prefix: 'sweeps/', MaxKeys: 1, ExpectedBucketOwner: owner };
    try {
      await this.#told('ListObjectsV2', () =>
        this.#client.send(new ListObjectsV2Command(input), abort(signal)),
      );
      return [];
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const redirected =
        /^(PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException)$/;
      throw redirected.test(error.code) ? this.#elsewhere(silent, regionIn(error.cause)) : error;
    }
  }

  /** Makes it: private, encrypted, reachable over TLS only. One that was made in part is completed. */
  async create(): Promise<void> {
    const { name, region } = this;
    const halfMade = await this.#isHalfMade();
    const constraint = region as BucketLocationConstraint; // The SDK's list is of its day.
    await this.#onceCreated(() =>
      this.#client.send(
        new CreateBucketCommand({
          Bucket: name,
          // us-east-1 is the one region that may not be named.
          ...(region === 'us-east-1'
            ? {}
            : { CreateBucketConfiguration: { LocationConstraint: constraint } }),
        }),
      ),
    );
    // Done first: its tags let a deletion of Spawn resources find it even if a later step fails.
    const tags = halfMade ? await this.#tags() : [];
    if (!hasOurs(tags))
      await this.#told('PutBucketTagging', () =>
        this.#client.send(
          new PutBucketTaggingCommand({ Bucket: name, Tagging: { TagSet: [...tags, ...tagList(ours)] } }),
        ),
      );
    await this.#told('PutPublicAccessBlock', () =>
      this.#client.send(
        new PutPublicAccessBlockCommand({
          Bucket: name,
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            BlockPublicPolicy: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          },
        }),
      ),
    );
    // One that is there already has the encryption of S3 (AES256, since January 2023), or another that someone has chosen.
    if (!halfMade)
      await this.#told('PutBucketEncryption', () =>
        this.#client.send(
          new PutBucketEncryptionCommand({
            Bucket: name,
            ServerSideEncryptionConfiguration: {
              Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
            },
          }),
        ),
      );
    await this.#told('PutBucketPolicy', () =>
      this.#client.send(new PutBucketPolicyCommand({ Bucket: name, Policy: this.#policy() })),
    );
    await this.lifecycle.set(undefined).catch((error: unknown) => {
      // Without this permission the bucket still works; only incomplete uploads stay in it.
      if (!(error instanceof Failure) || error.kind !== 'permission') throw error;
    });
  }

  /** What S3 does in it over time. */
  get lifecycle(): Lifecycle {
    return new Lifecycle(this.name, this.region, this.identity.account, this.clients);
  }

  /** Whether it is there, ours, and made by Spawn rather than brought by the user. */
  async isOurs(signal?: AbortSignal): Promise<boolean> {
    try {
      return hasOurs(await this.#tags(signal));
    } catch (error) {
      if (error instanceof Failure && ['not-found', 'permission'].includes(error.kind)) return false;
      throw error;
    }
  }

  /**
   * Whether it has Spawn's name and no policy: someone was refused that right while making it. Where this user may not look,
   * it counts as complete.
   */
  async #isHalfMade(signal?: AbortSignal): Promise<boolean> {
    if (this.name !== defaultBucket(this.identity, this.region)) return false;
    try {
      await this.#told('GetBucketPolicy', () =>
        this.#client.send(new GetBucketPolicyCommand({ Bucket: this.name }), abort(signal)),
      );
      return false;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (error.code === 'NoSuchBucketPolicy') return true;
      if (['not-found', 'permission'].includes(error.kind)) return false;
      throw error;
    }
  }

  async #tags(signal?: AbortSignal): Promise<readonly Tag[]> {
    try {
      const answer = await this.#told('GetBucketTagging', () =>
        this.#client.send(new GetBucketTaggingCommand({ Bucket: this.name }), abort(signal)),
      );
      return answer.TagSet ?? [];
    } catch (error) {
      if (error instanceof Failure && error.code === 'NoSuchTagSet') return [];
      throw error;
    }
  }

  /** Removes it with all that it holds. */
  async remove(signal?: AbortSignal): Promise<void> {
    const contents = new BucketContents(this.name, this.region, this.clients);
    try {
      await contents.deleteObjects(signal);
      try {
        await this.#delete();
      } catch (error) {
        // Someone has turned versioning on.
        if (!(error instanceof Failure) || error.code !== 'BucketNotEmpty') throw error;
        await contents.deleteVersions(signal);
        await this.#delete();
      }
    } catch (error) {
      if (!(error instanceof Failure) || error.kind !== 'not-found') throw error;
    }
  }

  #delete() {
    return this.#told('DeleteBucket', () =>
      this.#client.send(new DeleteBucketCommand({ Bucket: this.name })),
    );
  }

  #policy(): string {
    return tlsOnlyPolicy(this.name, this.region);
  }

  #step(): SetupStep {
    return {
      kind: 'bucket',
      name: this.name,
      purpose: t(
        'Stores sweep history, logs, and results in {0}: private, encrypted, TLS only. Storage costs about $0.023 per GB and month.',
        this.region,
      ),
      policy: this.#policy(),
    };
  }

  #completion(): SetupStep {
    return {
      ...this.#step(),
      purpose: t(
        'It exists without its policy, which was refused or removed. The policy will be added; the contents of the bucket are kept.',
      ),
    };
  }

  /** That it is ours already is as good as having made it. */
  async #onceCreated(make: () => Promise<unknown>): Promise<void> {
    try {
      await this.#told('CreateBucket', make);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (error.code === 'BucketAlreadyExists') throw this.#notYours(error);
      if (error.code !== 'BucketAlreadyOwnedByYou') throw error;
    }
  }

  #notYours(cause: Failure): Failure {
    return new Failure(
      'permission',
      'BucketNotYours',
      t(
        "Bucket {0} belongs to another account, or this user isn't allowed to see it. Nothing was launched. Set spawn.bucket to a bucket of account {1}, or to none to run without a bucket.",
        this.name,
        this.identity.account,
      ),
      { cause },
    );
  }

  #elsewhere(cause: Failure, where: string | undefined): Failure {
    return new Failure(
      'bad-input',
      'WrongRegion',
      where === undefined
        ? t(
            "Bucket {0} isn't in {1}. Nothing was launched. Set spawn.region to the region of the bucket, or spawn.bucket to another bucket.",
            this.name,
            this.region,
          )
        : t(
            'Bucket {0} is in {1}, not in {2}. Nothing was launched. Set spawn.region to {1}, or spawn.bucket to another bucket.',
            this.name,
            where,
            this.region,
          ),
      { cause },
    );
  }

  get #client() {
    return this.clients.s3(this.region);
  }

  #told<T>(action: string, work: () => Promise<T>): Promise<T> {
    return this.clients.told({ action, bucket: this.name, region: this.region }, work);
  }
}

const hasOurs = (tags: readonly Tag[]): boolean =>
  tags.some(({ Key, Value }) => Key === 'spawn:managed' && Value === 'true');

/** S3 names a bucket's region in a header of its refusals. */
function regionIn(error: unknown): string | undefined {
  const response = field(error, '$response');
  const region = field(field(response, 'headers'), 'x-amz-bucket-region');
  return typeof region === 'string' ? region : undefined;
}
