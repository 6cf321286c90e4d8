import type { Image } from '@aws-sdk/client-ec2';

/**
 * Login users by the names that publishers give to their images. The first match counts: the name of a Deep Learning
 * image contains the system that it is based on, and so do the names of most images derived from such images
 * (docs.aws.amazon.com/AWSEC2/latest/UserGuide/managing-users.html).
 */
const users: readonly (readonly [name: RegExp, user: string])[] = [
  [/bitnami/i, 'bitnami'],
  [/ubuntu/i, 'ubuntu'],
  [/amazon[ -]linux|\bal20\d\d\b|amzn/i, 'ec2-user'],
  [/debian/i, 'admin'],
  [/rocky/i, 'rocky'],
  [/alma ?linux/i, 'ec2-user'],
  [/centos stream (9|1\d)|centos-stream-(9|1\d)/i, 'ec2-user'],
  [/centos/i, 'centos'],
  [/\brhel|red ?hat/i, 'ec2-user'],
  [/fedora[ -]coreos|\bfcos|flatcar|coreos/i, 'core'],
  [/fedora/i, 'fedora'],
  [/suse|\bsles/i, 'ec2-user'],
  [/oracle linux|\bol[6-9]\b/i, 'ec2-user'],
  [/freebsd/i, 'ec2-user'],
  [/arch ?linux|\barch-linux/i, 'arch'],
  [/\bkali/i, 'kali'],
  [/alpine/i, 'alpine'],
];

/** The login user of an image's instances, according to the image's name and description. */
export function loginUserOfImage({ Description, Name }: Image): string | undefined {
  const text = `${Name ?? ''} ${Description ?? ''}`;
  return users.find(([name]) => name.test(text))?.[1];
}
