import assert from 'node:assert/strict';
import { S3Client } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { GetSigner } from '../../../src/aws/s3/get-signer';

describe('signatures of GETs', () => {
  const { sha256 } = new S3Client({ region: 'eu-west-1' }).config;

  it('are those of the SDK', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          path: fc.array(fc.string({ minLength: 1 }).map(encodeURIComponent), { minLength: 1, maxLength: 4 }),
          range: fc.option(fc.constantFrom('bytes=0-9', 'bytes=10-'), { nil: undefined }),
          token: fc.option(fc.constant('to/ken=='), { nil: undefined }),
          userAgent: fc.constantFrom('aws-sdk-js/3', 'a  b   c '),
          at: fc.date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        }),
        async ({ at, path, range, token, userAgent }) => {
          const credentials = {
            accessKeyId: 'AKIDEXAMPLE',
            secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
            ...(token === undefined ? {} : { sessionToken: token }),
          };
          const headers = {
            host: 'bucket.s3.eu-west-1.amazonaws.com',
            'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
            'x-amz-user-agent': userAgent,
            'user-agent': userAgent,
            'x-amz-checksum-mode': 'ENABLED',
            ...(range === undefined ? {} : { range, 'if-match': '"etag"' }),
          };
          const where = `/${path.join('/')}`;
          const theirs = await new SignatureV4({
            credentials,
            region: 'eu-west-1',
            service: 's3',
            sha256,
            uriEscapePath: false,
          }).sign(
            { method: 'GET', protocol: 'https:', hostname: headers.host, path: where, query: {}, headers },
            { signingDate: at },
          );
          const ours = await new GetSigner('eu-west-1', async () => credentials, sha256).sign(
            where,
            headers,
            at,
          );
          assert.deepEqual(ours, theirs.headers);
        },
      ),
    );
  });
});
