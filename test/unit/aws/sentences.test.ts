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
    'Bucket mine is encrypted with a key of KMS that this user or role may not use (User: ann is not authorized to perform: kms:GenerateDataKey on resource: key/1). Ask for the policy under “A bucket with a key of KMS” in docs/aws.md.',
  ],
  [
    'MissingInput',
    "No default subnet for availability zone: 'eu-west-1c'",
    launch,
    "EC2 does not launch this in the zone that was asked for (No default subnet for availability zone: 'eu-west-1c'). Spawn tries the other zones of eu-west-1; where none is left, name another zone, subnet or instance type.",
  ],
  [
    'InvalidParameterValue',
    'Invalid availability zone: [x]',
    launch,
    'EC2 does not launch this in the zone that was asked for (Invalid availability zone: [x]). Spawn tries the other zones of eu-west-1; where none is left, name another zone, subnet or instance type.',
  ],
  [
    'InvalidZone.NotFound',
    'No x',
    launch,
    'EC2 does not launch this in the zone that was asked for (No x). Spawn tries the other zones of eu-west-1; where none is left, name another zone, subnet or instance type.',
  ],
  [
    'Unsupported',
    'Not here',
    launch,
    'EC2 does not launch this in the zone that was asked for (Not here). Spawn tries the other zones of eu-west-1; where none is left, name another zone, subnet or instance type.',
  ],
  [
    'InvalidParameterCombination',
    'The specified instance type is not eligible for Free Tier',
    launch,
    'This account is on AWS’s free plan, which launches few instance types only (The specified instance type is not eligible for Free Tier). Name one of them as instance_type, or upgrade the account’s plan.',
  ],
  [
    'InvalidParameterValue',
    "Invalid value 'x' for InstanceType",
    launch,
    "EC2 does not launch this instance type as asked (Invalid value 'x' for InstanceType). Spawn tries the other types of instance_type; where none is left, name another one.",
  ],
  [
    'InvalidBlockDeviceMapping',
    'Volume of size 8GB is smaller than snapshot',
    launch,
    'The image needs a larger disk than volume_size gives it (Volume of size 8GB is smaller than snapshot). Raise volume_size or leave it out.',
  ],
  [
    'InvalidInstanceType',
    'x',
    launch,
    'EC2 does not launch this instance type as asked (x). Spawn tries the other types of instance_type; where none is left, name another one.',
  ],
  [
    'InsufficientFreeAddressesInSubnet',
    'x',
    launch,
    'The subnet in eu-west-1 has no addresses left (x). Spawn tries the other zones, then waits. Free some addresses or name another subnet, or set max_concurrent so that fewer instances run at once.',
  ],
  [
    'SpotMaxPriceTooLow',
    'x',
    launch,
    'The spot price in eu-west-1 is above spot_max_price (x). Spawn tries the next type or zone, then waits until it falls. Raise spot_max_price to launch now.',
  ],
  [
    'InsufficientInstanceCapacity',
    'x',
    launch,
    'EC2 has no room for this in eu-west-1 now (x). Spawn tries the next type or zone, then waits.',
  ],
  [
    'ResourceCountExceeded',
    'x',
    launch,
    'EC2 takes fewer instances in one call (x). Spawn launches them in smaller calls.',
  ],
  [
    'VcpuLimitExceeded',
    'x',
    launch,
    'A quota of this account in eu-west-1 does not allow more (VcpuLimitExceeded: x). Raise it under Service Quotas in the AWS console, or set max_concurrent so that fewer live at once.',
  ],
  [
    'MissingInput',
    "No subnets found for the default VPC 'vpc-1'. Please specify a subnet.",
    launch,
    "The account has no default network in eu-west-1 (No subnets found for the default VPC 'vpc-1'. Please specify a subnet.). Name a subnet in the sweep file, or make a default network (aws ec2 create-default-vpc --region eu-west-1).",
  ],
  [
    'VPCIdNotSpecified',
    'x',
    launch,
    'The account has no default network in eu-west-1 (x). Name a subnet in the sweep file, or make a default network (aws ec2 create-default-vpc --region eu-west-1).',
  ],
  [
    'InvalidSubnetID.NotFound',
    'x',
    launch,
    'There is no such subnet in eu-west-1 (x). Change subnet, or leave it out.',
  ],
  [
    'InvalidGroup.NotFound',
    'x',
    launch,
    'There is no such security group in eu-west-1, or it belongs to another network (x). Security groups belong to one network of one region: change security_groups, or leave it out.',
  ],
  [
    'SecurityGroupsPerInterfaceLimitExceeded',
    'x',
    launch,
    'An instance may not have so many security groups (x). Name fewer.',
  ],
  [
    'InvalidAMIID.NotFound',
    'x',
    launch,
    'There is no such image in eu-west-1, or it is gone (x). Image ids differ from region to region: change ami, or leave it out for the newest Amazon Linux.',
  ],
  [
    'AuthFailure',
    'Not authorized for images: [ami-1]',
    launch,
    'The image is not shared with this account (Not authorized for images: [ami-1]). Have its owner share it, or change ami.',
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
    'There is no such key pair in eu-west-1 (x). Key pairs belong to one region: change key_name, or leave it out, since Connect needs none.',
  ],
  [
    'InvalidParameterValue',
    'Invalid IAM Instance Profile name',
    launch,
    'EC2 does not know this instance profile (Invalid IAM Instance Profile name). iam_role takes the name or ARN of an instance profile, which need not be that of its role.',
  ],
  [
    'InvalidBlockDeviceMapping',
    'x',
    launch,
    'EC2 cannot make the disk (x). Look at volume_size and at the image.',
  ],
  ['TagLimitExceeded', 'x', launch, 'EC2 does not accept the tags (x). Change tags in the sweep file.'],
  ['IdempotentParameterMismatch', 'x', launch, 'AWS refused RunInstances: x (IdempotentParameterMismatch)'],
  [
    'PendingVerification',
    'x',
    launch,
    'AWS is still verifying this account for eu-west-1 (x). It sends a mail when that is done, most often within minutes; resume the sweep then.',
  ],
  [
    'Blocked',
    'x',
    launch,
    'AWS has blocked this account (x). Sign in to the AWS console to see why, then resume the sweep. Instances that run go on, and cost.',
  ],
  [
    'OptInRequired',
    'You are not subscribed to this service.',
    launch,
    'This account is not signed up for this service in eu-west-1 (You are not subscribed to this service.). A new account takes up to a day to be activated: complete its sign-up (payment, phone) in the AWS console, then try again.',
  ],
  [
    'RegionNotEnabled',
    'x',
    launch,
    'AWS accepts these credentials, and not in eu-west-1: the region is not enabled for this account. Enable it in the AWS console under Account, AWS Regions (it takes some minutes), or choose another region; then try again.',
  ],
  [
    'RequestExpired',
    'x',
    { ...launch, signIn: 'aws sso login --profile lab' },
    'The session of profile lab has expired. Instances that run go on, and end at their time to live. Run aws sso login --profile lab, then try again.',
  ],
  [
    'ExpiredToken',
    'x',
    record,
    'The session of profile lab has expired. Instances that run go on, and end at their time to live. Renew the credentials the way you got them, then try again.',
  ],
  [
    'ExpiredToken',
    'x',
    here,
    'http://127.0.0.1:4566 does not know these credentials (ExpiredToken). Start the local cloud again, and try once more.',
  ],
  [
    'ExpiredToken',
    'x',
    { ...here, foreign: true, profile: 'lab' },
    'http://127.0.0.1:4566, the address in AWS_ENDPOINT_URL, does not accept the credentials of profile lab (ExpiredToken). Set those that it wants, or unset the variable to reach AWS.',
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
    'The secret key of profile lab does not belong to its access key, or something between this machine and AWS changes requests (SignatureDoesNotMatch). Renew the credentials, or look at the proxy.',
  ],
  [
    'CredentialsProviderError',
    'Your session has expired. Please reauthenticate.',
    { ...launch, signIn: 'aws login --profile lab' },
    'Profile lab is not signed in, or its session has expired. Instances that run go on, and end at their time to live. Run aws login --profile lab, then try again.',
  ],
  [
    'TokenProviderError',
    'Token is expired.',
    launch,
    'Profile lab is not signed in, or its session has expired. Instances that run go on, and end at their time to live. Sign in the way you did before, then try again.',
  ],
  [
    'CredentialsProviderError',
    "Unable to refresh credentials due to insufficient permissions. You may be missing permission for the 'CreateOAuth2Token' action.",
    launch,
    'Profile lab signs in with aws login, and its user may not renew the session. Ask whoever keeps the account for the policy SignInLocalDevelopmentAccess (signin:CreateOAuth2Token), then sign in again.',
  ],
  [
    'CredentialsProviderError',
    'Profile lab requires multi-factor authentication, but no MFA code callback was provided.',
    launch,
    'Profile lab asks for a code of a multi-factor device, and nobody is there to enter it. Run the command on a terminal, or get a session with the AWS CLI first (aws configure export-credentials), and use that.',
  ],
  [
    'CredentialsProviderError',
    'Could not load credentials from any providers',
    launch,
    'There are no AWS credentials for profile lab. Run aws configure sso, aws login or aws configure, or choose another profile. Without an account, try the local cloud.',
  ],
  [
    'InvalidClientTokenId',
    'x',
    launch,
    'AWS does not accept the credentials of profile lab (InvalidClientTokenId). Renew them, or choose another profile.',
  ],
  [
    'UnauthorizedOperation',
    'User: ann is not authorized to perform: ec2:RunInstances with an explicit deny in a service control policy. Encoded authorization failure message: abc-_123',
    launch,
    'A policy of the organization forbids RunInstances in eu-west-1 (User: ann is not authorized to perform: ec2:RunInstances with an explicit deny in a service control policy.). Choose a region or an instance type that it allows, or ask whoever keeps the organization.',
  ],
  [
    'UnauthorizedOperation',
    'You are not authorized to perform this operation. Encoded authorization failure message: abc-_123',
    launch,
    'This user or role may not RunInstances (You are not authorized to perform this operation.). docs/aws.md has the policy that Spawn needs; ask whoever keeps the account.',
  ],
  [
    'AccessDenied',
    'x',
    record,
    'This user or role may not PutObject in bucket mine, or the bucket is somebody else’s (AccessDenied). Set spawn.bucket to a bucket of yours, or ask for the policy in docs/aws.md.',
  ],
  [
    'RequestLimitExceeded',
    'x',
    launch,
    'AWS asks for fewer requests (RequestLimitExceeded). Spawn waits and goes on by itself.',
  ],
  ['NoSuchBucket', 'x', record, 'Bucket mine does not hold this, or does not exist (NoSuchBucket).'],
  [
    'InvalidInstanceID.NotFound',
    'x',
    launch,
    'AWS does not know this any more: x (InvalidInstanceID.NotFound)',
  ],
  [
    'InternalError',
    'x',
    launch,
    'AWS could not do RunInstances just now (InternalError: x). Nothing is lost; try again in a moment.',
  ],
  [
    'KMS.DisabledException',
    'x',
    record,
    'The KMS key that encrypts bucket mine cannot be used (x). Enable the key, or set spawn.bucket to another bucket.',
  ],
  ['AbortError', 'x', launch, 'RunInstances was stopped.'],
  [
    'TimeoutError',
    'timed out',
    launch,
    'AWS cannot be reached (timed out). What runs goes on and keeps its time to live. Check the network and try again.',
  ],
  [
    'SELF_SIGNED_CERT_IN_CHAIN',
    'x',
    launch,
    'The connection to AWS has a certificate that this machine does not trust (SELF_SIGNED_CERT_IN_CHAIN). Behind a proxy that inspects TLS, set NODE_EXTRA_CA_CERTS to its certificate authority.',
  ],
  [
    'ENOTFOUND',
    'x',
    launch,
    'AWS cannot be reached in eu-west-1: its address is unknown. Check the network, and whether eu-west-1 is a region.',
  ],
  [
    'ECONNREFUSED',
    'x',
    here,
    'Nothing answers at http://127.0.0.1:4566 (ECONNREFUSED). Start the local cloud (spawn local start), then try again.',
  ],
  [
    'ECONNREFUSED',
    'x',
    { ...here, foreign: true },
    'Nothing answers at http://127.0.0.1:4566 (ECONNREFUSED), the address in AWS_ENDPOINT_URL. Start what should answer there, or unset the variable to reach AWS.',
  ],
  ['SomethingNew', 'x', launch, 'AWS refused RunInstances: x (SomethingNew)'],
];

const answer = (code: string, message: string): Error =>
  Object.assign(new Error(message), { name: code, $metadata: { httpStatusCode: 400 } });

describe('what Spawn says when AWS refuses', () => {
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
