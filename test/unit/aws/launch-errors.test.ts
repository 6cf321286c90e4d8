import assert from 'node:assert/strict';
import path from 'node:path';
import { errorTable, failureOf } from '../../../src/aws/failure';
import { documentedErrors } from '../../documented-errors';

const documented = documentedErrors(path.resolve(__dirname, '../../../..'));

const answer = (code: string, message: string): Error =>
  Object.assign(new Error(message), { name: code, $metadata: { httpStatusCode: 400 } });

describe('docs/launch-errors.md', () => {
  it('lists as many errors as it claims', () => {
    assert.ok(documented.length > 100, String(documented.length));
    const rows = documented.map(({ code, message }) => `${code} ${message}`);
    assert.deepEqual(
      rows.filter((row, at) => rows.indexOf(row) !== at),
      [],
    );
  });

  for (const { code, kind, message } of documented) {
    it(`${code} (${message}) is of class ${kind}`, () => {
      const { kind: found } = failureOf(answer(code, message), {
        action: 'RunInstances',
        region: 'us-east-1',
      });
      assert.equal(found, kind === 'launched-before' ? 'rejected' : kind);
    });
  }

  it('names every code that the table of sentences knows as an answer to a launch', () => {
    const listed = new Set(documented.map(({ code }) => code));
    // IAM, S3 and the SDK have codes of their own, which no launch meets.
    const elsewhere = new Set([
      ...[
        'AccountProblem',
        'AllAccessDisabled',
        'InvalidAccessKeyId',
        'InvalidPayer',
        'InvalidToken',
        'SlowDown',
      ],
      ...['LimitExceeded', 'TooManyBuckets', 'ConcurrentTagAccess', 'AccessDeniedException', 'Forbidden'],
      ...['SubscriptionRequiredException', 'UnrecognizedClientException', 'RegionNotEnabled'],
      ...['ExpiredTokenException', 'ExpiredTokenFault', 'TokenRefreshRequired', 'RequestTimeTooSkewed'],
      ...['CredentialsProviderError', 'TokenProviderError', 'SSOTokenProviderFailure'],
      ...['InternalServerError', 'ServerInternal', 'ServiceUnavailableException'],
      ...['KMS.DisabledException', 'KMS.KMSInvalidStateException', 'KMS.NotFoundException'],
    ]);
    const known = errorTable
      .filter(({ kind }) => kind !== 'network' && kind !== 'cancelled')
      .flatMap(({ codes }) => (codes instanceof RegExp ? [] : codes))
      .filter((code) => !/^\d+$/.test(code) && !elsewhere.has(code));
    assert.deepEqual(
      known.filter((code) => !listed.has(code)),
      [],
    );
  });

  it('leaves zones and types to launches: other calls are refused as they are', () => {
    const doing = { action: 'GetConsoleOutput', region: 'us-east-1' };
    assert.equal(failureOf(answer('UnsupportedOperation', 'not for this type'), doing).kind, 'rejected');
    assert.equal(
      failureOf(answer('InvalidParameterValue', 'Invalid availability zone'), doing).kind,
      'rejected',
    );
  });
});
