import assert from 'node:assert/strict';
import * as s3 from '@aws-sdk/client-s3';
import { errorName, idlePolicy, openCloud, type TestCloud } from './harness';

const Bucket = 'faulty';
const xml = { Bucket, ContentMD5: undefined };

describe('faults of S3', () => {
  let at: TestCloud;
  before(async () => {
    at = await openCloud();
    await at.s3.send(new s3.CreateBucketCommand({ Bucket }));
    await at.s3.send(new s3.PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
  });
  after(() => at.close());

  /** Operations on parts of a bucket or an object, each by the name of its API reference. */
  const operations: Readonly<Record<string, () => Promise<unknown>>> = {
    GetBucketPolicy: () => at.s3.send(new s3.GetBucketPolicyCommand({ Bucket })),
    PutBucketPolicy: () => at.s3.send(new s3.PutBucketPolicyCommand({ Bucket, Policy: idlePolicy(Bucket) })),
    DeleteBucketPolicy: () => at.s3.send(new s3.DeleteBucketPolicyCommand({ Bucket })),
    GetBucketEncryption: () => at.s3.send(new s3.GetBucketEncryptionCommand({ Bucket })),
    PutBucketEncryption: () =>
      at.s3.send(
        new s3.PutBucketEncryptionCommand({ ...xml, ServerSideEncryptionConfiguration: { Rules: [] } }),
      ),
    GetPublicAccessBlock: () => at.s3.send(new s3.GetPublicAccessBlockCommand({ Bucket })),
    PutPublicAccessBlock: () =>
      at.s3.send(new s3.PutPublicAccessBlockCommand({ ...xml, PublicAccessBlockConfiguration: {} })),
    GetBucketTagging: () => at.s3.send(new s3.GetBucketTaggingCommand({ Bucket })),
    PutBucketTagging: () => at.s3.send(new s3.PutBucketTaggingCommand({ ...xml, Tagging: { TagSet: [] } })),
    GetBucketOwnershipControls: () => at.s3.send(new s3.GetBucketOwnershipControlsCommand({ Bucket })),
    GetBucketLifecycleConfiguration: () =>
      at.s3.send(new s3.GetBucketLifecycleConfigurationCommand({ Bucket })),
    GetBucketCors: () => at.s3.send(new s3.GetBucketCorsCommand({ Bucket })),
    GetBucketVersioning: () => at.s3.send(new s3.GetBucketVersioningCommand({ Bucket })),
    GetBucketLocation: () => at.s3.send(new s3.GetBucketLocationCommand({ Bucket })),
    ListMultipartUploads: () => at.s3.send(new s3.ListMultipartUploadsCommand({ Bucket })),
    ListObjects: () => at.s3.send(new s3.ListObjectsV2Command({ Bucket })),
    GetObjectTagging: () => at.s3.send(new s3.GetObjectTaggingCommand({ Bucket, Key: 'k' })),
    PutObjectTagging: () =>
      at.s3.send(new s3.PutObjectTaggingCommand({ ...xml, Key: 'k', Tagging: { TagSet: [] } })),
    PutObject: () => at.s3.send(new s3.PutObjectCommand({ Bucket, Key: 'k', Body: 'x' })),
    CopyObject: () => at.s3.send(new s3.CopyObjectCommand({ Bucket, Key: 'c', CopySource: `${Bucket}/k` })),
    DeleteObjects: () =>
      at.s3.send(new s3.DeleteObjectsCommand({ ...xml, Delete: { Objects: [{ Key: 'none' }] } })),
    CreateMultipartUpload: () => at.s3.send(new s3.CreateMultipartUploadCommand({ Bucket, Key: 'm' })),
  };

  for (const [name, call] of Object.entries(operations)) {
    it(`strike ${name}, and no other operation`, async () => {
      at.cloud.control.faults({
        seed: 1,
        calls: [{ on: `s3:${name}`, times: 1, fault: { kind: 'error', code: 'SlowDown', status: 503 } }],
      });
      for (const [other, calling] of Object.entries(operations)) {
        if (other !== name) assert.notEqual(await errorName(calling()), 'SlowDown', other);
      }
      assert.equal(await errorName(call()), 'SlowDown');
      assert.deepEqual(
        at.cloud.control.injected().map(({ into }) => into),
        [`s3:${name}`],
      );
    });
  }
});
