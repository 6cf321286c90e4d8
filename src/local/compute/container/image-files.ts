import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import packages from '../guest/packages.sh';
import trust from '../guest/trust.sh';
import pushedKeys from './guest/pushed-keys.sh';

/** The folder with the local cloud's own files in an instance. */
export const guestFolder = 'usr/lib/local-cloud';

/** A file of an image: its path without a leading slash. */
export interface ImageFile {
  readonly path: string;
  readonly content: string;
  readonly executable?: boolean;
}

/** As on EC2's own images: metadata decides, and there are no passwords. */
const cloudConfig = `datasource_list: [ Ec2 ]
datasource:
  Ec2:
    metadata_urls: [ "http://169.254.169.254" ]
    max_wait: 600
    timeout: 10
network:
  config: disabled
disable_root: true
apt:
  preserve_sources_list: true
locale: C.UTF-8
ssh_genkeytypes: [ ed25519, ecdsa ]
`;

const sshConfig = `PasswordAuthentication no
UseDNS no
AuthorizedKeysCommand /${guestFolder}/pushed-keys %u
AuthorizedKeysCommandUser nobody
`;

const trustUnit = `[Unit]
Description=Trust the local cloud's certificate authority
DefaultDependencies=no
After=local-fs.target
Before=sysinit.target cloud-init-local.service
ConditionPathExists=/${guestFolder}/authority.pem
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh /${guestFolder}/trust /${guestFolder}/authority.pem
[Install]
WantedBy=sysinit.target
`;

/** Files of an image in addition to Debian's packages. */
export const imageFiles: readonly ImageFile[] = [
  { path: 'etc/cloud/cloud.cfg.d/80_local_cloud.cfg', content: cloudConfig },
  { path: 'etc/ssh/sshd_config.d/10-local-cloud.conf', content: sshConfig },
  { path: 'etc/systemd/system/local-cloud-trust.service', content: trustUnit },
  { path: `${guestFolder}/trust`, content: trust },
  { path: `${guestFolder}/pushed-keys`, content: pushedKeys, executable: true },
  ...['yum', 'dnf', 'apt', 'apt-get'].map((name) => ({
    path: `usr/local/bin/${name}`,
    content: packages,
    executable: true,
  })),
];

/** Writes files below a folder, and creates folders in between. */
export async function writeFiles(folder: string, files: readonly ImageFile[]): Promise<void> {
  for (const { content, executable, path: name } of files) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    await chmod(file, executable === true ? 0o755 : 0o644);
  }
}
