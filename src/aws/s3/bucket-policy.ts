import { partitionOf } from '../../sweep/partition';

/** Denies everything that doesn't use TLS, for anyone: on the bucket itself, and on each object. JSON, as it is shown to users. */
export function tlsOnlyPolicy(bucket: string, region: string): string {
  const arn = `arn:${partitionOf(region).name}:s3:::${bucket}`;
  const statement = {
    Sid: 'TlsOnly',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [arn, `${arn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] }, undefined, 2);
}
