import { t } from '@vscode/l10n';
import type { ErrorRow } from './row';

/** Errors that any service can return. */
export const generalRows: readonly ErrorRow[] = [
  {
    codes: [
      'ConcurrentTagAccess',
      'EC2ThrottledException',
      'PriorRequestNotComplete',
      'RequestLimitExceeded',
      'RequestThrottled',
      'RequestThrottledException',
      'SlowDown',
      'Throttling',
      'ThrottledException',
      'ThrottlingException',
      'TooManyRequestsException',
    ],
    kind: 'throttled',
  },
  {
    codes:
      /(NotFound|^NoSuchKey|^NoSuchBucket|^NoSuchEntity|^NoSuchEntityException|^ParameterNotFound|^404)$/,
    kind: 'not-found',
  },
  {
    codes: [
      '500',
      '503',
      'InternalError',
      'InternalFailure',
      'InternalServerError',
      'ServerInternal',
      'ServiceUnavailable',
      'ServiceUnavailableException',
      'Unavailable',
    ],
    kind: 'unavailable',
  },
  {
    codes: ['KMS.DisabledException', 'KMS.KMSInvalidStateException', 'KMS.NotFoundException'],
    kind: 'rejected',
    sentence: ({ message }, { bucket = '' }) =>
      t(
        "The KMS key that encrypts bucket {0} can't be used ({1}). Enable the key, or set spawn.bucket to another bucket.",
        bucket,
        message,
      ),
  },
  { codes: ['AbortError', 'RequestAborted'], kind: 'cancelled' },
  { codes: ['NetworkingError', 'RequestTimeout', 'TimeoutError'], kind: 'network' },
  {
    // OpenSSL's messages about a certificate that this machine doesn't trust, mostly because a proxy inspects the
    // traffic.
    codes: [
      'CERT_HAS_EXPIRED',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ],
    kind: 'network',
    sentence: ({ code }) =>
      t(
        "The connection to AWS uses a certificate that this machine doesn't trust ({0}). Behind a proxy that inspects TLS, set NODE_EXTRA_CA_CERTS to its certificate authority.",
        code,
      ),
  },
  {
    codes: [
      'EAI_AGAIN',
      'ECONNABORTED',
      'ECONNREFUSED',
      'ECONNRESET',
      'EHOSTUNREACH',
      'ENETUNREACH',
      'ENOTFOUND',
      'EPIPE',
      'ERR_SSL_WRONG_VERSION_NUMBER',
      'ERR_STREAM_PREMATURE_CLOSE',
      'ETIMEDOUT',
    ],
    kind: 'network',
  },
];
