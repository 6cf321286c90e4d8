import { t } from '@vscode/l10n';
import { Failure, type FailureKind } from '../engine/failure';

/** What was being done, for the sentence. */
export interface Doing {
  /** `RunInstances` */
  readonly action: string;
  readonly region?: string;
  readonly bucket?: string;
  readonly profile?: string;
  /** Address of a cloud that is not AWS's own. */
  readonly endpoint?: string;
}

/** Turns whatever the SDK throws into a Failure: AWS's own code, a class that says what to do next, and a sentence. */
export function failureOf(error: unknown, doing: Doing): Failure {
  if (error instanceof Failure) return error;
  const facts = factsOf(error);
  const kind = kindOf(facts);
  return new Failure(kind, facts.code, sentenceOf(kind, facts, doing), { cause: error });
}

interface Facts {
  readonly code: string;
  readonly message: string;
  readonly status: number | undefined;
}

function factsOf(error: unknown): Facts {
  if (!(error instanceof Error)) return { code: 'Unknown', message: String(error), status: undefined };
  const fields: Readonly<Record<string, unknown>> = { ...error };
  const { $metadata: metadata, code: systemCode, Code: awsCode } = fields;
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? metadata.httpStatusCode
      : undefined;
  const network = typeof systemCode === 'string' && networkCodes.has(systemCode);
  const named = typeof awsCode === 'string' ? awsCode : error.name;
  return {
    code: network ? systemCode : named,
    message: messageOf(error),
    status: typeof status === 'number' ? status : undefined,
  };
}

/** Several addresses that all refused come as one error with an empty message. */
function messageOf(error: Error): string {
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map((one: unknown) => (one instanceof Error ? one.message : String(one))).join('; ');
  }
  return error.message;
}

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ECONNABORTED',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
]);

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html, and S3's and IAM's lists. */
const kindOfCode: readonly (readonly [RegExp, FailureKind])[] = [
  [
    /^(InsufficientInstanceCapacity|InsufficientHostCapacity|InsufficientReservedInstanceCapacity|InsufficientCapacity|SpotMaxPriceTooLow|Unsupported)$/,
    'capacity',
  ],
  [
    /^(VcpuLimitExceeded|InstanceLimitExceeded|MaxSpotInstanceCountExceeded|VolumeLimitExceeded|MaxIOPSLimitExceeded|AddressLimitExceeded|InsufficientFreeAddressesInSubnet|PendingVerification|LimitExceeded|TooManyBuckets)$/,
    'quota',
  ],
  [
    /^(RequestLimitExceeded|Throttling|ThrottlingException|ThrottledException|TooManyRequestsException|SlowDown|EC2ThrottledException|RequestThrottled|ResourceCountExceeded)$/,
    'throttled',
  ],
  [
    /^(AuthFailure|InvalidClientTokenId|InvalidAccessKeyId|UnrecognizedClientException|SignatureDoesNotMatch|ExpiredToken|ExpiredTokenException|RequestExpired|TokenRefreshRequired|InvalidToken|MissingAuthenticationToken|CredentialsProviderError|TokenProviderError|NotSignedUp|OptInRequired|SSOTokenProviderFailure|RequestTimeTooSkewed)$/,
    'credentials',
  ],
  [
    /^(UnauthorizedOperation|AccessDenied|AccessDeniedException|AllAccessDisabled|Forbidden|403)$/,
    'permission',
  ],
  [
    /(NotFound|^NoSuchKey|^NoSuchBucket|^NoSuchEntity|^NoSuchEntityException|^ParameterNotFound|^404)$/,
    'not-found',
  ],
  [
    /^(InternalError|InternalFailure|InternalServerError|ServiceUnavailable|Unavailable|ServerInternal|ServiceUnavailableException|503|500)$/,
    'unavailable',
  ],
  [/^(AbortError|RequestAborted)$/, 'cancelled'],
  [/^(TimeoutError|RequestTimeout|NetworkingError)$/, 'network'],
];

function kindOf({ code, status }: Facts): FailureKind {
  if (networkCodes.has(code)) return 'network';
  const known = kindOfCode.find(([pattern]) => pattern.test(code));
  if (known !== undefined) return known[1];
  if (status === undefined) return 'network';
  if (status === 429) return 'throttled';
  if (status === 403) return 'permission';
  if (status === 404) return 'not-found';
  return status >= 500 ? 'unavailable' : 'rejected';
}

