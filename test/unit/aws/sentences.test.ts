import assert from 'node:assert/strict';
import { fits } from '../../../src/aws/errors/row';
import { type Doing, errorTable, failureOf } from '../../../src/aws/failure';

const launch: Doing = { action: 'RunInstances', region: 'eu-west-1', profile: 'lab' };
const record: Doing = { action: 'PutObject', region: 'eu-west-1', bucket: 'mine', profile: 'lab' };
const here: Doing = { ...launch, endpoint: 'http://127.0.0.1:4566' };

/** What AWS says, while what was done, and what Spawn says then. */
const cases: readonly (readonly [code: string, message: string, doing: Doing, sentence: string])[] = [
  [
    'AccessDenied',
    'User: ann is not authorized to perform: kms:GenerateDataKey on resource: key/1',
    record,
    "Bucket mine is encrypted with a KMS key that this user or role isn't allowed to use (User: ann is not authorized to perform: kms:GenerateDataKey on resource: key/1). Request the policy under “A bucket with a KMS key” in docs/aws.md.",
  ],
  [
    'MissingInput',
    "No default subnet for availability zone: 'eu-west-1c'",
    launch,
    "EC2 can't launch this in the requested zone (No default subnet for availability zone: 'eu-west-1c'). Spawn tries the other zones of eu-west-1. If none of them works, specify another zone, subnet, or instance type.",
  ],
  [
    'InvalidParameterValue',
    'Invalid availability zone: [x]',
    launch,
    "EC2 can't launch this in the requested zone (Invalid availability zone: [x]). Spawn tries the other zones of eu-west-1. If none of them works, specify another zone, subnet, or instance type.",
  ],
  [
    'InvalidZone.NotFound',
    'No x',
    launch,
    "EC2 can't launch this in the requested zone (No x). Spawn tries the other zones of eu-west-1. If none of them works, specify another zone, subnet, or instance type.",
  ],
  [
    'Unsupported',
    'Not here',
    launch,
    "EC2 can't launch this in the requested zone (Not here). Spawn tries the other zones of eu-west-1. If none of them works, specify another zone, subnet, or instance type.",
  ],
  [
    'InvalidParameterCombination',
    'The specified instance type is not eligible for Free Tier',
    launch,
    'This account is on the AWS free plan, which allows only a few instance types (The specified instance type is not eligible for Free Tier). Set instance_type to one of them, or upgrade the account plan.',
  ],
  [
    'InvalidParameterValue',
    "Invalid value 'x' for InstanceType",
    launch,
    "EC2 can't launch this instance type as requested (Invalid value 'x' for InstanceType). Spawn tries the other types of instance_type. If none of them works, specify another one.",
  ],
  [
    'InvalidBlockDeviceMapping',
    'Volume of size 8GB is smaller than snapshot',
    launch,
    'The image needs a larger disk than volume_size specifies (Volume of size 8GB is smaller than snapshot). Increase volume_size or omit it.',
  ],
  [
    'InvalidInstanceType',
    'x',
    launch,
    "EC2 can't launch this instance type as requested (x). Spawn tries the other types of instance_type. If none of them works, specify another one.",
  ],
  [
    'InsufficientFreeAddressesInSubnet',
    'x',
    launch,
    'The subnet in eu-west-1 has no free addresses (x). Spawn tries the other zones, then waits. Free some addresses, specify another subnet, or set max_concurrent so that fewer instances run at once.',
  ],
  [
    'SpotMaxPriceTooLow',
    'x',
    launch,
    'The spot price in eu-west-1 is above spot_max_price (x). Spawn tries the next type or zone, then waits until the price falls. Increase spot_max_price to launch now.',
  ],
  [
    'InsufficientInstanceCapacity',
    'x',
    launch,
    'EC2 has insufficient capacity in eu-west-1 at the moment (x). Spawn tries the next type or zone, then waits.',
  ],
  [
    'ResourceCountExceeded',
    'x',
    launch,
    'EC2 accepts fewer instances in one call (x). Spawn launches them in smaller calls.',
  ],
  [
    'VcpuLimitExceeded',
    'x',
    launch,
    "A quota of this account in eu-west-1 doesn't allow more (VcpuLimitExceeded: x). Request an increase under Service Quotas in the AWS console, or set max_concurrent so that fewer instances run at once.",
  ],
  [
    'MissingInput',
    "No subnets found for the default VPC 'vpc-1'. Please specify a subnet.",
    launch,
    "The account has no default VPC in eu-west-1 (No subnets found for the default VPC 'vpc-1'. Please specify a subnet.). Specify a subnet in the sweep file, or create a default VPC (aws ec2 create-default-vpc --region eu-west-1).",
  ],
  [
    'VPCIdNotSpecified',
    'x',
    launch,
    'The account has no default VPC in eu-west-1 (x). Specify a subnet in the sweep file, or create a default VPC (aws ec2 create-default-vpc --region eu-west-1).',
  ],
  [
    'InvalidSubnetID.NotFound',
    'x',
    launch,
    "The subnet doesn't exist in eu-west-1 (x). Change subnet, or omit it.",
  ],
  [
    'InvalidGroup.NotFound',
    'x',
    launch,
    "The security group doesn't exist in eu-west-1, or it belongs to another network (x). Security groups belong to one network of one region: change security_groups, or omit it.",
  ],
  [
    'SecurityGroupsPerInterfaceLimitExceeded',
    'x',
    launch,
    "An instance can't have that many security groups (x). Specify fewer.",
  ],
  [
    'InvalidAMIID.NotFound',
    'x',
    launch,
    "The image doesn't exist in eu-west-1, or no longer exists (x). Image IDs differ between regions: change ami, or omit it to use the newest Amazon Linux.",
  ],
  [
    'AuthFailure',
    'Not authorized for images: [ami-1]',
    launch,
    "The image isn't shared with this account (Not authorized for images: [ami-1]). Ask its owner to share it, or change ami.",
  ],
  [
    'OptInRequired',
    'In order to use this AWS Marketplace product you need to accept terms and subscribe.',
    launch,
    'The image is sold on AWS Marketplace, and this account has not accepted its terms (In order to use this AWS Marketplace product you need to accept terms and subscribe.). Subscribe to it there, or change ami.',
  ],
  [
    'InvalidKeyPair.NotFound',
    'x',
    launch,
    "The key pair doesn't exist in eu-west-1 (x). Key pairs belong to one region: change key_name, or omit it, since Connect doesn't need one.",
  ],
  [
    'InvalidParameterValue',
    'Invalid IAM Instance Profile name',
    launch,
    "EC2 can't find this instance profile (Invalid IAM Instance Profile name). iam_role is the name or ARN of an instance profile, which can differ from the name of its role.",
  ],
  [
    'InvalidBlockDeviceMapping',
    'x',
    launch,
    "EC2 can't create the disk (x). Check volume_size and the image.",
  ],
  ['TagLimitExceeded', 'x', launch, "EC2 doesn't accept the tags (x). Change tags in the sweep file."],
  ['IdempotentParameterMismatch', 'x', launch, 'AWS refused RunInstances: x (IdempotentParameterMismatch)'],
  [
    'PendingVerification',
    'x',
    launch,
    'AWS is still verifying this account for eu-west-1 (x). It sends an email when verification is complete, usually within minutes. Resume the sweep then.',
  ],
  [
    'Blocked',
    'x',
    launch,
    'AWS has blocked this account (x). Sign in to the AWS console to see why, then resume the sweep. Running instances continue and still incur charges.',
  ],
  [
    'OptInRequired',
    'You are not subscribed to this service.',
    launch,
    "This account isn't signed up for this service in eu-west-1 (You are not subscribed to this service.). Activating a new account takes up to a day: complete the sign-up (payment, phone) in the AWS console, then try again.",
  ],
  [
    'RegionNotEnabled',
    'x',
    launch,
    "AWS accepts these credentials, but not in eu-west-1: the region isn't enabled for this account. Enable it in the AWS console under Account > AWS Regions (this takes a few minutes), or choose another region. Then try again.",
  ],
  [
    'RequestExpired',
    'x',
    { ...launch, signIn: 'aws sso login --profile lab' },
    'The session of profile lab has expired. Running instances continue and end at their TTL. Run aws sso login --profile lab, then try again.',
  ],
  [
    'ExpiredToken',
    'x',
    record,
    'The session of profile lab has expired. Running instances continue and end at their TTL. Renew the credentials the way you got them, then try again.',
  ],
  [
    'ExpiredToken',
    'x',
    here,
    "http://127.0.0.1:4566 doesn't recognize these credentials (ExpiredToken). Start the local cloud again, then try again.",
  ],
  [
    'ExpiredToken',
    'x',
    { ...here, foreign: true, profile: 'lab' },
    "http://127.0.0.1:4566, the address in AWS_ENDPOINT_URL, doesn't accept the credentials of profile lab (ExpiredToken). Set the credentials that it requires, or unset the variable to use AWS.",
  ],
  [
    'RequestTimeTooSkewed',
    'x',
    record,
    'The clock of this machine is wrong, so AWS refuses its requests. Set the clock and try again.',
  ],
  [
    'SignatureDoesNotMatch',
    'Signature not yet current',
    launch,
    'The clock of this machine is wrong, so AWS refuses its requests. Set the clock and try again.',
  ],
  [
    'SignatureDoesNotMatch',
    'x',
    launch,
    "The secret key of profile lab doesn't match its access key, or something between this machine and AWS changes requests (SignatureDoesNotMatch). Renew the credentials, or check the proxy.",
  ],
  [
    'CredentialsProviderError',
    'Your session has expired. Please reauthenticate.',
    { ...launch, signIn: 'aws login --profile lab' },
    "Profile lab isn't signed in, or its session has expired. Running instances continue and end at their TTL. Run aws login --profile lab, then try again.",
  ],
  [
    'TokenProviderError',
    'Token is expired.',
    launch,
    "Profile lab isn't signed in, or its session has expired. Running instances continue and end at their TTL. Sign in the way you did before, then try again.",
  ],
  [
    'CredentialsProviderError',
    "Unable to refresh credentials due to insufficient permissions. You may be missing permission for the 'CreateOAuth2Token' action.",
    launch,
    "Profile lab signs in with aws login, and its user isn't allowed to renew the session. Ask your administrator for the policy SignInLocalDevelopmentAccess (signin:CreateOAuth2Token), then sign in again.",
  ],
  [
    'CredentialsProviderError',
    'Profile lab requires multi-factor authentication, but no MFA code callback was provided.',
    launch,
    "Profile lab requires a code from a multi-factor device, which can't be entered here. Run the command in a terminal, or get a session with the AWS CLI first (aws configure export-credentials) and use that.",
  ],
  [
    'CredentialsProviderError',
    'Could not load credentials from any providers',
    launch,
    'There are no AWS credentials for profile lab. Run aws configure sso, aws login, or aws configure, or choose another profile. If you have no account, try the local cloud.',
  ],
  [
    'InvalidClientTokenId',
    'x',
    launch,
    "AWS doesn't accept the credentials of profile lab (InvalidClientTokenId). Renew them, or choose another profile.",
  ],
  [
    'UnauthorizedOperation',
    'User: ann is not authorized to perform: ec2:RunInstances with an explicit deny in a service control policy. Encoded authorization failure message: abc-_123',
    launch,
    'A policy of the organization denies RunInstances in eu-west-1 (User: ann is not authorized to perform: ec2:RunInstances with an explicit deny in a service control policy.). Choose a region or an instance type that it allows, or ask the administrator of the organization.',
  ],
  [
    'UnauthorizedOperation',
    'You are not authorized to perform this operation. Encoded authorization failure message: abc-_123',
    launch,
    "This user or role isn't allowed to perform RunInstances (You are not authorized to perform this operation.). docs/aws.md has the policy that Spawn needs; ask your administrator for it.",
  ],
  [
    'AccessDenied',
    'x',
    record,
    "This user or role isn't allowed to perform PutObject in bucket mine, or the bucket belongs to another account (AccessDenied). Set spawn.bucket to a bucket of yours, or request the policy in docs/aws.md.",
  ],
  [
    'RequestLimitExceeded',
    'x',
    launch,
    'AWS is throttling requests (RequestLimitExceeded). Spawn waits and continues automatically.',
  ],
  ['NoSuchBucket', 'x', record, "Bucket mine doesn't contain this, or doesn't exist (NoSuchBucket)."],
  [
    'InvalidInstanceID.NotFound',
    'x',
    launch,
    "AWS can't find this any longer: x (InvalidInstanceID.NotFound)",
  ],
  [
    'InternalError',
    'x',
    launch,
    "AWS couldn't complete RunInstances (InternalError: x). Nothing is lost. Try again in a moment.",
  ],
  [
    'KMS.DisabledException',
    'x',
    record,
    "The KMS key that encrypts bucket mine can't be used (x). Enable the key, or set spawn.bucket to another bucket.",
  ],
  ['AbortError', 'x', launch, 'RunInstances was stopped.'],
  [
    'TimeoutError',
    'timed out',
    launch,
    "Can't reach AWS (timed out). Running instances continue and keep their TTL. Check the network and try again.",
  ],
  [
    'SELF_SIGNED_CERT_IN_CHAIN',
    'x',
    launch,
    "The connection to AWS uses a certificate that this machine doesn't trust (SELF_SIGNED_CERT_IN_CHAIN). Behind a proxy that inspects TLS, set NODE_EXTRA_CA_CERTS to its certificate authority.",
  ],
  [
    'ENOTFOUND',
    'x',
    launch,
    "Can't reach AWS in eu-west-1: its address can't be resolved. Check the network, and check that eu-west-1 is a region.",
  ],
  [
    'ECONNREFUSED',
    'x',
    here,
    'No response from http://127.0.0.1:4566 (ECONNREFUSED). Start the local cloud (spawn local start), then try again.',
  ],
  [
    'ECONNREFUSED',
    'x',
    { ...here, foreign: true },
    'No response from http://127.0.0.1:4566 (ECONNREFUSED), the address in AWS_ENDPOINT_URL. Start the service at that address, or unset the variable to use AWS.',
  ],
  ['SomethingNew', 'x', launch, 'AWS refused RunInstances: x (SomethingNew)'],
];

const answer = (code: string, message: string): Error =>
  Object.assign(new Error(message), { name: code, $metadata: { httpStatusCode: 400 } });

describe('messages when AWS refuses a call', () => {
  for (const [code, message, doing, sentence] of cases) {
    it(`${code}: ${message}`, () => {
      const failure = failureOf(answer(code, message), doing);
      assert.equal(failure.message, sentence);
      assert.equal(failure.code, code);
    });
  }

  it('has a test for every row of the table', () => {
    const met = new Set(
      cases.map(([code, message, doing]) =>
        errorTable.find((row) => fits(row, { code, message, status: 400 }, doing)),
      ),
    );
    assert.deepEqual(
      errorTable.filter((row) => !met.has(row)),
      [],
    );
  });
});
