# Builds what a virtual machine boots from: $1 folder for disk, kernel and initrd, $2 release of Debian, $3 mirror (empty:
# Debian's own), $4 packages with commas, $5 folder of files to add, $6 folder to work in. Needs root.
set -eu
out=$1 release=$2 mirror=$3 packages=$4 files=$5 tree=$6/tree
# The initrd is made while packages are installed: of what this machine needs, since it is unpacked without an accelerator.
mmdebstrap --quiet --variant=minbase --dpkgopt=force-unsafe-io --include="$packages" \
  --setup-hook="mkdir -p \"\$1/etc\" && cp -R '$files/etc/initramfs-tools' \"\$1/etc/\"" "$release" "$tree" ${mirror:+"$mirror"}
cp -R "$files/." "$tree/"
rm -f "$tree"/etc/ssh/ssh_host_* "$tree/var/lib/dbus/machine-id"
: >"$tree/etc/machine-id"
chroot "$tree" systemctl --quiet enable local-cloud-seed.service local-cloud-trust.service local-cloud-endpoint.service ssh.service \
  systemd-networkd.service cloud-init-local.service cloud-init.service cloud-config.service cloud-final.service
chroot "$tree" systemctl --quiet mask apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer \
  getty@tty1.service systemd-timesyncd.service
mkdir "$out"
cp "$tree"/boot/vmlinuz-* "$out/vmlinuz"
cp "$tree"/boot/initrd.img-* "$out/initrd"
rm -f "$tree"/boot/* "$tree"/initrd.img* "$tree"/vmlinuz*
# Debian's policy does not cover cloud-init's generator and the proxy to the local cloud; it is enforced for everything else.
if [ -x "$tree/usr/sbin/semodule" ]; then
  printf '(typepermissive %s)\n' systemd_generator_t systemd_socket_proxyd_t >"$tree/root/cloud.cil"
  chroot "$tree" semodule -n -i /root/cloud.cil
fi
# Labels are attributes of the files, which mke2fs copies: no restart has to relabel the disk.
if [ -x "$tree/usr/sbin/setfiles" ]; then
  # It follows files through /proc, which is mounted for it alone.
  unshare --mount sh -c 'mount -t proc proc "$1/proc" && exec chroot "$1" /usr/sbin/setfiles -F "$2" /' \
    sh "$tree" /etc/selinux/default/contexts/files/file_contexts
fi
truncate -s 1G "$out/disk"
mke2fs -q -F -t ext4 -d "$tree" "$out/disk"
rm -rf "$tree"
