import { t } from '@vscode/l10n';
import type { Doing, ErrorRow, Facts } from './row';

/** Who asks, whether AWS believes it, and whether it may. */
export const accountRows: readonly ErrorRow[] = [
  {
    codes: ['PendingVerification'],
    kind: 'account',
    sentence: ({ message }, { region = '' }) =>
      t(
        'AWS is still verifying this account for {0} ({1}). It sends a mail when that is done, most often within minutes; resume the sweep then.',
        region,
        message,
      ),
  },
  {
    codes: ['Blocked', 'AccountProblem', 'InvalidPayer'],
    kind: 'account',
    sentence: ({ message }) =>
      t(
        'AWS has blocked this account ({0}). Sign in to the AWS console to see why, then resume the sweep. Instances that run go on, and cost.',
        message,
      ),
  },
  {
    codes: ['OptInRequired', 'NotSignedUp', 'SubscriptionRequiredException'],
    kind: 'account',
    sentence: ({ message }, { region = '' }) =>
      t(
        'This account is not signed up for this service in {0} ({1}). A new account takes up to a day to be activated: complete its sign-up (payment, phone) in the AWS console, then try again.',
        region,
        message,
      ),
  },
  {
    codes: ['RegionNotEnabled'],
    kind: 'account',
    sentence: (_, { region = '' }) =>
      t(
        'AWS accepts these credentials, and not in {0}: the region is not enabled for this account. Enable it in the AWS console under Account, AWS Regions (it takes some minutes), or choose another region; then try again.',
        region,
      ),
  },
  {
    codes: [
      'ExpiredToken',
      'ExpiredTokenException',
      'RequestExpired',
      'TokenRefreshRequired',
      'ExpiredTokenFault',
    ],
    kind: 'credentials',
    sentence: expired,
  },
  {
    codes: ['RequestTimeTooSkewed', 'InvalidSecurity.RequestHasExpired'],
    kind: 'credentials',
    sentence: wrongClock,
  },
  {
    codes: ['SignatureDoesNotMatch'],
    says: /signature (not yet current|expired)/i,
    kind: 'credentials',
    sentence: wrongClock,
  },
  {
    codes: ['SignatureDoesNotMatch', 'IncompleteSignature'],
    kind: 'credentials',
    sentence: ({ code }, doing) =>
      local(doing, code) ??
      t(
        'The secret key of profile {0} does not belong to its access key, or something between this machine and AWS changes requests ({1}). Renew the credentials, or look at the proxy.',
        profileOf(doing),
        code,
      ),
  },
  {
    codes: ['CredentialsProviderError'],
    says: /CreateOAuth2Token/,
    kind: 'credentials',
    sentence: (_, doing) =>
      t(
        'Profile {0} signs in with aws login, and its user may not renew the session. Ask whoever keeps the account for the policy SignInLocalDevelopmentAccess (signin:CreateOAuth2Token), then sign in again.',
        profileOf(doing),
      ),
  },
  {
    codes: ['CredentialsProviderError', 'TokenProviderError', 'SSOTokenProviderFailure'],
    says: /expired|sso|re-?authenticate|(load|refresh) (a )?token|refresh credentials/i,
    kind: 'credentials',
    sentence: notSignedIn,
  },
  {
    codes: ['CredentialsProviderError', 'TokenProviderError'],
    says: /multi-factor|MFA/i,
    kind: 'credentials',
    sentence: (_, doing) =>
      t(
        'Profile {0} asks for a code of a multi-factor device, and nobody is there to enter it. Run the command on a terminal, or get a session with the AWS CLI first (aws configure export-credentials), and use that.',
        profileOf(doing),
      ),
  },
  {
    codes: [
      'CredentialsProviderError',
      'TokenProviderError',
      'SSOTokenProviderFailure',
      'MissingAuthenticationToken',
    ],
    kind: 'credentials',
    sentence: ({ code }, doing) =>
      local(doing, code) ??
      t(
        'There are no AWS credentials for profile {0}. Run aws configure sso, aws login or aws configure, or choose another profile. Without an account, try the local cloud.',
        profileOf(doing),
      ),
  },
  {
    codes: [
      'AuthFailure',
      'InvalidClientTokenId',
      'InvalidAccessKeyId',
      'UnrecognizedClientException',
      'InvalidToken',
    ],
    kind: 'credentials',
  },
  {
    codes: ['UnauthorizedOperation', 'AccessDenied', 'AccessDeniedException'],
    says: /explicit deny in a (service|resource) control policy/i,
    kind: 'permission',
    sentence: ({ message }, { action, region = '' }) =>
      t(
        'A policy of the organization forbids {0} in {1} ({2}). Choose a region or an instance type that it allows, or ask whoever keeps the organization.',
        action,
        region,
        plain(message),
      ),
  },
  {
    codes: ['AccessDenied'],
    says: /kms:\w+/i,
    kind: 'permission',
    sentence: ({ message }, { bucket = '' }) =>
      t(
        'Bucket {0} is encrypted with a key of KMS that this user or role may not use ({1}). Ask for the policy under “A bucket with a key of KMS” in docs/aws.md.',
        bucket,
        plain(message),
      ),
  },
  {
    codes: [
      'UnauthorizedOperation',
      'AccessDenied',
      'AccessDeniedException',
      'AllAccessDisabled',
      'Forbidden',
      '403',
    ],
    kind: 'permission',
    sentence: ({ code, message }, { action, bucket }) =>
      bucket === undefined
        ? t(
            'This user or role may not {0} ({1}). docs/aws.md has the policy that Spawn needs; ask whoever keeps the account.',
            action,
            plain(message),
          )
        : t(
            'This user or role may not {0} in bucket {1}, or the bucket is somebody else’s ({2}). Set spawn.bucket to a bucket of yours, or ask for the policy in docs/aws.md.',
            action,
            bucket,
            code,
          ),
  },
];

