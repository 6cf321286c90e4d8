import type { Arns } from '../partition';
import { privateHostName } from '../protocols/ec2/host-names';
import type { Ec2Instance } from '../protocols/ec2/instance';
import { accountId } from '../state/credentials';

/** A folder of the metadata service, or a text. */
export type Node = string | { readonly [name: string]: Node | undefined };

/** Temporary keys of the instance's role. */
export interface RoleKeys {
  readonly roleName: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: number;
}

/** The metadata of an instance. */
export interface InstanceMetadata {
  readonly arns: Arns;
  readonly instance: Ec2Instance;
  /** base64 */
  readonly userData: string | undefined;
  readonly keys: RoleKeys | undefined;
  /** The public key of the key pair that it was launched with, as a line. */
  readonly publicKey: string | undefined;
  /** Keys that EC2 Instance Connect currently admits, as lines, by user. */
  readonly pushedKeys: Readonly<Record<string, string>>;
  readonly now: number;
}

/** Everything below `/latest` (docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-categories.html). */
export function metadataTree({
  arns,
  instance,
  userData,
  keys,
  publicKey,
  pushedKeys,
  now,
}: InstanceMetadata): Node {
  const hostname = privateHostName(instance);
  return {
    'meta-data': {
      'ami-id': instance.imageId,
      'ami-launch-index': String(instance.launchIndex),
      'block-device-mapping': { ami: '/dev/xvda', root: '/dev/xvda' },
      hostname,
      ...(keys === undefined ? {} : { iam: iamNode(arns, instance, keys, now) }),
      'instance-action': 'none',
      'instance-id': instance.id,
      'instance-life-cycle': instance.spot ? 'spot' : 'on-demand',
      'instance-type': instance.type,
      'local-hostname': hostname,
      'local-ipv4': instance.privateIp,
      ...(Object.keys(pushedKeys).length === 0 ? {} : { 'managed-ssh-keys': { 'active-keys': pushedKeys } }),
      placement: { 'availability-zone': instance.zone, region: instance.region },
      ...(instance.publicIp === undefined ? {} : { 'public-ipv4': instance.publicIp }),
      ...(publicKey === undefined ? {} : { 'public-keys': publicKeysNode(instance, publicKey) }),
      'reservation-id': instance.reservationId,
      'security-groups': instance.securityGroups.join('\n'),
      services: { domain: arns.partition.domain, partition: arns.partition.name },
      ...(instance.spotNoticeAt === undefined ? {} : { spot: spotNode(instance.spotNoticeAt) }),
      ...(instance.metadataTags && Object.keys(instance.tags).length > 0
        ? { tags: { instance: instance.tags } }
        : {}),
    },
    dynamic: { 'instance-identity': { document: identityDocument(instance) } },
    // Only the name is listed here; the content is served separately.
    ...(userData === undefined ? {} : { 'user-data': '' }),
  };
}

const timeOf = (milliseconds: number): string => new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');

const iamNode = (arns: Arns, instance: Ec2Instance, keys: RoleKeys, now: number): Node => ({
  info: JSON.stringify({
    Code: 'Success',
    LastUpdated: timeOf(now),
    InstanceProfileArn: arns.iam(`instance-profile/${instance.profileName ?? ''}`),
    InstanceProfileId: instance.profileName,
  }),
  'security-credentials': {
    [keys.roleName]: JSON.stringify(
      {
        Code: 'Success',
        LastUpdated: timeOf(now),
        Type: 'AWS-HMAC',
        AccessKeyId: keys.accessKeyId,
        SecretAccessKey: keys.secretAccessKey,
        Token: keys.sessionToken,
        Expiration: timeOf(keys.expiresAt),
      },
      undefined,
      2,
    ),
  },
});

/** Listed with the key pair's name, and read by number only. */
const publicKeysNode = ({ keyName }: Ec2Instance, publicKey: string): Node => ({
  [`0=${keyName ?? ''}`]: '',
  0: { 'openssh-key': `${publicKey}\n` },
});

const spotNode = (at: number): Node => ({
  'instance-action': JSON.stringify({ action: 'terminate', time: timeOf(at) }),
  'termination-time': timeOf(at),
});

const identityDocument = (instance: Ec2Instance): string =>
  JSON.stringify(
    {
      accountId,
      architecture: instance.architecture,
      availabilityZone: instance.zone,
      imageId: instance.imageId,
      instanceId: instance.id,
      instanceType: instance.type,
      pendingTime: timeOf(instance.launchedAt),
      privateIp: instance.privateIp,
      region: instance.region,
      version: '2017-09-30',
    },
    undefined,
    2,
  );

/** The content of a path: text, or the names in a folder, one per line; undefined if the path doesn't exist. */
export function readNode(root: Node, path: readonly string[]): string | undefined {
  let node: Node | undefined = root;
  for (const name of path) {
    if (typeof node !== 'object' || !Object.hasOwn(node, name)) return undefined;
    node = node[name];
  }
  if (typeof node !== 'object') return node;
  const children = Object.entries(node).filter(([, child]) => child !== undefined);
  // `0=my-key` in a list refers to the folder `0`.
  const isNamed = (name: string) => children.some(([other]) => other.startsWith(`${name}=`));
  return children
    .filter(([name]) => !isNamed(name))
    .map(([name, child]) => (typeof child === 'object' ? `${name}/` : name))
    .join('\n');
}
