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

  /** @throws Failure `BucketNotYours` if it belongs to another account, or `WrongRegion` if it is in another region */
  async missing(signal?: AbortSignal): Promise<readonly SetupStep[]> {
    try {
      await this.#call('HeadBucket', () =>
        this.#client.send(new HeadBucketCommand({ Bucket: this.name }), abort(signal)),
      );
      return (await this.#isHalfMade(signal)) ? [this.#completion()] : [];
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (error.kind === 'not-found') return [this.#step()];
      if (error.kind === 'permission') throw this.#notYours(error);
      if (!/^(301|PermanentRedirect|BadRequest|400|Unknown|UnknownError)$/.test(error.code)) throw error;
      // The answer to a HEAD request has no body, and status 400 is ambiguous: an expired token as well as another
      // region.
      const where = regionIn(error.cause);
      if (where !== undefined && where !== this.region) throw this.#elsewhere(error, where);
      return this.#refused(error, signal);
    }
  }

  /** Repeats the check with a request whose answer has a body, and throws its error. */
  async #refused(silent: Failure, signal: AbortSignal | undefined): Promise<readonly SetupStep[]> {
    const owner = this.identity.account;
    const input = { Bucket: this.name, Prefix: 'sweeps/', MaxKeys: 1, ExpectedBucketOwner: owner };
    try {
      await this.#call('ListObjectsV2', () =>
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

  /** Creates it: private, encrypted, and accessible through TLS only. A partially created bucket is completed. */
  async create(): Promise<void> {
    const { name, region } = this;
    const halfMade = await this.#isHalfMade();
    const constraint = region as BucketLocationConstraint; // The SDK's list is that of its release.
    await this.#onceCreated(() =>
      this.#client.send(
        new CreateBucketCommand({
          Bucket: name,
          // us-east-1 is the only region that must not be set.
          ...(region === 'us-east-1'
            ? {}
            : { CreateBucketConfiguration: { LocationConstraint: constraint } }),
        }),
      ),
    );
    // First, since its tags let a deletion of Spawn resources find it even if a later step fails.
    const tags = halfMade ? await this.#tags() : [];
    if (!hasOurs(tags))
      await this.#call('PutBucketTagging', () =>
        this.#client.send(
          new PutBucketTaggingCommand({ Bucket: name, Tagging: { TagSet: [...tags, ...tagList(ours)] } }),
        ),
      );
    await this.#call('PutPublicAccessBlock', () =>
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
    // An existing bucket has the encryption of S3 (AES256, since January 2023), or another one that the user has
    // chosen.
    if (!halfMade)
      await this.#call('PutBucketEncryption', () =>
        this.#client.send(
          new PutBucketEncryptionCommand({
            Bucket: name,
            ServerSideEncryptionConfiguration: {
              Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
            },
          }),
        ),
      );
    await this.#call('PutBucketPolicy', () =>
      this.#client.send(new PutBucketPolicyCommand({ Bucket: name, Policy: this.#policy() })),
    );
    await this.lifecycle.set(undefined).catch((error: unknown) => {
      // Without this permission the bucket still works, but incomplete uploads stay in it.
      if (!(error instanceof Failure) || error.kind !== 'permission') throw error;
    });
  }

  /** The lifecycle rules of S3 for it. */
  get lifecycle(): Lifecycle {
    return new Lifecycle(this.name, this.region, this.identity.account, this.clients);
  }

  /** Whether it exists, belongs to this account, and was created by Spawn rather than by the user. */
  async isOurs(signal?: AbortSignal): Promise<boolean> {
    try {
      return hasOurs(await this.#tags(signal));
    } catch (error) {
      if (error instanceof Failure && ['not-found', 'permission'].includes(error.kind)) return false;
      throw error;
    }
  }

  /**
   * Whether it has a name that Spawn generates and no policy: its creator wasn't allowed to set one. If this user isn't
   * allowed to check, it counts as complete.
   */
  async #isHalfMade(signal?: AbortSignal): Promise<boolean> {
    if (this.name !== defaultBucket(this.identity, this.region)) return false;
    try {
      await this.#call('GetBucketPolicy', () =>
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
      const answer = await this.#call('GetBucketTagging', () =>
        this.#client.send(new GetBucketTaggingCommand({ Bucket: this.name }), abort(signal)),
      );
      return answer.TagSet ?? [];
    } catch (error) {
      if (error instanceof Failure && error.code === 'NoSuchTagSet') return [];
      throw error;
    }
  }

  /** Deletes it with all its contents. */
  async remove(signal?: AbortSignal): Promise<void> {
    const contents = new BucketContents(this.name, this.region, this.clients);
    try {
      await contents.deleteObjects(signal);
      try {
        await this.#delete();
      } catch (error) {
        // Versioning was turned on by someone else.
        if (!(error instanceof Failure) || error.code !== 'BucketNotEmpty') throw error;
        await contents.deleteVersions(signal);
        await this.#delete();
      }
    } catch (error) {
      if (!(error instanceof Failure) || error.kind !== 'not-found') throw error;
    }
  }

  #delete() {
    return this.#call('DeleteBucket', () =>
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

  /** A bucket that already belongs to us is as good as a new one. */
  async #onceCreated(make: () => Promise<unknown>): Promise<void> {
    try {
      await this.#call('CreateBucket', make);
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

  #call<T>(action: string, work: () => Promise<T>): Promise<T> {
    return this.clients.call({ action, bucket: this.name, region: this.region }, work);
  }
}

const hasOurs = (tags: readonly Tag[]): boolean =>
  tags.some(({ Key, Value }) => Key === 'spawn:managed' && Value === 'true');

/** Refusals of S3 name the bucket's region in a header. */
export function regionIn(error: unknown): string | undefined {
  const response = field(error, '$response');
  const region = field(field(response, 'headers'), 'x-amz-bucket-region');
  return typeof region === 'string' ? region : undefined;
}