/** What AWS says beside the encoded part, which nobody can read. */
const plain = (message: string): string =>
  message.replace(/\s*Encoded authorization failure message: \S+/, '').trim();

const profileOf = ({ profile }: Doing): string => profile ?? process.env['AWS_PROFILE'] ?? 'default';

/** Whoever speaks to a local cloud has no profile to renew; another one, at the address in AWS_ENDPOINT_URL, has its own credentials. */
export function local({ endpoint, foreign, profile }: Doing, code: string): string | undefined {
  if (endpoint === undefined) return undefined;
  if (foreign !== true)
    return t(
      '{0} does not know these credentials ({1}). Start the local cloud again, and try once more.',
      endpoint,
      code,
    );
  return t(
    '{0}, the address in AWS_ENDPOINT_URL, does not accept the credentials of profile {1} ({2}). Set those that it wants, or unset the variable to reach AWS.',
    endpoint,
    profileOf({ action: '', profile }),
    code,
  );
}

function expired({ code }: Facts, doing: Doing): string {
  const { signIn } = doing;
  return (
    local(doing, code) ??
    (signIn === undefined
      ? t(
          'The session of profile {0} has expired. Instances that run go on, and end at their time to live. Renew the credentials the way you got them, then try again.',
          profileOf(doing),
        )
      : t(
          'The session of profile {0} has expired. Instances that run go on, and end at their time to live. Run {1}, then try again.',
          profileOf(doing),
          signIn,
        ))
  );
}

function notSignedIn({ code }: Facts, doing: Doing): string {
  const { signIn } = doing;
  return (
    local(doing, code) ??
    (signIn === undefined
      ? t(
          'Profile {0} is not signed in, or its session has expired. Instances that run go on, and end at their time to live. Sign in the way you did before, then try again.',
          profileOf(doing),
        )
      : t(
          'Profile {0} is not signed in, or its session has expired. Instances that run go on, and end at their time to live. Run {1}, then try again.',
          profileOf(doing),
          signIn,
        ))
  );
}

function wrongClock(): string {
  return t('The clock of this machine is wrong, so AWS refuses its requests. Set the clock and try again.');
}

/** For credentials that AWS knows nothing of. */
export const unknownCredentials = ({ code }: Facts, doing: Doing): string =>
  local(doing, code) ??
  t(
    'AWS does not accept the credentials of profile {0} ({1}). Renew them, or choose another profile.',
    profileOf(doing),
    code,
  );
