import {
  GetBucketLifecycleConfigurationCommand,
  type LifecycleRule,
  PutBucketLifecycleConfigurationCommand,
} from '@aws-sdk/client-s3';
import { t } from '@vscode/l10n';
import { Failure } from '../../engine/failure';
import { abort } from '../abort';
import type { Clients } from '../clients';

/** Parts of an unfinished upload cost as much as objects, and don't appear in listings. */
const abortedUploads: LifecycleRule = {
  ID: 'spawn-aborted-uploads',
  Status: 'Enabled',
  Filter: { Prefix: '' },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 },
};

const expiry = 'spawn-expire-results';

/** Records, logs, and results expire this number of days after they were written. */
const expiryRule = (days: number): LifecycleRule => ({
  ID: expiry,
  Status: 'Enabled',
  Filter: { Prefix: 'sweeps/' },
  Expiration: { Days: days },
});

/** Lifecycle rules of the results bucket. */
export class Lifecycle {
  constructor(
    private readonly bucket: string,
    private readonly region: string,
    private readonly account: string,
    private readonly clients: Clients,
  ) {}

  /** The number of days after which results are deleted now; undefined: never. */
  async days(signal?: AbortSignal): Promise<number | undefined> {
    return (await this.#rules(signal)).find(({ ID }) => ID === expiry)?.Expiration?.Days;
  }

  /** Sets Spawn's own rules, and keeps all others. @param days undefined: keep the current expiry of results; 0: never delete them */
  async set(days: number | undefined, signal?: AbortSignal): Promise<void> {
    const before = await this.#rules(signal);
    const kept = before.filter(({ ID }) => ID !== abortedUploads.ID && (days === undefined || ID !== expiry));
    const Rules = [...kept, abortedUploads, ...(days === undefined || days === 0 ? [] : [expiryRule(days)])];
    const input = {
      Bucket: this.bucket,
      ExpectedBucketOwner: this.account,
      LifecycleConfiguration: { Rules },
    };
    await this.#call('PutBucketLifecycleConfiguration', () =>
      this.clients.s3(this.region).send(new PutBucketLifecycleConfigurationCommand(input), abort(signal)),
    );
  }

  async #rules(signal: AbortSignal | undefined): Promise<readonly LifecycleRule[]> {
    const input = { Bucket: this.bucket, ExpectedBucketOwner: this.account };
    try {
      const answer = await this.#call('GetBucketLifecycleConfiguration', () =>
        this.clients.s3(this.region).send(new GetBucketLifecycleConfigurationCommand(input), abort(signal)),
      );
      return answer.Rules ?? [];
    } catch (error) {
      if (error instanceof Failure && error.code === 'NoSuchLifecycleConfiguration') return [];
      throw error;
    }
  }

  #call<T>(action: string, work: () => Promise<T>): Promise<T> {
    return this.clients.call({ action, bucket: this.bucket, region: this.region }, work);
  }
}

/** The effect of a new expiry: a sentence that states what it deletes. */
export const expiryPurpose = (days: number): string =>
  days === 0
    ? t('Records, logs, and results are kept until someone deletes them.')
    : t(
        'S3 deletes records, logs, and results {0} days after they were written, including those that already exist. Anything not collected by then is lost.',
        days,
      );
