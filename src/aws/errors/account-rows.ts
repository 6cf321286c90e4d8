import { t } from '@vscode/l10n';
import type { Doing, ErrorRow, Facts } from './row';

/** Errors about identity, authentication, and authorization. */
export const accountRows: readonly ErrorRow[] = [
  {
    codes: ['PendingVerification'],
    kind: 'account',
    sentence: ({ message }, { region = '' }) =>
      t(
        'AWS is still verifying this account for {0} ({1}). It sends an email when verification is complete, usually within minutes. Resume the sweep then.',
        region,
        message,
      ),
  },
  {
    codes: ['Blocked', 'AccountProblem', 'InvalidPayer'],
    kind: 'account',
    sentence: ({ message }) =>
      t(
        'AWS has blocked this account ({0}). Sign in to the AWS console to see why, then resume the sweep. Running instances continue and still incur charges.',
        message,
      ),
  },
  {
    codes: ['OptInRequired', 'NotSignedUp', 'SubscriptionRequiredException'],
    kind: 'account',
    sentence: ({ message }, { region = '' }) =>
      t(
        "This account isn't signed up for this service in {0} ({1}). Activating a new account takes up to a day: complete the sign-up (payment, phone) in the AWS console, then try again.",
        region,
        message,
      ),
  },
  {
    codes: ['RegionNotEnabled'],
    kind: 'account',
    sentence: (_, { region = '' }) =>
      t(
        "AWS accepts these credentials, but not in {0}: the region isn't enabled for this account. Enable it in the AWS console under Account > AWS Regions (this takes a few minutes), or choose another region. Then try again.",
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
        "The secret key of profile {0} doesn't match its access key, or something between this machine and AWS changes requests ({1}). Renew the credentials, or check the proxy.",
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
        "Profile {0} signs in with aws login, and its user isn't allowed to renew the session. Ask your administrator for the policy SignInLocalDevelopmentAccess (signin:CreateOAuth2Token), then sign in again.",
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
        "Profile {0} requires a code from a multi-factor device, which can't be entered here. Run the command in a terminal, or get a session with the AWS CLI first (aws configure export-credentials) and use that.",
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
        'There are no AWS credentials for profile {0}. Run aws configure sso, aws login, or aws configure, or choose another profile. If you have no account, try the local cloud.',
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
        'A policy of the organization denies {0} in {1} ({2}). Choose a region or an instance type that it allows, or ask the administrator of the organization.',
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
        "Bucket {0} is encrypted with a KMS key that this user or role isn't allowed to use ({1}). Request the policy under “A bucket with a KMS key” in docs/aws.md.",
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
            "This user or role isn't allowed to perform {0} ({1}). docs/aws.md has the policy that Spawn needs; ask your administrator for it.",
            action,
            plain(message),
          )
        : t(
            "This user or role isn't allowed to perform {0} in bucket {1}, or the bucket belongs to another account ({2}). Set spawn.bucket to a bucket of yours, or request the policy in docs/aws.md.",
            action,
            bucket,
            code,
          ),
  },
];

/** AWS's text without the encoded part, which isn't readable. */
const plain = (message: string): string =>
  message.replace(/\s*Encoded authorization failure message: \S+/, '').trim();

const profileOf = ({ profile }: Doing): string => profile ?? process.env['AWS_PROFILE'] ?? 'default';

/** A connection to the local cloud has no profile to renew; another cloud, at the endpoint in AWS_ENDPOINT_URL, has its own credentials. */
export function local({ endpoint, foreign, profile }: Doing, code: string): string | undefined {
  if (endpoint === undefined) return undefined;
  if (foreign !== true)
    return t(
      "{0} doesn't recognize these credentials ({1}). Start the local cloud again, then try again.",
      endpoint,
      code,
    );
  return t(
    "{0}, the address in AWS_ENDPOINT_URL, doesn't accept the credentials of profile {1} ({2}). Set the credentials that it requires, or unset the variable to use AWS.",
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
          'The session of profile {0} has expired. Running instances continue and end at their TTL. Renew the credentials the way you got them, then try again.',
          profileOf(doing),
        )
      : t(
          'The session of profile {0} has expired. Running instances continue and end at their TTL. Run {1}, then try again.',
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
          "Profile {0} isn't signed in, or its session has expired. Running instances continue and end at their TTL. Sign in the way you did before, then try again.",
          profileOf(doing),
        )
      : t(
          "Profile {0} isn't signed in, or its session has expired. Running instances continue and end at their TTL. Run {1}, then try again.",
          profileOf(doing),
          signIn,
        ))
  );
}

function wrongClock(): string {
  return t('The clock of this machine is wrong, so AWS refuses its requests. Set the clock and try again.');
}

/** For credentials that AWS doesn't recognize. */
export const unknownCredentials = ({ code }: Facts, doing: Doing): string =>
  local(doing, code) ??
  t(
    "AWS doesn't accept the credentials of profile {0} ({1}). Renew them, or choose another profile.",
    profileOf(doing),
    code,
  );