function sentenceOf(kind: FailureKind, { code, message }: Facts, doing: Doing): string {
  const { action, bucket } = doing;
  const region = doing.region ?? '';
  switch (kind) {
    case 'capacity':
      return t(
        'EC2 has no room for this in {0} now ({1}). Spawn tries the next type or zone, then waits.',
        region,
        message,
      );
    case 'quota':
      if (code === 'InsufficientFreeAddressesInSubnet') {
        return t(
          'The subnet in {0} has no addresses left ({1}). Free some or name another subnet, or set max_concurrent so that fewer live at once.',
          region,
          message,
        );
      }
      if (code === 'PendingVerification') {
        return t(
          'AWS is still verifying this account for {0} ({1}). It tells you by mail when that is done, most often within minutes; launch again then.',
          region,
          message,
        );
      }
      return t(
        'A quota of this account in {0} does not allow more ({1}: {2}). Raise it under Service Quotas in the AWS console, or set max_concurrent so that fewer live at once.',
        region,
        code,
        message,
      );
    case 'throttled':
      return t('AWS asks for fewer requests ({0}). Spawn waits and goes on by itself.', code);
    case 'rejected':
    case 'bad-input':
      return t('AWS refused {0}: {1} ({2})', action, message, code);
    case 'credentials':
      return credentialSentence(code, message, doing);
    case 'permission':
      return bucket === undefined
        ? t(
            'This user or role may not {0} ({1}). docs/aws.md has the policy that Spawn needs; ask whoever keeps the account.',
            action,
            message,
          )
        : t(
            'This user or role may not {0} in bucket {1}, or the bucket is somebody else’s ({2}). Set spawn.bucket to a bucket of yours, or ask for the policy in docs/aws.md.',
            action,
            bucket,
            code,
          );
    case 'not-found':
      return bucket === undefined
        ? t('AWS does not know this any more: {0} ({1})', message, code)
        : t('Bucket {0} does not hold this, or does not exist ({1}).', bucket, code);
    case 'network':
      return networkSentence(code, message, doing);
    case 'unavailable':
      return t(
        'AWS could not do {0} just now ({1}: {2}). Nothing is lost; try again in a moment.',
        action,
        code,
        message,
      );
    case 'storage':
      return message;
    case 'cancelled':
      return t('{0} was stopped.', action);
  }
}

function credentialSentence(code: string, message: string, { endpoint, profile }: Doing): string {
  if (endpoint !== undefined) {
    return t(
      '{0} does not know these credentials ({1}). Start the local cloud again, and try once more.',
      endpoint,
      code,
    );
  }
  const name = profile ?? process.env['AWS_PROFILE'] ?? 'default';
  if (
    /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenRefreshRequired)$/.test(code) ||
    /expired|sso/i.test(message)
  ) {
    return t(
      'The session of profile {0} has expired. What runs goes on and keeps its time to live. Run aws sso login --profile {0} (or renew the credentials), then try again.',
      name,
    );
  }
  if (code === 'CredentialsProviderError') {
    return t(
      'There are no AWS credentials for profile {0}. Run aws configure sso or aws configure, or choose another profile. Without an account, try the local cloud.',
      name,
    );
  }
  if (code === 'RequestTimeTooSkewed') {
    return t('The clock of this machine is wrong, so AWS refuses its requests. Set the clock and try again.');
  }
  if (code === 'OptInRequired' || code === 'NotSignedUp') {
    return t('This account is not ready for use, or this region is not switched on for it ({0}).', message);
  }
  return t(
    'AWS does not accept the credentials of profile {0} ({1}). Renew them, or choose another profile.',
    name,
    code,
  );
}

function networkSentence(code: string, message: string, { endpoint, region }: Doing): string {
  if (endpoint !== undefined) {
    return t(
      'Nothing answers at {0} ({1}). Start the local cloud (spawn local start), then try again.',
      endpoint,
      code,
    );
  }
  if (code === 'ENOTFOUND' && region !== undefined) {
    return t(
      'AWS cannot be reached in {0}: its address is unknown. Check the network, and whether {0} is a region.',
      region,
    );
  }
  return t(
    'AWS cannot be reached ({0}). What runs goes on and keeps its time to live. Check the network and try again.',
    message === '' ? code : message,
  );
}
