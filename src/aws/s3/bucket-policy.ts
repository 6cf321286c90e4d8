import { partitionOf } from '../../sweep/partition';

/** Refuses whatever does not come over TLS, from anyone: to the bucket itself, and to each object. JSON, as it is shown. */
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
