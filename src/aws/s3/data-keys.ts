import { ListObjectsV2Command, type ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { Failure } from '../../engine/failure';
import { abort } from '../abort';
import type { Clients } from '../clients';
import { regionIn } from './bucket';
import { decodedKey } from './listing';

/** Keys of a bucket that holds inputs: it may be another account's, and in any region. */
export async function* dataKeys(
  clients: Clients,
  bucket: string,
  prefix: string,
  signal?: AbortSignal,
): AsyncIterable<string> {
  let { region } = await clients.identity();
  let token: string | undefined;
  do {
    const page = async (): Promise<ListObjectsV2CommandOutput> =>
      clients.call({ action: 'ListObjectsV2', bucket, region }, () =>
        clients.s3(region).send(
          new ListObjectsV2Command({
            Bucket: bucket,
            Prefix: prefix,
            ContinuationToken: token,
            EncodingType: 'url',
            // Said here, so that no owner is expected.
            ExpectedBucketOwner: undefined,
          }),
          abort(signal),
        ),
      );
    const answer = await page().catch((error: unknown) => {
      const where = error instanceof Failure ? regionIn(error.cause) : undefined;
      if (where === undefined || where === region) throw error;
      region = where;
      return page();
    });
    for (const { Key } of answer.Contents ?? []) if (Key !== undefined) yield decodedKey(Key);
    token = answer.NextContinuationToken;
  } while (token !== undefined);
}
