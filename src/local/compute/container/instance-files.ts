import { resolverAddress } from '../../names/addresses';
import { imageLoginUser } from '../../protocols/ec2/images';
import type { Ec2Instance } from '../../protocols/ec2/instance';
import { guestFolder, type ImageFile } from './image-files';

/** Files that differ between instances. The metadata service provides everything else. */
export function instanceFiles(
  instance: Ec2Instance,
  at: {
    /** Certificate, in PEM, of the authority that issues certificates for AWS's host names here. */
    readonly authority: string;
    readonly hostname: string;
    /** Whether it can access package indexes. */
    readonly isOnline: boolean;
  },
): readonly ImageFile[] {
  const { authority, hostname, isOnline } = at;
  const login = `system_info:
  default_user:
    name: ${imageLoginUser(instance.region, instance.imageId)}
    gecos: EC2 Default User
    groups: [ adm, sudo ]
    sudo: "ALL=(ALL) NOPASSWD:ALL"
    shell: /bin/bash
    lock_passwd: true
`;
  return [
    { path: 'etc/hostname', content: `${hostname}\n` },
    { path: 'etc/hosts', content: `127.0.0.1 localhost\n127.0.1.1 ${hostname}.ec2.internal ${hostname}\n` },
    { path: 'etc/resolv.conf', content: `nameserver ${resolverAddress}\nsearch ec2.internal\n` },
    { path: 'etc/cloud/cloud.cfg.d/90_login.cfg', content: login },
    { path: `${guestFolder}/authority.pem`, content: authority },
    ...(isOnline ? ['apt', 'apt-get'] : []).map((name) => ({
      path: `usr/local/bin/${name}`,
      content: `#!/bin/sh\nexec /usr/bin/${name} "$@"\n`,
      executable: true,
    })),
  ];
}
