import assert from 'node:assert/strict';
import { loginUserOfImage } from '../../../src/aws/ec2/login-user';

/** Names of public images as DescribeImages has them, with their owners' words about whom they are for. */
const images: readonly (readonly [name: string, user: string | undefined])[] = [
  ['al2023-ami-2023.7.20250623.1-kernel-6.1-x86_64', 'ec2-user'],
  ['al2023-ami-ecs-hvm-2023.0.20250610-kernel-6.1-x86_64', 'ec2-user'],
  ['amzn2-ami-kernel-5.10-hvm-2.0.20250610.0-x86_64-gp2', 'ec2-user'],
  ['Deep Learning Base OSS Nvidia Driver GPU AMI (Amazon Linux 2023) 20260925', 'ec2-user'],
  ['Deep Learning OSS Nvidia Driver AMI GPU PyTorch 2.7 (Ubuntu 22.04) 20250602', 'ubuntu'],
  ['Deep Learning Base Neuron AMI (Amazon Linux 2023) 20260918', 'ec2-user'],
  ['ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20250610', 'ubuntu'],
  ['ubuntu-minimal/images/hvm-ssd/ubuntu-jammy-22.04-arm64-minimal-20250610', 'ubuntu'],
  ['debian-12-amd64-20250530-2128', 'admin'],
  ['debian-13-arm64-20260909-2239', 'admin'],
  ['RHEL-9.6.0_HVM-20250618-x86_64-0-Hourly2-GP3', 'ec2-user'],
  ['Rocky-9-EC2-Base-9.6-20250531.0.x86_64', 'rocky'],
  ['AlmaLinux OS 9.6.20250522 x86_64', 'ec2-user'],
  ['CentOS Linux 7 x86_64 HVM EBS ENA 2002_01', 'centos'],
  ['CentOS Stream 9 x86_64 20250610', 'ec2-user'],
  ['Fedora-Cloud-Base-AmazonEC2.x86_64-42-1.1', 'fedora'],
  ['fedora-coreos-42.20250609.3.0-x86_64', 'core'],
  ['Flatcar-stable-4230.2.0-hvm', 'core'],
  ['suse-sles-15-sp6-v20250610-hvm-ssd-x86_64', 'ec2-user'],
  ['openSUSE-Leap-15.6-HVM-x86_64-prod', 'ec2-user'],
  ['OL9.5-x86_64-HVM-2025-01-15', 'ec2-user'],
  ['bitnami-wordpress-6.8.1-0-r01-linux-debian-12-x86_64-hvm-ebs-nami', 'bitnami'],
  ['FreeBSD 14.3-RELEASE-amd64 base UFS', 'ec2-user'],
  ['arch-linux-std-hvm-2025.06.15.x86_64-ebs', 'arch'],
  ['kali-last-snapshot-amd64-2025.2.0', 'kali'],
  ['alpine-3.22.0-x86_64-bios-cloudinit-r0', 'alpine'],
  ['our-trainer-2026-10', undefined],
  ['marshal-archive-7', undefined],
];

describe('the login user of an image', () => {
  for (const [Name, user] of images)
    it(`${Name}: ${user ?? 'unknown'}`, () => assert.equal(loginUserOfImage({ Name }), user));

  it('comes from the description if the name does not show it', () => {
    const Description = 'Canonical, Ubuntu, 24.04, amd64 noble image';
    assert.equal(loginUserOfImage({ Name: 'our-base', Description }), 'ubuntu');
  });
});
