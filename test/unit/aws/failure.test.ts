import assert from 'node:assert/strict';
import { failureOf } from '../../../src/aws/failure';
import type { FailureKind } from '../../../src/engine/failure';

const doing = { action: 'RunInstances', region: 'us-east-1' };

/** An error as the SDK makes it from AWS's answer. */
const awsError = (name: string, status: number, message = 'because'): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });

const systemError = (code: string): Error => Object.assign(new Error(`connect ${code}`), { code });

describe('failures', () => {
  const cases: readonly (readonly [FailureKind, Error])[] = [
    ['capacity', awsError('InsufficientInstanceCapacity', 500)],
    ['capacity', awsError('SpotMaxPriceTooLow', 400)],
    ['quota', awsError('VcpuLimitExceeded', 400)],
    ['quota', awsError('MaxSpotInstanceCountExceeded', 400)],
    ['throttled', awsError('RequestLimitExceeded', 503)],
    ['throttled', awsError('SlowDown', 503)],
    // AWS's newer services have codes of their own; the status says it as well.
    ['throttled', awsError('SomethingNew', 429)],
    ['permission', awsError('SomethingNew', 403)],
    ['not-found', awsError('SomethingNew', 404)],
    ['rejected', awsError('SomethingNew', 400)],
    ['rejected', awsError('SomethingNew', 499)],
    ['unavailable', awsError('SomethingNew', 500)],
    ['network', new Error('something new')],
    ['credentials', awsError('RequestExpired', 400)],
    ['credentials', awsError('ExpiredToken', 400)],
    ['credentials', awsError('AuthFailure', 401)],
    [
      'credentials',
      Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' }),
    ],
    ['permission', awsError('UnauthorizedOperation', 403)],
    ['permission', awsError('AccessDenied', 403)],
    ['permission', awsError('UnknownError', 403)],
    ['not-found', awsError('InvalidInstanceID.NotFound', 400)],
    ['not-found', awsError('NoSuchBucket', 404)],
    ['not-found', awsError('NotFound', 404)],
    ['rejected', awsError('InvalidParameterValue', 400)],
    ['rejected', awsError('IdempotentParameterMismatch', 400)],
    ['unavailable', awsError('InternalError', 500)],
    ['unavailable', awsError('SomethingNew', 502)],
    ['network', systemError('ECONNREFUSED')],
    ['network', systemError('ENOTFOUND')],
    ['network', Object.assign(new Error('socket hang up'), { name: 'TimeoutError' })],
    ['cancelled', Object.assign(new Error('Request aborted'), { name: 'AbortError' })],
  ];

  for (const [kind, error] of cases) {
    it(`${error.name} ${'code' in error ? error.code : ''} is of kind ${kind}`, () => {
      const failure = failureOf(error, doing);
      assert.equal(failure.kind, kind);
      assert.equal(failure.cause, error);
      assert.match(failure.message, /^[A-Z].*[.)]$/s, 'a sentence');
    });
  }

  it('names AWS’s code, and who to turn to', () => {
    assert.equal(failureOf(cases[2]?.[1], doing).code, 'VcpuLimitExceeded');
    assert.match(failureOf(awsError('UnauthorizedOperation', 403), doing).message, /docs\/aws\.md/);
    const local = failureOf(systemError('ECONNREFUSED'), { ...doing, endpoint: 'http://127.0.0.1:1' });
    assert.match(local.message, /127\.0\.0\.1:1.*spawn local start/);
  });

  it('uses AWS’s code if AWS has answered, and otherwise the system’s', () => {
    const codeOf = (fields: object) => failureOf(Object.assign(new Error('x'), fields), doing).code;
    assert.equal(codeOf({ name: 'Error', code: 'ECONNRESET' }), 'ECONNRESET');
    assert.equal(
      codeOf({ name: 'SlowDown', code: 'ECONNRESET', $metadata: { httpStatusCode: 503 } }),
      'SlowDown',
    );
    assert.equal(
      codeOf({ name: 'S3ServiceException', Code: 'NoSuchKey', $metadata: { httpStatusCode: 404 } }),
      'NoSuchKey',
    );
    // A word of another library is no code of the system.
    assert.equal(codeOf({ name: 'TimeoutError', code: 'timeout' }), 'TimeoutError');
    assert.equal(failureOf('nothing', doing).code, 'Unknown');
  });

  it('reads an error of several addresses that all refused', () => {
    const failure = failureOf(
      Object.assign(new AggregateError([systemError('ECONNREFUSED')], ''), { code: 'ECONNREFUSED' }),
      doing,
    );
    assert.equal(failure.kind, 'network');
    assert.match(failure.message, /ECONNREFUSED/);
  });
});
