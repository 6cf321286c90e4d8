import type { ImageFile } from '../../../src/local/compute/container/image-files';
import { metadataAddress, resolverAddress } from '../../../src/local/names/addresses';

/** The host's end of QEMU's user network, as seen from inside. */
export const gateway = '172.31.16.1';
export const network = '172.31.16.0/20';

const endpoint = `[Unit]
Description=The local cloud's own port
After=network.target
[Service]
ExecStart=/bin/sh -c 'port=$(sed "s/.*cloud.port=\\\\([0-9]*\\\\).*/\\\\1/" /proc/cmdline); exec systemd-socket-activate --listen=127.0.0.1:$port /usr/lib/systemd/systemd-socket-proxyd ${gateway}:$port'
[Install]
WantedBy=multi-user.target
`;

/** Set by the computer that starts it, who knows it alone: whom the image is for, and which authority to trust. */
const seed = `[Unit]
Description=What this machine is made for
DefaultDependencies=no
After=local-fs.target
Before=local-cloud-trust.service cloud-init-local.service network-pre.target sysinit.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c 'tar -xf /dev/vdb -C / && systemctl daemon-reload'
[Install]
WantedBy=sysinit.target
`;

/** What turns the system of a container into one that boots by itself. */
export const vmFiles: readonly ImageFile[] = [
  { path: 'etc/fstab', content: '/dev/vda / ext4 defaults,noatime 0 1\n' },
  { path: 'etc/hostname', content: 'localhost\n' },
  { path: 'etc/hosts', content: '127.0.0.1 localhost\n' },
  { path: 'etc/resolv.conf', content: `nameserver ${resolverAddress}\n` },
  {
    path: 'etc/systemd/network/10-ethernet.network',
    content: `[Match]\nName=eth0\n[Network]\nDHCP=ipv4\n[DHCPv4]\nUseDNS=no\n[Route]\nDestination=${metadataAddress}/32\nGateway=${gateway}\n`,
  },
  { path: 'etc/systemd/system/local-cloud-endpoint.service', content: endpoint },
  { path: 'etc/systemd/system/local-cloud-seed.service', content: seed },
  { path: 'etc/initramfs-tools/modules', content: 'virtio_pci\nvirtio_blk\nvirtio_net\next4\n' },
  { path: 'etc/initramfs-tools/conf.d/small', content: 'MODULES=list\nCOMPRESS=gzip\n' },
];
